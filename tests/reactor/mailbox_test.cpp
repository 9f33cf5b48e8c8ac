// Letters from many threads: none lost, each sender's in its order, no sleep through a letter.
#include "reactor/mailbox.h"

#include <memory>
#include <thread>

#include "tests/reactor/loopback.h"

namespace reactor {
namespace {

TEST(Mailbox, TakesAllInOrder) {
  Waker waker;
  Mailbox<int> mailbox(waker);
  mailbox.post(1);
  std::vector<int> batch = {2, 3};
  mailbox.post(batch);
  EXPECT_TRUE(batch.empty());
  EXPECT_EQ(mailbox.waiting(), 3u);
  std::vector<int> letters;
  mailbox.take(letters);
  EXPECT_EQ(letters, (std::vector<int>{1, 2, 3}));
  EXPECT_TRUE(mailbox.empty());
}

TEST(Mailbox, AnEmptyOneGivesNothing) {
  Waker waker;
  Mailbox<int> mailbox(waker);
  std::vector<int> letters;
  mailbox.take(letters);
  mailbox.post(letters);  // an empty batch is none
  EXPECT_TRUE(letters.empty());
  EXPECT_TRUE(mailbox.empty());
}

TEST(Mailbox, LettersMayBeMoveOnly) {
  Waker waker;
  Mailbox<std::unique_ptr<int>> mailbox(waker);
  mailbox.post(std::make_unique<int>(7));
  std::vector<std::unique_ptr<int>> batch;
  batch.push_back(std::make_unique<int>(8));
  mailbox.post(batch);
  std::vector<std::unique_ptr<int>> letters;
  mailbox.take(letters);
  EXPECT_EQ(*letters[0] + *letters[1], 15);
}

struct Numbered {
  int sender;
  int number;
};

constexpr int kSenders = 3;
constexpr int kLetters = 20'000;

void send_all(Mailbox<Numbered>& mailbox, int sender) {
  std::vector<Numbered> batch;
  for (int number = 0; number < kLetters; ++number) {
    if (number % 7 == 0) {  // single ones between batches of many sizes
      mailbox.post(batch);
      mailbox.post({sender, number});
    } else {
      batch.push_back({sender, number});
      if (batch.size() > static_cast<std::size_t>(number % 13)) mailbox.post(batch);
    }
    if (number % 64 == 0) std::this_thread::yield();  // lets the owner fall asleep
  }
  mailbox.post(batch);
}

// With one poller for owner and waker, as a shard has it. A lost wake-up would hang here for ever,
// since the sleep has no end of its own.
TEST(Mailbox, NoLetterIsLostAndNoSleepMissesOne) {
  Waker waker;
  Mailbox<Numbered> mailbox(waker);
  Poller poller;
  ASSERT_EQ(poller.watch(waker.fd(), 1), 0);
  std::vector<std::thread> senders;
  for (int s = 0; s < kSenders; ++s) senders.emplace_back([&mailbox, s] { send_all(mailbox, s); });

  int expected[kSenders] = {};
  int received = 0;
  std::vector<Numbered> letters;
  while (received < kSenders * kLetters) {
    waker.drowsy();
    poller.wait(mailbox.empty() ? kForever : Duration::zero());
    waker.awake();
    mailbox.take(letters);
    for (const Numbered& letter : letters) {
      ASSERT_EQ(letter.number, expected[letter.sender]++);
      ++received;
    }
    letters.clear();
  }
  for (auto& sender : senders) sender.join();
  EXPECT_TRUE(mailbox.empty());
}

}  // namespace
}  // namespace reactor
