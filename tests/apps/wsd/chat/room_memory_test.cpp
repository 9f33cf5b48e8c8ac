// What a room knows of its past when it does not hold it any more: where messages are, and which of
// them came already.
#include <gtest/gtest.h>

#include "broadcast/rooms/local_rooms.h"
#include "tests/apps/wsd/chat/crowd.h"

namespace chat::test {
namespace {

using Kind = Happening::Kind;

// A place is asked for by what is known of numbers, whatever is in memory of the messages.
TEST(RoomMemory, KnowsTheRecordBehindAMessageThatItDoesNotHold) {
  House house(1 << 30, 10);
  Room room("a", {.epoch = "e", .next = 11}, {.bytes = 1'000}, house);
  EXPECT_EQ(room.record_from(10), broadcast::kLatest);
  EXPECT_EQ(room.record_from(3), broadcast::kLatest);
  Home home(room);
  home.joins(1);
  EXPECT_EQ(room.record_from(10), 1u);
  for (int i = 0; i < 5; ++i) home.says(1, std::string(2'000, 'x'));  // 11 to 15: records 1 to 5
  ASSERT_EQ(room.first_in_memory(), std::nullopt);
  EXPECT_EQ(room.record_from(12), 3u);
  EXPECT_EQ(room.record_from(14), 5u);
  EXPECT_EQ(room.record_from(15), 6u);
  EXPECT_EQ(room.record_from(10), 1u);
  EXPECT_EQ(room.record_from(2), 1u);
}

TEST(RoomMemory, CountsTheLastOnesBackFromANumber) {
  House house(1 << 30, 10);
  Room room("a", {.epoch = "e", .next = 101, .first = 1, .jumped = true, .last = 20}, {}, house);
  Home home(room);
  for (int i = 0; i < 10; ++i) home.says(1, "x");  // 101 to 110
  EXPECT_EQ(room.before_last(3, 110), 107u);
  EXPECT_EQ(room.before_last(3, 105), 102u);
  EXPECT_EQ(room.before_last(10, 110), 100u);
  EXPECT_EQ(room.before_last(12, 110), 18u);
  EXPECT_EQ(room.before_last(12, 104), 12u);
  EXPECT_EQ(room.before_last(3, 100), 17u);
  EXPECT_EQ(room.before_last(500, 110), 0u);
}

// However little it may hold of what happened.
TEST(RoomMemory, KnowsTheLastCidsAndLetsThemGoLast) {
  House house(1 << 30, 10);
  Room room("a", {.epoch = "e"}, {.bytes = 10'000}, house);
  Home home(room);
  const auto say = [&](int i) {
    const std::string cid = std::to_string(i);
    Happening message = happening(Kind::message, 1, {}, "x");
    message.cid = cid;
    return home.does(message).what.duplicate;
  };
  constexpr int kKnown = static_cast<int>(kCidsKnown);
  for (int i = 0; i < kKnown + 100; ++i) ASSERT_FALSE(say(i));
  for (int i = 100; i < kKnown + 100; ++i) ASSERT_TRUE(say(i)) << i;
  EXPECT_FALSE(say(99));
  House small(100'000, 10);  // all rooms together are too heavy
  Room crowded("b", {.epoch = "e"}, {}, small);
  Home there(crowded);
  for (int i = 0; i < kKnown; ++i) {
    const std::string cid = std::to_string(i);
    const std::string text(1'000, 'x');
    Happening message = happening(Kind::message, 1, {}, text);
    message.cid = cid;
    there.does(message);
    ASSERT_LE(small.bytes(), 150'000u);
  }
}

}  // namespace
}  // namespace chat::test
