// Private messages: numbers of conversations, and letters that wait, within their bounds.
#include "apps/wsd/chat/letterbox.h"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <thread>

namespace chat {
namespace {

const Person kAna{1, "ana"};
const Person kBob{2, "bob"};
const Person kNobody{3, {}};

Letter letter(std::string text, Milliseconds ts = 1000) {
  return {.conversation = "ana:bob",
          .seq = 1,
          .from = 1,
          .from_nick = "ana",
          .text = std::move(text),
          .ts = ts};
}

bool keep(Letterbox& box, std::string_view nick, const Letter& letter) {
  const auto sent = box.post(kAna, {kNoUser, nick}, {}, {}, letter.text, letter.ts);
  return sent.refusal == Letterbox::Refusal::none;
}

struct Got {
  std::vector<Letter> letters{};
  std::uint32_t dropped = 0;
};

// All is handed to somebody who was not here before, and read.
Got take(Letterbox& box, std::string_view nick, Milliseconds now) {
  static std::atomic<UserNumber> last = 1000;
  const UserNumber reader = ++last;
  const auto waited = box.take(nick, reader, now);
  box.read(waited.box, reader, waited.last);
  Got got{.dropped = waited.dropped};
  for (const auto& one : waited.letters) got.letters.push_back(one.letter);
  return got;
}

// ---- conversations ----

TEST(Letterbox, NumbersAConversationFromBothSides) {
  Letterbox box({}, 1);
  const auto first = box.number(kAna, kBob, {}, {}, 10);
  EXPECT_EQ(first.seq, 1u);
  EXPECT_EQ(first.ts, 10);
  EXPECT_FALSE(first.duplicate);
  const auto second = box.number(kBob, kAna, {}, {}, 11);
  EXPECT_EQ(second.seq, 2u);
  EXPECT_EQ(second.conversation, first.conversation);
  EXPECT_EQ(second.epoch, first.epoch);
  const auto other = box.number(kAna, kNobody, {}, {}, 12);
  EXPECT_EQ(other.seq, 1u);
  EXPECT_NE(other.conversation, first.conversation);
  EXPECT_NE(other.epoch, first.epoch);
}

TEST(Letterbox, AConversationIsOfNames) {
  Letterbox box({}, 1);
  const auto first = box.number(kAna, kBob, {}, {}, 0);
  EXPECT_EQ(box.number({77, "ANA"}, {78, "Bob"}, {}, {}, 0).conversation, first.conversation);
  EXPECT_NE(box.number({1, {}}, {2, {}}, {}, {}, 0).conversation, first.conversation);
}

TEST(Letterbox, GivesAMessageThatComesAgainItsFirstNumber) {
  Letterbox box({}, 1);
  const auto first = box.number(kAna, kBob, "s", "a1", 10);
  EXPECT_EQ(box.number(kAna, kBob, "s", "a2", 20).seq, 2u);
  const auto again = box.number({9, "ana"}, kBob, "s", "a1", 30);
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.seq, first.seq);
  EXPECT_EQ(again.ts, 10);
  EXPECT_EQ(again.epoch, first.epoch);
  EXPECT_FALSE(box.number(kAna, kBob, "t", "a1", 40).duplicate);
  EXPECT_FALSE(box.number(kAna, kNobody, "s", "a1", 40).duplicate);  // to somebody else
  EXPECT_FALSE(box.number(kAna, kBob, "s", "", 40).duplicate);
  EXPECT_FALSE(box.number(kAna, kBob, "s", "", 40).duplicate);
}

TEST(Letterbox, AForgottenConversationBeginsAnotherEpoch) {
  Letterbox box({.numbers = {.conversations = 10}}, 1);
  const auto first = box.number(kAna, kBob, "s", "a1", 0);
  for (UserNumber user = 100; user < 109; ++user) box.number({user, {}}, kBob, {}, {}, 0);
  EXPECT_EQ(box.number(kAna, kBob, "s", "a2", 0).epoch, first.epoch);  // it is young again
  for (UserNumber user = 200; user < 210; ++user) box.number({user, {}}, kBob, {}, {}, 0);
  const auto again = box.number(kAna, kBob, "s", "a1", 0);
  EXPECT_NE(again.epoch, first.epoch);
  EXPECT_EQ(again.seq, 1u);
  EXPECT_FALSE(again.duplicate);  // its old number is of the old epoch
}

// ---- letters ----

TEST(Letterbox, KeepsLettersForANameThatWasHere) {
  Letterbox box({}, 1);
  EXPECT_FALSE(box.known("bob"));
  box.knows("Bob");
  EXPECT_TRUE(box.known("bob"));
  EXPECT_TRUE(keep(box, "bob", letter("one")));
  EXPECT_TRUE(keep(box, "BOB", letter("two")));
  EXPECT_EQ(box.waiting(), 2u);
  const auto waited = take(box, "bOb", 2000);
  ASSERT_EQ(waited.letters.size(), 2u);
  EXPECT_EQ(waited.letters[0].text, "one");
  EXPECT_EQ(waited.letters[0].from_nick, "ana");
  EXPECT_EQ(waited.letters[0].ts, 1000);
  EXPECT_EQ(waited.letters[1].text, "two");
  EXPECT_EQ(waited.dropped, 0u);
  EXPECT_TRUE(take(box, "bob", 2000).letters.empty());
  EXPECT_EQ(box.bytes(), 0u);
  EXPECT_TRUE(box.known("bob"));
  EXPECT_TRUE(take(box, "nobody", 2000).letters.empty());
}

TEST(Letterbox, TakesNoMoreThanItMay) {
  Letterbox box({.letters = 3}, 1);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(keep(box, "bob", letter("x")));
  EXPECT_FALSE(keep(box, "bob", letter("x")));
  EXPECT_TRUE(keep(box, "cyd", letter("x")));
  EXPECT_EQ(take(box, "bob", 2000).letters.size(), 3u);
  EXPECT_TRUE(keep(box, "bob", letter("x")));
  Letterbox small({.bytes = 1000}, 1);
  EXPECT_FALSE(keep(small, "bob", letter(std::string(1000, 'x'))));
  EXPECT_TRUE(keep(small, "bob", letter(std::string(500, 'x'))));
  EXPECT_FALSE(keep(small, "bob", letter(std::string(500, 'x'))));
}

TEST(Letterbox, NobodyFillsThePlaceOfOthers) {
  using Refusal = Letterbox::Refusal;
  Letterbox box({.letters = 3, .letters_from_one = 2, .bytes_from_one = 1000}, 1);
  const Person bob{kNoUser, "bob"};
  const auto post = [&](const Person& from, std::size_t size) {
    return box.post(from, bob, {}, {}, std::string(size, 'x'), 1000).refusal;
  };
  EXPECT_EQ(post(kAna, 1000), Refusal::sender) << "too many bytes";
  EXPECT_EQ(post(kAna, 1), Refusal::none);
  EXPECT_EQ(post({7, "ANA"}, 1), Refusal::none);
  EXPECT_EQ(post(kAna, 1), Refusal::sender);
  EXPECT_EQ(post({8, "cyd"}, 1), Refusal::none);
  EXPECT_EQ(post({8, "cyd"}, 1), Refusal::full);
  EXPECT_EQ(take(box, "bob", 2000).letters.size(), 3u);
  EXPECT_EQ(post(kAna, 1), Refusal::none);
}

TEST(Letterbox, TellsHowManyBecameTooOld) {
  Letterbox box({.age = 5000}, 1);
  EXPECT_TRUE(keep(box, "bob", letter("old", 1000)));
  EXPECT_TRUE(keep(box, "bob", letter("young", 4000)));
  EXPECT_TRUE(keep(box, "cyd", letter("x", 7000)));  // finds the old one
  EXPECT_EQ(box.waiting(), 2u);
  const auto waited = take(box, "bob", 8000);
  ASSERT_EQ(waited.letters.size(), 1u);
  EXPECT_EQ(waited.letters[0].text, "young");
  EXPECT_EQ(waited.dropped, 1u);
  EXPECT_EQ(take(box, "bob", 8000).dropped, 0u);  // told once
  EXPECT_EQ(take(box, "cyd", 20'000).dropped, 1u);
}

TEST(Letterbox, OldLettersMakePlace) {
  Letterbox box({.age = 5000, .total_bytes = 10'000}, 1);
  int kept = 0;
  for (int i = 0; i < 100; ++i)
    kept += keep(box, "n" + std::to_string(i), letter(std::string(500, 'x'), 1000)) ? 1 : 0;
  EXPECT_GT(kept, 10);
  EXPECT_LT(kept, 20);
  EXPECT_FALSE(keep(box, "bob", letter(std::string(500, 'x'), 5000)));
  EXPECT_TRUE(keep(box, "bob", letter(std::string(500, 'x'), 7000)));
  EXPECT_EQ(box.waiting(), 1u);
}

TEST(Letterbox, ForgetsTheNameThatWasAwayLongest) {
  Letterbox box({.names = 3}, 1);
  for (const char* name : {"a-a", "b-b", "c-c"}) box.knows(name);
  box.knows("a-a");
  box.knows("d-d");
  EXPECT_TRUE(box.known("a-a"));
  EXPECT_FALSE(box.known("b-b"));
  EXPECT_TRUE(keep(box, "c-c", letter("x")));  // a name with letters is not forgotten
  for (const char* name : {"e-e", "f-f", "g-g"}) box.knows(name);
  EXPECT_TRUE(box.known("c-c"));
  EXPECT_FALSE(box.known("a-a"));
  EXPECT_EQ(take(box, "c-c", 2000).letters.size(), 1u);
  EXPECT_TRUE(box.known("c-c"));
  EXPECT_FALSE(box.known("e-e"));
}

// ---- until they are read ----

using Receiver = Letterbox::Receiver;

Letterbox::Sent send(Letterbox& box, std::string_view text, Receiver receiver = Receiver::here,
                     std::string_view cid = {}) {
  return box.post(kAna, kBob, "s", cid, text, 1000, {0, 0}, receiver);
}

TEST(Letterbox, WhatIsHandedOverStaysUntilItIsRead) {
  Letterbox box({}, 1);
  send(box, "one");
  const auto first = box.take("bob", 2, 1000);
  ASSERT_EQ(first.letters.size(), 1u);
  EXPECT_FALSE(first.letters[0].waited);
  send(box, "two");
  const auto second = box.take("bob", 2, 1000);
  ASSERT_EQ(second.letters.size(), 1u) << "of what it was handed nothing again";
  EXPECT_EQ(second.letters[0].letter.text, "two");
  EXPECT_EQ(box.waiting(), 2u);
  box.read(first.box, 3, second.last);
  EXPECT_EQ(box.waiting(), 2u) << "somebody else has read nothing of it";
  box.read(first.box, 2, first.last);
  EXPECT_EQ(box.waiting(), 1u);
  box.read(second.box, 2, second.last);
  EXPECT_EQ(box.waiting(), 0u);
  EXPECT_EQ(box.bytes(), 0u);
}

TEST(Letterbox, WhoeverHasTheNameNextIsHandedWhatWasNotRead) {
  Letterbox box({}, 1);
  send(box, "one");
  send(box, "two");
  const auto first = box.take("bob", 2, 1000);
  send(box, "three");
  box.give_back(first.box, 2);
  const auto again = box.take("Bob", 3, 1000);
  ASSERT_EQ(again.letters.size(), 3u);
  EXPECT_TRUE(again.letters[0].waited);
  EXPECT_FALSE(again.letters[2].waited) << "of that it was the first";
  box.read(first.box, 2, first.last);
  EXPECT_EQ(box.waiting(), 3u) << "a pong that came too late";
  box.read(again.box, 3, again.last);
  EXPECT_EQ(box.waiting(), 0u);
}

TEST(Letterbox, WhatIsUnderWayHasItsOwnBounds) {
  Letterbox box({.letters = 1,
                 .total_bytes = 1,
                 .letters_under_way = 4,
                 .bytes_under_way = 5000,
                 .total_under_way = 6000},
                1);
  EXPECT_EQ(send(box, std::string(9000, 'x')).refusal, Letterbox::Refusal::none)
      << "one is always taken";
  EXPECT_EQ(send(box, "x").refusal, Letterbox::Refusal::full);
  take(box, "bob", 1000);
  EXPECT_EQ(send(box, "x").refusal, Letterbox::Refusal::none);
  EXPECT_EQ(send(box, "x").refusal, Letterbox::Refusal::none);
  EXPECT_EQ(send(box, "x").refusal, Letterbox::Refusal::sender) << "half of them";
  const auto from_eva = [&] {
    return box.post({9, "eva"}, kBob, {}, {}, "x", 1000, {0, 0}, Receiver::here).refusal;
  };
  EXPECT_EQ(from_eva(), Letterbox::Refusal::none);
  EXPECT_EQ(from_eva(), Letterbox::Refusal::none);
  EXPECT_EQ(from_eva(), Letterbox::Refusal::full);
}

// What nobody has read must not keep the place of what is under way.
TEST(Letterbox, WhatIsGivenBackIsCountedAsWaiting) {
  const Letter one = letter(std::string(500, 'x'));
  const std::size_t weight = one.weight();
  Letterbox box({.total_bytes = 2 * weight, .total_under_way = 3 * weight}, 1);
  const auto fill = [&] {
    int sent = 0;
    for (; sent < 9 && send(box, one.text).refusal == Letterbox::Refusal::none;) ++sent;
    return sent;
  };
  EXPECT_EQ(fill(), 3);
  const auto handed = box.take("bob", 2, 1000);
  box.give_back(handed.box, 2);
  EXPECT_EQ(box.waiting(), 2u) << "for more there is no place";
  EXPECT_EQ(fill(), 3);
  const auto next = box.take("bob", 3, 1000);
  EXPECT_EQ(next.dropped, 1u) << "and that is told";
  EXPECT_EQ(next.letters.size(), 5u);
}

TEST(Letterbox, AMessageThatComesAgainWaitsOnlyIfItsLetterDoes) {
  Letterbox box({}, 1);
  EXPECT_TRUE(send(box, "one", Receiver::away, "c").waits);
  const auto again = send(box, "one", Receiver::away, "c");
  EXPECT_TRUE(again.duplicate);
  EXPECT_TRUE(again.waits);
  take(box, "bob", 1000);
  const auto late = send(box, "one", Receiver::away, "c");
  EXPECT_TRUE(late.duplicate);
  EXPECT_FALSE(late.waits);
}

// Whatever comes: the bounds hold, and every letter is delivered once, in order, or counted.
TEST(Letterbox, LosesNothingInSilence) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    const LetterboxLimits limits{.letters = 1 + static_cast<std::uint32_t>(random() % 20),
                                 .bytes = 2000 + random() % 8000,
                                 .age = 1000,
                                 .total_bytes = 30'000,
                                 .names = 100};
    Letterbox box(limits, seed);
    std::map<std::string, std::deque<std::string>> waiting;
    Milliseconds now = 0;
    int number = 0;
    int dropped = 0;
    for (int i = 0; i < 3000; ++i) {
      now += random() % 3 == 0 ? random() % 60 : 0;
      const std::string name = "name" + std::string(1 + random() % 12, 'x');
      if (random() % 8 != 0) {
        const std::string text = std::to_string(++number) + std::string(random() % 900, ' ');
        if (keep(box, name, letter(text, now))) waiting[name].push_back(text);
      } else {
        const auto waited = take(box, name, now);
        auto& expected = waiting[name];
        ASSERT_EQ(waited.letters.size() + waited.dropped, expected.size()) << seed << " " << i;
        dropped += static_cast<int>(waited.dropped);
        for (std::size_t k = 0; k < waited.letters.size(); ++k) {
          ASSERT_EQ(waited.letters[k].text, expected[waited.dropped + k]);
          ASSERT_GE(waited.letters[k].ts, now - limits.age);
        }
        expected.clear();
      }
      ASSERT_LE(box.bytes(), limits.total_bytes);
      ASSERT_LE(box.waiting(), 12 * limits.letters);
    }
    EXPECT_GT(dropped, 0);
  }
}

// A store whose conversations have so many cids behind them.
class LongMemory final : public Store {
 public:
  explicit LongMemory(int cids) {
    for (int i = 1; i <= cids; ++i) {
      head_.cids.push_back(
          {.session = "s", .cid = std::to_string(i), .seq = static_cast<Sequence>(i), .ts = 1});
    }
    head_.next = static_cast<Sequence>(cids) + 1;
    head_.epoch = "e";
  }
  Head open(std::string_view) override { return head_; }
  void close(std::string_view, Sequence) override {}
  void append(std::string_view, Message, ShardNumber, Ticket) override {}
  void confirm(std::string_view, Message, ShardNumber, Ticket) override {}
  void set_topic(std::string_view, std::string_view) override {}
  void read(std::string_view, const PageWish&, ShardNumber, Ticket) override {}
  void search(std::string_view, std::string_view, std::uint32_t, ShardNumber, Ticket) override {}
  Sequence first(std::string_view) override { return 0; }
  Sequence gone(std::string_view) override { return 0; }
  void put(std::vector<Slip>, ShardNumber, Ticket) override {}
  std::vector<Slip> slips(std::string_view) override { return {}; }
  bool lasts() const override { return true; }
  void trim(Milliseconds, Milliseconds) override {}
  std::optional<Told> next(ShardNumber) override { return std::nullopt; }
  std::string trouble() const override { return {}; }

 private:
  Head head_;
};

TEST(Letterbox, WhatTheStoreRemembersIsBoundedToo) {
  LongMemory kept(10);
  Letterbox box({.numbers = {.cids = 4}}, 1, &kept);
  EXPECT_EQ(box.number(kAna, kBob, {}, {}, 5).seq, 11u);
  EXPECT_TRUE(box.number(kAna, kBob, "s", "7", 5).duplicate);
  EXPECT_FALSE(box.number(kAna, kBob, "s", "6", 5).duplicate) << "there is room for four";
}

TEST(Letterbox, IsSharedByShards) {
  Letterbox box({.letters = 50, .numbers = {.conversations = 20, .cids = 30}, .names = 5}, 1);
  std::vector<std::thread> shards;
  std::atomic<std::size_t> kept = 0;
  std::atomic<std::size_t> taken = 0;
  for (int shard = 0; shard < 4; ++shard) {
    shards.emplace_back([&, shard] {
      const auto own = static_cast<std::size_t>(shard);  // a name is one person's at a time
      for (std::size_t i = 0; i < 2000; ++i) {
        const std::string name = "name" + std::string(1 + i % 7, 'x');
        box.knows(name);
        if (keep(box, name, letter("x"))) ++kept;
        if (i % 7 % 4 == own) taken += take(box, name, 1000).letters.size();
        box.number({static_cast<UserNumber>(i % 30 + 1), {}}, kBob, "s", std::to_string(i), 0);
      }
    });
  }
  for (std::thread& shard : shards) shard.join();
  EXPECT_EQ(kept.load(), taken.load() + box.waiting());
}

}  // namespace
}  // namespace chat
