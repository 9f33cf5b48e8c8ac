// Rooms and messages in the database.
#include "apps/wsd/disk/ledger.h"

#include <gtest/gtest.h>

#include "apps/wsd/disk/failure.h"
#include "tests/apps/wsd/disk/office.h"

namespace disk::test {
namespace {

class LedgerTest : public ::testing::Test {
 protected:
  LedgerTest() { ledger_.create("a", room_); }
  std::int64_t found(const char* word) {
    Statement find = office_.database->prepare("SELECT count(*) FROM words WHERE words MATCH ?1");
    find.bind(1, word);
    return find.step() ? find.number(0) : -1;
  }
  Office office_;
  Ledger ledger_{*office_.database};
  RoomFinder finder_{*office_.database};
  RoomRow room_{.epoch = "e", .life = 1};
};

TEST_F(LedgerTest, CountsWhatGoesInAndOut) {
  ledger_.put(room_, message(4, "four"));
  ledger_.put(room_, message(6, "six"));
  EXPECT_EQ(room_.count, 2);
  EXPECT_EQ(room_.last, 6u);
  EXPECT_EQ(room_.bytes, weight_of(message(4, "four")) + weight_of(message(6, "six")));
  EXPECT_EQ(finder_.first(room_), 4u);
  EXPECT_EQ(ledger_.oldest(room_), message(4).ts);
  EXPECT_TRUE(ledger_.has(room_, 4));
  EXPECT_FALSE(ledger_.has(room_, 5));
  EXPECT_EQ(ledger_.trim(room_, 1, [](const RoomRow&, Milliseconds) { return true; }), 1);
  EXPECT_EQ(room_.trimmed, 4u);
  EXPECT_EQ(finder_.first(room_), 6u);
  EXPECT_EQ(ledger_.trim(room_, 9, [](const RoomRow&, Milliseconds) { return true; }), 1);
  EXPECT_EQ(room_.count, 0);
  EXPECT_EQ(room_.bytes, 0);
  EXPECT_EQ(finder_.first(room_), 0u);
}

// Messages of a room with a higher number would lie among another one's.
TEST_F(LedgerTest, RoomsHaveAnEnd) {
  Statement far = office_.database->prepare(
      "INSERT INTO rooms (id, name, epoch, base, life) VALUES (?1, ?2, 'e', 1, 1)");
  far.bind(1, kRoomEnd - 3).bind(2, "far").run();
  RoomRow final{.epoch = "e", .life = 1};
  ledger_.create("final", final);
  EXPECT_EQ(final.id, kRoomEnd - 2);
  ledger_.put(final, message(1));
  EXPECT_EQ(finder_.first(final), 1u);
  RoomRow beyond{.epoch = "e", .life = 1};
  try {
    ledger_.create("beyond", beyond);
    FAIL() << "it has no place";
  } catch (const Failure& failure) {
    EXPECT_TRUE(failure.of_one_statement()) << failure.what();
  }
  EXPECT_EQ(beyond.id, 0);
  EXPECT_FALSE(finder_.find("beyond"));
  for (const std::int64_t id : {std::int64_t{0}, std::int64_t{-1}, kRoomEnd - 1, INT64_MAX}) {
    far.bind(1, id).bind(2, "damaged").run();
    EXPECT_THROW(finder_.find("damaged"), Failure) << id;
    office_.database->execute("DELETE FROM rooms WHERE name = 'damaged'");
  }
}

TEST(NextNumber, IsAboveAllThatMayHaveBeenGiven) {
  EXPECT_EQ(next_in({.base = 5, .life = 3, .last = 3}, 3), 5u);
  EXPECT_EQ(next_in({.base = 5, .life = 3, .last = 9}, 3), 10u);
  EXPECT_EQ(next_in({.base = 5, .life = 3, .last = 9}, 5), 5u + 2 * kBlock);
}

TEST(NextNumber, OfADamagedRowIsANumberToo) {
  for (const std::int64_t life : {INT64_MIN, INT64_MIN + 1, std::int64_t{-1}, INT64_MAX}) {
    for (const std::int64_t base : {INT64_MIN, std::int64_t{0}, std::int64_t{7}, INT64_MAX}) {
      for (const Sequence last : {Sequence{0}, Sequence{9}, ~Sequence{0}}) {
        const Sequence next = next_in({.base = base, .life = life, .last = last}, 4);
        EXPECT_GE(next, 1u);
        EXPECT_LT(next, static_cast<Sequence>(kSequenceEnd));
        EXPECT_GE(next, life > 4 && last == 9 ? 10u : 1u);
      }
    }
  }
}

TEST_F(LedgerTest, ARowIsFoundAsItWasWritten) {
  room_.topic = "cats";
  room_.base = 500;
  ledger_.put(room_, message(4));
  ledger_.update(room_);
  RoomFinder finder(*office_.lookups);
  const auto row = finder.find("a");
  ASSERT_TRUE(row);
  EXPECT_EQ(row->id, room_.id);
  EXPECT_EQ(row->epoch, "e");
  EXPECT_EQ(row->topic, "cats");
  EXPECT_EQ(row->base, 500);
  EXPECT_EQ(row->last, 4u);
  EXPECT_EQ(row->count, 1);
  EXPECT_FALSE(finder.find("b"));
}

TEST_F(LedgerTest, WordsComeAndGoWithTheirMessage) {
  ledger_.put(room_, message(1, "one cat"));
  ledger_.put(room_, message(2, "two cats"));
  EXPECT_EQ(ledger_.index(room_, 1), 1);
  EXPECT_EQ(found("cat*"), 1);
  EXPECT_EQ(ledger_.index(room_, 5), 1);
  EXPECT_EQ(found("cat*"), 2);
  EXPECT_EQ(room_.indexed, 2u);
  ledger_.trim(room_, 1, [](const RoomRow&, Milliseconds) { return true; });
  EXPECT_EQ(found("one"), 0);
  EXPECT_EQ(found("cats"), 1);
}

TEST_F(LedgerTest, WhatIsErasedLeavesAHole) {
  for (Sequence seq = 1; seq <= 3; ++seq) ledger_.put(room_, message(seq, "a cat"));
  ledger_.index(room_, 5);
  ledger_.erase(room_, message(2, "a cat"));
  EXPECT_EQ(room_.count, 2);
  EXPECT_EQ(room_.trimmed, 0u);
  EXPECT_EQ(finder_.first(room_), 1u);
  EXPECT_FALSE(ledger_.has(room_, 2));
  EXPECT_EQ(found("cat"), 2);
}

}  // namespace
}  // namespace disk::test
