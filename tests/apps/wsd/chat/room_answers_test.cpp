// What a room says of itself.
#include "apps/wsd/chat/room_answers.h"

#include <gtest/gtest.h>

#include "apps/wsd/chat/memory_store.h"
#include "tests/apps/wsd/chat/crowd.h"

namespace chat {
namespace {

class RoomAnswersTest : public testing::Test {
 protected:
  std::shared_ptr<Room> room(const char* name, int people, int messages) {
    auto room = rooms_.open(name);
    test::Home home(*room);
    for (int i = 1; i <= people; ++i) home.joins(static_cast<UserNumber>(i));
    for (int i = 1; i <= messages; ++i) home.says(1, "x");
    return room;
  }

  broadcast::Mesh mesh_{1};
  MemoryStore store_{{}, 1 << 20, mesh_, 1};
  Rooms rooms_{store_, {}, 100};
};

TEST_F(RoomAnswersTest, AHistory) {
  const auto ops = room("ops", 1, 3);
  const Page page{.messages = {{.seq = 2, .text = "two"}}, .first = 1, .more = true};
  const History history = history_of("ops", ops.get(), page);
  EXPECT_EQ(history.room, "ops");
  EXPECT_EQ(history.epoch, ops->epoch());
  EXPECT_EQ(history.items.size(), 1u);
  EXPECT_EQ(history.first, 1u);
  EXPECT_EQ(history.head, 3u);
  EXPECT_TRUE(history.more);
  EXPECT_FALSE(history.search);
}

TEST_F(RoomAnswersTest, AnAcknowledgement) {
  const auto ops = room("ops", 1, 3);
  const Ack ack = ack_of("ops", ops.get(), {.seq = 3, .ts = 5, .duplicate = true});
  EXPECT_EQ(ack.room, "ops");
  EXPECT_EQ(ack.epoch, ops->epoch());
  EXPECT_EQ(ack.seq, 3u);
  EXPECT_EQ(ack.ts, 5);
  EXPECT_TRUE(ack.duplicate);
}

TEST_F(RoomAnswersTest, OfARoomThatIsNotKnownAnyMore) {
  EXPECT_EQ(history_of("ops", nullptr, {}).epoch, "");
  EXPECT_EQ(history_of("ops", nullptr, {}).head, 0u);
  EXPECT_EQ(ack_of("ops", nullptr, {.seq = 3}).seq, 3u);
}

TEST_F(RoomAnswersTest, AListInPages) {
  room("a", 1, 0);
  room("b", 2, 5);
  room("c", 0, 1);
  rooms_.open("blank");
  const Listing first(rooms_, "", "", 2);
  ASSERT_EQ(first.answer().rooms.size(), 2u);
  EXPECT_TRUE(first.answer().more);
  EXPECT_EQ(first.answer().rooms[1].name, "b");
  EXPECT_EQ(first.answer().rooms[1].members, 2u);
  EXPECT_EQ(first.answer().rooms[1].seq, 5u);
  const Listing last(rooms_, "", "b", 2);
  ASSERT_EQ(last.answer().rooms.size(), 1u);
  EXPECT_EQ(last.answer().rooms[0].name, "c");
  EXPECT_FALSE(last.answer().more);
  EXPECT_EQ(Listing(rooms_, "b", "", 9).answer().rooms.size(), 1u);
}

}  // namespace
}  // namespace chat
