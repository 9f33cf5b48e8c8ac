// A home between letters and events: numbers, words, announcements, and when a room is over.
#include "broadcast/rooms/home_rooms.h"

#include <gtest/gtest.h>

#include "tests/broadcast/hands.h"

namespace broadcast {
namespace {

using Kind = Letter::Kind;
using rfc6455::Opcode;
using std::chrono_literals::operator""ms;

constexpr RoomOptions kRaw{.content = RoomOptions::Content::raw};
constexpr RoomOptions kOrdered{};
constexpr Wire kPlain = wire_of(0, Compression::plain);

class HomesTest : public testing::Test {
 protected:
  // Letters of hall 0 of shard 1.
  void letter(Letter letter, std::span<const std::byte> payload = {}) {
    home_rooms_.take(1, letter, payload);
  }
  void open(const RoomOptions& options, Opening opening = 1) {
    letter({.kind = Kind::open_hall}, pack_room(options, "room"));
    letter({.kind = Kind::open_log, .wire = kPlain, .opening = opening});
  }
  void close() {
    letter({.kind = Kind::close_log, .wire = kPlain, .opening = 1});
    letter({.kind = Kind::close_hall});
  }
  void publish(std::string_view text) {
    letter({.kind = Kind::publish, .opcode = 1, .who = 5, .tag = 9}, view(text));
  }
  Parcel answers() { return std::exchange(post_.to(1), {}); }

  Settings settings_;
  Mesh mesh_{2};
  Post post_{mesh_, 0};
  HomeRooms home_rooms_{post_, settings_};
  reactor::Time now_{1000ms};
};

TEST_F(HomesTest, ARawRoomIsItsLog) {
  open(kRaw);
  publish("one");
  EXPECT_FALSE(home_rooms_.next());
  EXPECT_EQ(home_rooms_.unannounced(), 5u);
  EXPECT_EQ(answers().letters.size(), 1u) << "log_opened";
  home_rooms_.announce(now_);
  EXPECT_EQ(home_rooms_.unannounced(), 0u);
  const Parcel parcel = answers();
  ASSERT_EQ(parcel.letters.size(), 1u);
  EXPECT_EQ(parcel.letters[0].kind, Kind::announced);
  EXPECT_EQ(parcel.letters[0].head.record, 1u);
  EXPECT_EQ(parcel.letters[0].segments, 1u);
}

TEST_F(HomesTest, AnOrderedRoomIsWorded) {
  open(kOrdered);
  publish("one");
  publish("two");
  auto event = home_rooms_.next();
  ASSERT_TRUE(event);
  EXPECT_EQ(home_rooms_.name(event->room), "room");
  EXPECT_EQ(event->record, 0u);
  EXPECT_EQ(event->forms, 1u);
  EXPECT_EQ(event->who, 5u);
  EXPECT_EQ(event->tag, 9u);
  EXPECT_EQ(event->bytes.size(), 3u);
  home_rooms_.append(0, Opcode::text, view("ONE"));
  event = home_rooms_.next();
  EXPECT_EQ(event->record, 1u);
  EXPECT_FALSE(home_rooms_.next()) << "the second says nothing and is a record too";
  home_rooms_.announce(now_);
  const Parcel parcel = answers();
  EXPECT_EQ(parcel.letters.back().head.record, 2u);
  EXPECT_EQ(home_rooms_.unannounced(), 0u);
}

TEST_F(HomesTest, EventsWaitOverAnAnnouncement) {
  open(kOrdered);
  publish("one");
  publish("two");
  home_rooms_.next();
  home_rooms_.append(0, Opcode::text, view("ONE"));
  home_rooms_.announce(now_);
  EXPECT_EQ(answers().letters.back().head.record, 1u);
  home_rooms_.next();
  home_rooms_.append(0, Opcode::text, view("TWO"));
  home_rooms_.announce(now_);
  EXPECT_EQ(answers().letters.back().head.record, 2u);
}

TEST_F(HomesTest, AnEventsBytesStayWhileMoreIsPublished) {
  open(kOrdered);
  publish("one");
  const auto event = home_rooms_.next();
  for (int i = 0; i < 1000; ++i) publish("another");
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(event->bytes.data()), 3), "one");
}

TEST_F(HomesTest, ALogOpenedDuringAnEventBeginsBehindIt) {
  open(kOrdered);
  const Wire deflated = wire_of(0, Compression::deflate9);
  publish("one");
  home_rooms_.next();
  letter({.kind = Kind::open_log, .wire = deflated, .opening = 2});
  home_rooms_.append(0, Opcode::text, view("ONE"));
  home_rooms_.announce(now_);
  const Parcel parcel = answers();
  EXPECT_EQ(parcel.letters[1].kind, Kind::log_opened);
  EXPECT_EQ(parcel.letters[1].head.record, 1u);
  EXPECT_EQ(parcel.letters.size(), 3u) << "nothing to announce in the new one";
}

TEST_F(HomesTest, ALogOpenedWithinATurnGetsTheRestWithTheAnnouncement) {
  open(kRaw);
  publish("one");
  home_rooms_.announce(now_);
  publish(std::string(5000, 'x'));
  answers();
  letter({.kind = Kind::open_log, .wire = kPlain, .opening = 2});
  const Parcel opened = answers();
  EXPECT_EQ(opened.letters[0].head.record, 1u);
  EXPECT_EQ(opened.letters[0].segments, 1u);
  home_rooms_.announce(now_);
  const Parcel announced = answers();
  ASSERT_EQ(announced.letters.size(), 2u);
  for (const Letter& letter : announced.letters) EXPECT_EQ(letter.segments, 1u);
  EXPECT_EQ(announced.letters[0].opening, 1u);
  EXPECT_EQ(announced.letters[1].opening, 2u);
}

TEST_F(HomesTest, ARoomLivesWhileSomethingOfItWaits) {
  open(kOrdered);
  publish("one");
  close();
  letter({.kind = Kind::open_hall}, pack_room(kOrdered, "room"));
  publish("two");
  letter({.kind = Kind::close_hall});
  EXPECT_EQ(home_rooms_.next()->record, 0u);
  EXPECT_EQ(home_rooms_.next()->record, 1u) << "the same life of the room";
  EXPECT_FALSE(home_rooms_.next());
  EXPECT_EQ(home_rooms_.rooms(), 1u);
  home_rooms_.announce(now_);
  EXPECT_EQ(home_rooms_.rooms(), 0u);
  open(kOrdered);
  publish("three");
  EXPECT_EQ(home_rooms_.next()->record, 2u) << "a new one, and no number comes twice";
}

TEST_F(HomesTest, HoldsAnnouncementsForTheFlushInterval) {
  open({.content = RoomOptions::Content::raw, .flush_milliseconds = 5});
  answers();
  EXPECT_FALSE(home_rooms_.next_announcement());
  publish("one");
  home_rooms_.announce(now_);
  EXPECT_EQ(home_rooms_.next_announcement(), now_ + 5ms);
  publish("two");
  home_rooms_.announce(now_ + 4ms);
  EXPECT_TRUE(answers().letters.empty());
  home_rooms_.announce(now_ + 5ms);
  EXPECT_EQ(answers().letters.size(), 1u) << "both at once";
  EXPECT_FALSE(home_rooms_.next_announcement());
}

// ---- older records ----

TEST_F(HomesTest, WishesAreAnsweredWithWhatIsSupplied) {
  open(kOrdered);
  for (int i = 0; i < 4; ++i) publish("x");
  while (home_rooms_.next()) {
  }
  letter({.kind = Kind::close_log, .wire = kPlain, .opening = 1});
  letter({.kind = Kind::open_log, .wire = kPlain, .opening = 2});
  const Head begin = answers().letters.back().head;
  ASSERT_EQ(begin.record, 4u);
  letter({.kind = Kind::older, .wire = kPlain, .opening = 2, .record = 1, .head = begin});
  const auto event = home_rooms_.next();
  ASSERT_TRUE(event && event->kind == RoomEvent::Kind::wanted);
  EXPECT_EQ(event->record, 1u);
  EXPECT_EQ(event->last, 4u);
  home_rooms_.supply(1, Opcode::text, view("lost, for 2 is not at hand"));
  home_rooms_.supply_nothing(3);
  EXPECT_FALSE(home_rooms_.next());
  const Parcel parcel = answers();
  ASSERT_EQ(parcel.letters.size(), 1u);
  EXPECT_EQ(parcel.letters[0].kind, Kind::older_segments);
  EXPECT_EQ(parcel.letters[0].opening, 2u);
  EXPECT_EQ(parcel.letters[0].head, begin);
  ASSERT_EQ(parcel.segments.size(), 1u);
  EXPECT_EQ(parcel.segments[0]->first(), 3u);
  EXPECT_EQ(parcel.segments[0]->base(), begin.position);

  letter({.kind = Kind::older, .wire = kPlain, .opening = 2, .record = 3, .head = begin});
  EXPECT_FALSE(home_rooms_.next()) << "now it has that";
  EXPECT_EQ(answers().segments.size(), 1u);
}

TEST_F(HomesTest, WishesOfAnEarlierOpeningAreForgotten) {
  open(kOrdered, 1);
  publish("x");
  while (home_rooms_.next()) {
  }
  letter({.kind = Kind::close_log, .wire = kPlain, .opening = 1});
  letter({.kind = Kind::open_log, .wire = kPlain, .opening = 2});
  const Head begin = answers().letters.back().head;
  letter({.kind = Kind::older, .wire = kPlain, .opening = 2, .record = 0, .head = begin});
  ASSERT_TRUE(home_rooms_.next());
  letter({.kind = Kind::close_log, .wire = kPlain, .opening = 2});
  letter({.kind = Kind::open_log, .wire = kPlain, .opening = 3});
  answers();
  home_rooms_.supply(0, Opcode::text, view("X"));
  EXPECT_FALSE(home_rooms_.next());
  EXPECT_TRUE(answers().letters.empty());
}

// The asker holds segments that this home has forgotten: what is put in front of those is for it
// alone.
TEST_F(HomesTest, SuppliesApartWhatDoesNotFitInFrontOfItsOwn) {
  settings_.log.retention = 0;
  open(kOrdered);
  const Head begin = answers().letters.back().head;
  for (int i = 0; i < 3; ++i) {
    publish("x");
    home_rooms_.next();
    home_rooms_.append(0, Opcode::text, view(std::string(3000, 'x')));
    home_rooms_.announce(now_);
  }
  answers();
  const Head middle{begin.position + 3004, 1};  // of the second segment, gone here
  letter({.kind = Kind::older, .wire = kPlain, .opening = 1, .record = 0, .head = middle});
  const auto event = home_rooms_.next();
  ASSERT_TRUE(event);
  EXPECT_EQ(event->last, 1u);
  home_rooms_.supply(0, Opcode::text, view("other words"));
  home_rooms_.next();
  const Parcel parcel = answers();
  ASSERT_EQ(parcel.segments.size(), 1u);
  EXPECT_EQ(parcel.segments[0]->base(), middle.position - 13);
}

}  // namespace
}  // namespace broadcast
