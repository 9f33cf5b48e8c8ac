// Of all that waits in a letterbox, and of all that is under way, one address has a share.
#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "apps/wsd/chat/letter_slips.h"
#include "apps/wsd/chat/letterbox.h"

namespace chat {
namespace {

using Receiver = Letterbox::Receiver;
using Refusal = Letterbox::Refusal;

constexpr std::string_view kHome = "home";  // addresses
constexpr std::string_view kAway = "away";
constexpr std::size_t kShare = 2;  // letters

const Person kAna{1, "ana"};
const std::string kText(500, 'x');

// Of a letter from a name of three characters to another.
std::size_t weight() {
  return Letter{.conversation = "ana:bob", .from_nick = "ana", .text = kText}.weight();
}

LetterboxLimits limits() {
  return {.age = 5000,
          .total_bytes = 4 * kShare * weight(),
          .total_under_way = 4 * kShare * weight(),
          .address_shares = 4};
}

struct Post {
  Person from = kAna;
  Receiver receiver = Receiver::away;
  Milliseconds now = 1000;
  std::string_view cid{};
};

Letterbox::Sent post(Letterbox& box, std::string_view to, std::string_view source,
                     const Post& how) {
  return box.post(how.from, {kNoUser, to}, "s", how.cid, kText, how.now, {0, 0}, how.receiver,
                  source);
}

Refusal refusal(Letterbox& box, std::string_view to, std::string_view source,
                const Post& how = {}) {
  return post(box, to, source, how).refusal;
}

void read(Letterbox& box, std::string_view nick, UserNumber reader) {
  const auto waited = box.take(nick, reader, 1000);
  box.read(waited.box, reader, waited.last);
}

TEST(LetterShares, OneAddressDoesNotFillThePlaceOfOthers) {
  Letterbox box(limits(), 1);
  EXPECT_EQ(refusal(box, "bob", kHome), Refusal::none);
  EXPECT_EQ(refusal(box, "cyd", kHome), Refusal::none);
  const auto refused = post(box, "dan", kHome, {});
  EXPECT_EQ(refused.refusal, Refusal::address);
  EXPECT_EQ(refused.share.taken, kShare * weight());
  EXPECT_EQ(refused.share.limit, kShare * weight());
  EXPECT_EQ(refusal(box, "dan", kHome, {.from = {2, "eva"}}), Refusal::address) << "another name";
  EXPECT_EQ(refusal(box, "dan", kAway), Refusal::none) << "another address";
  EXPECT_EQ(box.waiting(), 3u);
}

TEST(LetterShares, WhatIsReadOrTooOldMakesPlace) {
  Letterbox box(limits(), 1);
  EXPECT_EQ(refusal(box, "bob", kHome), Refusal::none);
  EXPECT_EQ(refusal(box, "cyd", kHome), Refusal::none);
  read(box, "bob", 7);
  EXPECT_EQ(refusal(box, "dan", kHome), Refusal::none);
  EXPECT_EQ(refusal(box, "eva", kHome), Refusal::address);
  EXPECT_EQ(refusal(box, "eva", kHome, {.now = 7000}), Refusal::none);
  EXPECT_EQ(box.waiting(), 1u);
}

TEST(LetterShares, WithoutAnAddressThereIsOnlyTheTotal) {
  Letterbox box(limits(), 1);
  for (const char* to : {"bob", "cyd", "dan", "eva", "fay", "gus", "hal", "ida"})
    EXPECT_EQ(refusal(box, to, {}), Refusal::none);
  EXPECT_EQ(refusal(box, "jim", {}), Refusal::full);
  EXPECT_EQ(refusal(box, "jim", kHome), Refusal::full);
}

TEST(LetterShares, WhatIsRefusedUsesNoNumber) {
  Letterbox box(limits(), 1);
  EXPECT_EQ(refusal(box, "bob", kHome), Refusal::none);
  EXPECT_EQ(refusal(box, "cyd", kHome), Refusal::none);
  EXPECT_EQ(refusal(box, "bob", kHome, {.cid = "c"}), Refusal::address);
  read(box, "cyd", 7);
  const auto again = post(box, "bob", kHome, {.cid = "c"});
  EXPECT_EQ(again.refusal, Refusal::none);
  EXPECT_FALSE(again.duplicate);
  EXPECT_EQ(again.seq, 2u);
}

TEST(LetterShares, WhatIsUnderWayHasASharePerAddressToo) {
  Letterbox box(limits(), 1);
  const Post here{.receiver = Receiver::here};
  EXPECT_EQ(refusal(box, "bob", kHome, here), Refusal::none);
  EXPECT_EQ(refusal(box, "bob", kHome, here), Refusal::none);
  EXPECT_EQ(refusal(box, "bob", kHome, here), Refusal::address);
  EXPECT_EQ(refusal(box, "cyd", kHome, here), Refusal::none) << "one to a name is always taken";
  EXPECT_EQ(refusal(box, "bob", kAway, here), Refusal::none);
  EXPECT_EQ(refusal(box, "dan", kHome), Refusal::none) << "what waits is counted apart";
}

// Else whoever sends to connections of its own and ends them would fill what waits.
TEST(LetterShares, WhatIsGivenBackWaitsWithinTheShare) {
  Letterbox box(limits(), 1);
  const Post here{.receiver = Receiver::here};
  EXPECT_EQ(refusal(box, "bob", kHome), Refusal::none);
  for (const char* to : {"cyd", "dan"}) {
    EXPECT_EQ(refusal(box, to, kHome, here), Refusal::none);
    const auto handed = box.take(to, 7, 1000);
    box.give_back(handed.box, 7);
  }
  EXPECT_EQ(box.waiting(), kShare);
  EXPECT_EQ(box.take("cyd", 8, 1000).letters.size(), 1u);
  const auto dropped = box.take("dan", 8, 1000);
  EXPECT_EQ(dropped.letters.size(), 0u);
  EXPECT_EQ(dropped.dropped, 1u) << "and that is told";
  EXPECT_EQ(refusal(box, "eva", kAway), Refusal::none);
}

// A store in which one letter waits.
class Kept final : public Store {
 public:
  Head open(std::string_view) override { return {}; }
  void close(std::string_view, Sequence) override {}
  void append(std::string_view, Message, ShardNumber, Ticket) override {}
  void confirm(std::string_view, Message, ShardNumber, Ticket) override {}
  void set_topic(std::string_view, std::string_view) override {}
  void read(std::string_view, const PageWish&, ShardNumber, Ticket) override {}
  void search(std::string_view, std::string_view, std::uint32_t, ShardNumber, Ticket) override {}
  Sequence first(std::string_view) override { return 0; }
  Sequence gone(std::string_view) override { return 0; }
  void put(std::vector<Slip>, ShardNumber, Ticket) override {}
  std::vector<Slip> slips(std::string_view prefix) override {
    if (prefix != kLetterKeys) return {};
    return {letter_slip({1,
                         "bob",
                         {.conversation = "ana:bob",
                          .from_nick = "ana",
                          .text = kText,
                          .ts = 1000,
                          .source = std::string(kHome)}})};
  }
  bool lasts() const override { return true; }
  void trim(Milliseconds, Milliseconds) override {}
  std::optional<Told> next(ShardNumber) override { return std::nullopt; }
  std::string trouble() const override { return {}; }
};

TEST(LetterShares, WhatARestartFindsCountsForNobody) {
  Kept kept;
  Letterbox box(limits(), 1, &kept);
  EXPECT_EQ(box.bytes(), weight());
  EXPECT_EQ(refusal(box, "bob", kHome), Refusal::none);
  EXPECT_EQ(refusal(box, "cyd", kHome), Refusal::none);
  EXPECT_EQ(refusal(box, "dan", kHome), Refusal::address);
  read(box, "bob", 7);
  EXPECT_EQ(box.bytes(), weight());
  EXPECT_EQ(refusal(box, "dan", kHome), Refusal::none);
}

// Whatever is done: what an address has is counted to the byte.
TEST(LetterShares, AreExact) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    std::mt19937 random(seed);
    Letterbox box(limits(), seed);
    const std::vector<std::string_view> names{"bob", "cyd", "dan", "eva", "fay", "gus"};
    const std::vector<std::string_view> sources{kHome, kAway, {}};
    UserNumber reader = 100;
    for (int i = 0; i < 2000; ++i) {
      const std::string_view name = names[random() % names.size()];
      const std::string_view source = sources[random() % sources.size()];
      const Receiver receiver = random() % 2 == 0 ? Receiver::here : Receiver::away;
      if (random() % 4 != 0) {
        refusal(box, name, source, {.receiver = receiver});
        continue;
      }
      const auto waited = box.take(name, ++reader, 1000);
      random() % 2 == 0 ? box.read(waited.box, reader, waited.last)
                        : box.give_back(waited.box, reader);
    }
    for (const std::string_view name : names) read(box, name, ++reader);
    EXPECT_EQ(box.bytes(), 0u);
    for (const Receiver receiver : {Receiver::here, Receiver::away}) {
      for (const std::string_view source : {kHome, kAway}) {
        for (std::size_t i = 0; i < kShare; ++i)
          EXPECT_EQ(refusal(box, "bob", source, {.receiver = receiver}), Refusal::none) << seed;
        EXPECT_EQ(refusal(box, "bob", source, {.receiver = receiver}), Refusal::address) << seed;
      }
    }
  }
}

}  // namespace
}  // namespace chat
