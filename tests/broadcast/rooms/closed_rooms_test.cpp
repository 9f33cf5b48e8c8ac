// A number that a room had is never given to it again, however many rooms came and went.
#include "broadcast/rooms/closed_rooms.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "tests/seed.h"

namespace broadcast {
namespace {

TEST(BookmarksTest, ARoomGoesOnWhereItLeftOff) {
  ClosedRooms bookmarks(8);
  EXPECT_EQ(bookmarks.take("a"), 0u);
  bookmarks.put("a", 17);
  bookmarks.put("b", 400);
  EXPECT_EQ(bookmarks.take("c"), 0u) << "others' numbers are nothing to it";
  EXPECT_EQ(bookmarks.take("a"), 17u);
  EXPECT_EQ(bookmarks.take("b"), 400u);
  EXPECT_EQ(bookmarks.size(), 0u);
}

TEST(BookmarksTest, WhoseNameIsForgottenBeginsAboveAllWhoAre) {
  ClosedRooms bookmarks(4);
  bookmarks.put("a", 17);
  bookmarks.put("b", 400);
  for (const char* name : {"c", "d", "e"}) bookmarks.put(name, 3);  // a and b go
  EXPECT_EQ(bookmarks.size(), 3u);
  EXPECT_EQ(bookmarks.take("a"), 400u);
  EXPECT_EQ(bookmarks.take("never seen"), 400u);
  EXPECT_EQ(bookmarks.take("d"), 3u) << "known by name";
  bookmarks.put("f", 400);
  EXPECT_EQ(bookmarks.size(), 2u) << "it would begin there anyway";
}

TEST(BookmarksTest, ABookOfNoPagesKnowsOneNumber) {
  ClosedRooms bookmarks(0);
  bookmarks.put("a", 5);
  bookmarks.put("b", 3);
  EXPECT_EQ(bookmarks.size(), 0u);
  EXPECT_EQ(bookmarks.take("b"), 5u);
}

TEST(BookmarksTest, NoNumberComesTwiceWhateverHappens) {
  std::mt19937 random(tests::seed_of_this_run());
  ClosedRooms bookmarks(16);
  std::map<std::string, Record> ends;
  for (int i = 0; i < 20'000; ++i) {
    const std::string room = std::to_string(random() % 40);
    const Record begin = bookmarks.take(room);
    ASSERT_GE(begin, ends[room]);
    ends[room] = begin + random() % 5;
    bookmarks.put(room, ends[room]);
    ASSERT_LE(bookmarks.size(), 16u);
  }
}

}  // namespace
}  // namespace broadcast
