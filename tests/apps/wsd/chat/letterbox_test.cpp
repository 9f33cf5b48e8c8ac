// Private messages: numbers of conversations, and letters that wait, within their bounds.
#include "apps/wsd/chat/letterbox.h"

#include <gtest/gtest.h>

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
  Letterbox box({.conversations = 10}, 1);
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
  EXPECT_TRUE(box.keep("bob", letter("one")));
  EXPECT_TRUE(box.keep("BOB", letter("two")));
  EXPECT_EQ(box.waiting(), 2u);
  const auto waited = box.take("bOb", 2000);
  ASSERT_EQ(waited.letters.size(), 2u);
  EXPECT_EQ(waited.letters[0].text, "one");
  EXPECT_EQ(waited.letters[0].from_nick, "ana");
  EXPECT_EQ(waited.letters[0].ts, 1000);
  EXPECT_EQ(waited.letters[1].text, "two");
  EXPECT_EQ(waited.dropped, 0u);
  EXPECT_TRUE(box.take("bob", 2000).letters.empty());
  EXPECT_EQ(box.bytes(), 0u);
  EXPECT_TRUE(box.known("bob"));
  EXPECT_TRUE(box.take("nobody", 2000).letters.empty());
}

TEST(Letterbox, TakesNoMoreThanItMay) {
  Letterbox box({.letters = 3}, 1);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(box.keep("bob", letter("x")));
  EXPECT_FALSE(box.keep("bob", letter("x")));
  EXPECT_TRUE(box.keep("cyd", letter("x")));
  EXPECT_EQ(box.take("bob", 2000).letters.size(), 3u);
  EXPECT_TRUE(box.keep("bob", letter("x")));
  Letterbox small({.bytes = 1000}, 1);
  EXPECT_FALSE(small.keep("bob", letter(std::string(1000, 'x'))));
  EXPECT_TRUE(small.keep("bob", letter(std::string(500, 'x'))));
  EXPECT_FALSE(small.keep("bob", letter(std::string(500, 'x'))));
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
  EXPECT_EQ(box.take("bob", 2000).letters.size(), 3u);
  EXPECT_EQ(post(kAna, 1), Refusal::none);
}

TEST(Letterbox, TellsHowManyBecameTooOld) {
  Letterbox box({.age = 5000}, 1);
  EXPECT_TRUE(box.keep("bob", letter("old", 1000)));
  EXPECT_TRUE(box.keep("bob", letter("young", 4000)));
  EXPECT_TRUE(box.keep("cyd", letter("x", 7000)));  // finds the old one
  EXPECT_EQ(box.waiting(), 2u);
  const auto waited = box.take("bob", 8000);
  ASSERT_EQ(waited.letters.size(), 1u);
  EXPECT_EQ(waited.letters[0].text, "young");
  EXPECT_EQ(waited.dropped, 1u);
  EXPECT_EQ(box.take("bob", 8000).dropped, 0u);  // told once
  EXPECT_EQ(box.take("cyd", 20'000).dropped, 1u);
}

TEST(Letterbox, OldLettersMakePlace) {
  Letterbox box({.age = 5000, .total_bytes = 10'000}, 1);
  int kept = 0;
  for (int i = 0; i < 100; ++i)
    kept += box.keep("n" + std::to_string(i), letter(std::string(500, 'x'), 1000)) ? 1 : 0;
  EXPECT_GT(kept, 10);
  EXPECT_LT(kept, 20);
  EXPECT_FALSE(box.keep("bob", letter(std::string(500, 'x'), 5000)));
  EXPECT_TRUE(box.keep("bob", letter(std::string(500, 'x'), 7000)));
  EXPECT_EQ(box.waiting(), 1u);
}

TEST(Letterbox, ForgetsTheNameThatWasAwayLongest) {
  Letterbox box({.names = 3}, 1);
  for (const char* name : {"a-a", "b-b", "c-c"}) box.knows(name);
  box.knows("a-a");
  box.knows("d-d");
  EXPECT_TRUE(box.known("a-a"));
  EXPECT_FALSE(box.known("b-b"));
  EXPECT_TRUE(box.keep("c-c", letter("x")));  // a name with letters is not forgotten
  for (const char* name : {"e-e", "f-f", "g-g"}) box.knows(name);
  EXPECT_TRUE(box.known("c-c"));
  EXPECT_FALSE(box.known("a-a"));
  EXPECT_EQ(box.take("c-c", 2000).letters.size(), 1u);
  EXPECT_TRUE(box.known("c-c"));
  EXPECT_FALSE(box.known("e-e"));
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
        if (box.keep(name, letter(text, now))) waiting[name].push_back(text);
      } else {
        const auto waited = box.take(name, now);
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
  void put(std::vector<Slip>, ShardNumber, Ticket) override {}
  std::vector<Slip> slips(std::string_view) override { return {}; }
  bool lasts() const override { return true; }
  void trim(Milliseconds) override {}
  std::optional<Told> next(ShardNumber) override { return std::nullopt; }
  std::string trouble() const override { return {}; }

 private:
  Head head_;
};

TEST(Letterbox, WhatTheStoreRemembersIsBoundedToo) {
  LongMemory kept(10);
  Letterbox box({.cids = 4}, 1, &kept);
  EXPECT_EQ(box.number(kAna, kBob, {}, {}, 5).seq, 11u);
  EXPECT_TRUE(box.number(kAna, kBob, "s", "7", 5).duplicate);
  EXPECT_FALSE(box.number(kAna, kBob, "s", "6", 5).duplicate) << "there is room for four";
}

TEST(Letterbox, IsSharedByShards) {
  Letterbox box({.letters = 50, .conversations = 20, .names = 5, .cids = 30}, 1);
  std::vector<std::thread> shards;
  std::atomic<std::size_t> kept = 0;
  std::atomic<std::size_t> taken = 0;
  for (int shard = 0; shard < 4; ++shard) {
    shards.emplace_back([&, shard] {
      for (int i = 0; i < 2000; ++i) {
        const std::string name = "name" + std::string(1 + static_cast<std::size_t>(i) % 7, 'x');
        box.knows(name);
        if (box.keep(name, letter("x"))) ++kept;
        if (i % 5 == shard) taken += box.take(name, 1000).letters.size();
        box.number({static_cast<UserNumber>(i % 30 + 1), {}}, kBob, "s", std::to_string(i), 0);
      }
    });
  }
  for (std::thread& shard : shards) shard.join();
  EXPECT_EQ(kept.load(), taken.load() + box.waiting());
}

}  // namespace
}  // namespace chat
