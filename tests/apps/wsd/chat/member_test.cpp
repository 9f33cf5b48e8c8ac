// What a member has, and how it sees each of its rooms.
#include "apps/wsd/chat/member.h"

#include <gtest/gtest.h>

#include "apps/wsd/chat/memory_store.h"
#include "apps/wsd/chat/rooms.h"

namespace chat {
namespace {

class MemberTest : public testing::Test {
 protected:
  Seat& sit(std::string_view room, broadcast::LocalRoomId hall, Seat::State state) {
    Seat seat;
    seat.room = rooms_.open(room);
    seat.hall = hall;
    seat.state = state;
    member_.seats.push_back(std::move(seat));
    return member_.seats.back();
  }

  broadcast::Mesh mesh_{1};
  MemoryStore store_{{}, 1 << 20, mesh_, 1};
  Rooms rooms_{store_, {}, 100};
  Member member_;
};

TEST_F(MemberTest, SeatsAreFoundByRoomAndByHall) {
  EXPECT_EQ(member_.seat("ops"), nullptr);
  sit("ops", 3, Seat::State::taken);
  sit("dev", 4, Seat::State::moving);
  EXPECT_EQ(member_.seat("ops")->hall, 3u);
  EXPECT_EQ(member_.seat(broadcast::LocalRoomId{4})->room->name(), "dev");
  EXPECT_EQ(member_.seat(broadcast::LocalRoomId{5}), nullptr);
}

// It has no hall yet, whatever number stands there.
TEST_F(MemberTest, ASeatThatIsReadForIsInNoHall) {
  sit("ops", 0, Seat::State::reading);
  EXPECT_EQ(member_.seat(broadcast::LocalRoomId{0}), nullptr);
  EXPECT_NE(member_.seat("ops"), nullptr);
}

TEST_F(MemberTest, OnlyPeopleSeePrefixesAndNotInTheirCurrentRoom) {
  sit("ops", 1, Seat::State::taken);
  sit("dev", 2, Seat::State::taken);
  member_.current = "dev";
  member_.view.numbered = true;
  EXPECT_TRUE(member_.view_in(member_.seats[0]).prefixed);
  EXPECT_TRUE(member_.view_in(member_.seats[0]).numbered);
  EXPECT_FALSE(member_.view_in(member_.seats[1]).prefixed);
  member_.view.face = View::Face::json;
  EXPECT_FALSE(member_.view_in(member_.seats[0]).prefixed);
}

TEST_F(MemberTest, ProgramsSpeakInTheRoomOfTheirAddress) {
  member_.room = "lobby";
  member_.current = "ops";
  EXPECT_EQ(member_.usual_room(), "ops");
  member_.view.face = View::Face::json;
  EXPECT_EQ(member_.usual_room(), "lobby");
}

TEST_F(MemberTest, APositionOutlivesItsRequest) {
  std::string epoch = "k3x";
  const Position position(Since{.kind = Since::Kind::after, .epoch = epoch, .seq = 7});
  epoch = "???";
  EXPECT_EQ(position.epoch, "k3x");
  EXPECT_EQ(position.seq, 7u);
  EXPECT_EQ(position.kind, Since::Kind::after);
}

}  // namespace
}  // namespace chat
