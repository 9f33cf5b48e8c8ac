// LocalRooms and homes of two shards, letters by hand: who comes, who waits, who is told what, and
// what letters under way may not meet.
#include "broadcast/rooms/local_rooms.h"

#include <gtest/gtest.h>

#include "tests/broadcast/hands.h"

namespace broadcast {
namespace {

using rfc6455::Opcode;

constexpr Wire kPlain = wire_of(0, Compression::plain);
constexpr RoomOptions kRaw{.content = RoomOptions::Content::raw};
constexpr RoomOptions kOrdered{};

class HallsTest : public testing::Test {
 protected:
  HallsTest() {
    for (int i = 0; mesh_.home_of(name_) != 0; ++i) name_ = "room " + std::to_string(i);
  }

  AudienceId join(Slot slot, Record from = kLatest, const RoomOptions& options = kRaw) {
    hall_ = here_.halls.enter(name_, options);
    return here_.halls.join(hall_, kPlain, slot, slot, from);
  }
  void publish(std::string_view text) {
    here_.halls.publish(hall_, 7, Opcode::text, view(text), 0);
    exchange();
  }
  // What the home answers, here.
  void exchange() {
    here_.to(home_);
    while (const auto event = home_.homes.next()) word(*event);
    home_.homes.announce(reactor::Time{std::chrono::seconds(1)});
    home_.to(here_);
  }
  void word(const RoomEvent& event) {
    if (event.kind == RoomEvent::Kind::ordered) {
      if ((event.forms & 1) != 0) home_.homes.append(0, event.opcode, event.bytes);
      return;
    }
    for (Record record = event.record; record < event.last; ++record)
      home_.homes.supply(record, Opcode::text, view("old " + std::to_string(record)));
  }
  LocalRooms::Place admit() {
    const auto ready = here_.halls.next_ready();
    EXPECT_TRUE(ready);
    return here_.halls.admit(*ready);
  }
  Heard heard_by(AudienceId id, Audience::Index index) {
    const Audience& audience = here_.halls.audience(id);
    return frames_between(audience.chain(), audience.members()[index].cursor,
                          audience.chain().head().position);
  }
  void end_turn() {
    while (here_.halls.next_moved()) {
    }
    here_.halls.overweight().clear();
    here_.halls.close_empty();
  }

  Settings settings_;
  Mesh mesh_{2};
  Hand home_{mesh_, 0, settings_};
  Hand here_{mesh_, 1, settings_};
  std::string name_ = "room";
  LocalRoomId hall_ = 0;
};

TEST_F(HallsTest, JoinPublishHear) {
  const AudienceId id = join(3);
  EXPECT_FALSE(here_.halls.next_ready());
  exchange();
  EXPECT_EQ(admit().first, 0u);
  EXPECT_EQ(here_.halls.members(hall_), 1u);
  publish("hello");
  publish("world");
  EXPECT_EQ(here_.halls.next_moved(), id);
  EXPECT_FALSE(here_.halls.next_moved()) << "once a turn";
  EXPECT_EQ(heard_by(id, 0), (Heard{"hello", "world"}));
  join(4);
  EXPECT_EQ(admit().first, 2u) << "at once: the log is here";
  join(5, 1);
  EXPECT_EQ(admit().first, 1u);
  EXPECT_EQ(heard_by(id, 2), Heard{"world"});
  EXPECT_EQ(here_.halls.next_moved(), id);
}

TEST_F(HallsTest, AHallClosesAtTheEndOfTheTurnWithNobodyInIt) {
  const LocalRoomId hall = here_.halls.enter(name_, kRaw);
  EXPECT_EQ(here_.halls.find(name_), hall);
  EXPECT_EQ(here_.halls.name(hall), name_);
  end_turn();
  EXPECT_EQ(here_.halls.find(name_), std::nullopt);
  const LocalRoomId another = here_.halls.enter(name_, kRaw);
  EXPECT_NE(another, hall) << "letters about the old one may be under way";
  exchange();
  end_turn();
  exchange();
  EXPECT_EQ(home_.homes.rooms(), 0u);
  EXPECT_LE(here_.halls.enter("third", kRaw), another) << "now numbers are used again";
}

TEST_F(HallsTest, WhoForgetsWhileTheLogOpensLeavesNothing) {
  const AudienceId id = join(3);
  here_.halls.forget(id, 3, 3);
  end_turn();
  exchange();
  EXPECT_FALSE(here_.halls.next_ready());
  EXPECT_EQ(home_.homes.rooms(), 0u);
  EXPECT_EQ(here_.halls.find(name_), std::nullopt);
}

TEST_F(HallsTest, AnAudienceClosedAndReopenedHearsNothingOfItsEarlierOpening) {
  join(3);
  exchange();
  admit();
  const AudienceId id = join(4);
  admit();
  publish("one");
  here_.halls.publish(hall_, 7, Opcode::text, view("two"), 0);
  here_.to(home_);
  home_.homes.announce(reactor::Time{std::chrono::seconds(1)});  // under way to the first opening
  here_.halls.leave(id, 1);
  here_.halls.leave(id, 0);
  const Wire other = wire_of(1, Compression::plain);
  here_.halls.join(hall_, other, 9, 9, kLatest);  // keeps the hall
  end_turn();
  const AudienceId reopened = join(5);
  home_.to(here_);
  EXPECT_FALSE(here_.halls.next_ready()) << "nothing of this opening has come";
  exchange();
  for (auto ready = here_.halls.next_ready(); ready; ready = here_.halls.next_ready())
    here_.halls.admit(*ready);
  EXPECT_EQ(here_.halls.audience(reopened).chain().head().record, 2u);
  EXPECT_EQ(heard_by(reopened, 0), Heard{});
  publish("three");
  EXPECT_EQ(heard_by(reopened, 0), Heard{"three"});
}

TEST_F(HallsTest, OlderRecordsComeInFront) {
  const AudienceId id = join(3, kLatest, kOrdered);
  here_.halls.join(hall_, wire_of(1, Compression::plain), 9, 9, kLatest);  // keeps the room
  exchange();
  admit();
  admit();
  for (const char* text : {"0", "1", "2"}) publish(text);
  here_.halls.leave(id, 0);
  end_turn();
  publish("3");
  const AudienceId again = join(4, 1, kOrdered);
  exchange();
  EXPECT_FALSE(here_.halls.next_ready()) << "the older ones are asked for";
  const AudienceId same = join(5, 0, kOrdered);
  EXPECT_EQ(same, again);
  exchange();
  EXPECT_EQ(admit().first, 1u);
  exchange();
  EXPECT_EQ(admit().first, 0u) << "who came later and wants more is asked for once more";
  publish("4");
  EXPECT_EQ(heard_by(again, 0), (Heard{"old 1", "old 2", "old 3", "4"}));
  EXPECT_EQ(heard_by(again, 1), (Heard{"old 0", "old 1", "old 2", "old 3", "4"}));
}

TEST_F(HallsTest, OldestThereIsWhenThereIsNothingOlder) {
  join(3);
  exchange();
  admit();
  publish("0");
  join(4, 0);
  EXPECT_EQ(admit().first, 0u);
  const Wire other = wire_of(1, Compression::plain);
  here_.halls.join(hall_, other, 5, 5, 0);
  exchange();
  exchange();
  EXPECT_EQ(admit().first, 1u) << "that log begins there, and a raw room has no other words";
}

TEST_F(HallsTest, WhoKnowsOfARecordFirstWaitsForItsAnnouncement) {
  const AudienceId id = join(3);
  exchange();
  admit();
  here_.halls.publish(hall_, 7, Opcode::text, view("one"), 0);
  join(4, 1);
  EXPECT_FALSE(here_.halls.next_ready());
  exchange();
  exchange();
  EXPECT_EQ(admit().first, 1u);
  EXPECT_EQ(heard_by(id, 1), Heard{});
  publish("two");
  EXPECT_EQ(heard_by(id, 1), Heard{"two"});
  join(5, 100);
  EXPECT_FALSE(here_.halls.next_ready());
  exchange();
  EXPECT_EQ(admit().first, 2u) << "there is no such record";
}

// What is published between the offer of a place and its taking is heard.
TEST_F(HallsTest, TheLatestIsWhatWasWhenThePlaceWasOffered) {
  join(3);
  exchange();
  admit();
  const AudienceId id = join(4);
  publish("one");
  EXPECT_EQ(admit().first, 0u);
  EXPECT_EQ(heard_by(id, 1), Heard{"one"});
}

// So is what is published while somebody else's older records are on their way.
TEST_F(HallsTest, TheLatestIsWhatWasWhenItWasWished) {
  join(3, kLatest, kOrdered);
  here_.halls.join(hall_, wire_of(1, Compression::plain), 9, 9, kLatest);  // keeps the room
  exchange();
  admit();
  admit();
  publish("0");
  here_.halls.leave(*here_.halls.find(hall_, kPlain), 0);
  end_turn();
  const AudienceId id = join(4, kLatest, kOrdered);
  exchange();
  EXPECT_EQ(admit().first, 1u);
  join(5, 0, kOrdered);  // asks the home
  join(6, kLatest, kOrdered);
  here_.halls.publish(hall_, 6, Opcode::text, view("own"), 0);
  EXPECT_FALSE(here_.halls.next_ready());
  exchange();
  EXPECT_EQ(admit().first, 0u);
  EXPECT_EQ(admit().first, 1u);
  EXPECT_EQ(heard_by(id, 2), Heard{"own"});
}

TEST_F(HallsTest, WhoWishesForWhatThereIsNotHearsWhatItSaysItself) {
  const AudienceId id = join(3);
  exchange();
  admit();
  publish("one");
  here_.halls.publish(hall_, 7, Opcode::text, view("two"), 0);
  join(4, 100);
  here_.halls.publish(hall_, 4, Opcode::text, view("own"), 0);
  exchange();
  exchange();
  EXPECT_EQ(admit().first, 1u);
  EXPECT_EQ(heard_by(id, 1), (Heard{"two", "own"}));
}

TEST_F(HallsTest, TenThousandHallsCloseAtOnce) {
  for (int i = 0; i < 10'000; ++i) {
    const LocalRoomId hall = here_.halls.enter("hall " + std::to_string(i), kRaw);
    here_.halls.forget(here_.halls.join(hall, kPlain, 1, 1, kLatest), 1, 1);
  }
  end_turn();
  for (int i = 0; i < 3; ++i) {
    exchange();
    while (auto own = here_.post.take_own()) here_.take(std::move(*own));
  }
  EXPECT_EQ(home_.homes.rooms(), 0u);
  EXPECT_EQ(here_.homes.rooms(), 0u);
}

}  // namespace
}  // namespace broadcast
