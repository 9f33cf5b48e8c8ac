// Who gives when the logs of all rooms weigh much, and that in the end they weigh what they may.
#include "broadcast/log_budget.h"

#include "tests/broadcast/hands.h"
#include "tests/broadcast/stage.h"

namespace broadcast {
namespace {

using Kind = Letter::Kind;

// ---- the rule ----

TEST(LogBudget, FallsFromAnyWeightToNone) {
  const LogLimits limits{.retention = 1 << 20, .lag = 4 << 20, .budget = 800 << 20};
  EXPECT_EQ(may_weigh(0, limits), kAnyWeight);
  EXPECT_EQ(may_weigh(700 << 20, limits), kAnyWeight);
  EXPECT_EQ(may_weigh((700 << 20) + 1, limits), limits.lag);
  EXPECT_EQ(may_weigh(750 << 20, limits), limits.lag >> 7);
  EXPECT_EQ(may_weigh((800 << 20) - 1, limits), kSegmentMin);
  EXPECT_EQ(may_weigh(800 << 20, limits), 0u);
  EXPECT_EQ(may_weigh(kAnyWeight, limits), 0u);
  std::size_t before = kAnyWeight;
  for (std::size_t live = 690 << 20; live < 801 << 20; live += 1 << 17) {
    EXPECT_LE(may_weigh(live, limits), before);
    before = may_weigh(live, limits);
  }
}

TEST(LogBudget, HoldsForEveryBudget) {
  for (const std::size_t budget :
       {std::size_t{0}, std::size_t{1}, std::size_t{7}, kAnyWeight / 2}) {
    const LogLimits limits{.retention = 1, .lag = 2, .budget = budget};
    EXPECT_EQ(may_weigh(budget, limits), 0u);
    EXPECT_EQ(may_weigh(budget + 1, limits), 0u);
    EXPECT_EQ(may_weigh(budget / 2, limits), budget > 0 ? kAnyWeight : 0);
  }
}

// ---- a home ----

struct Rooms {
  Settings settings;
  Mesh mesh{1};
  Hand hand{mesh, 0, settings};

  // A raw room whose log weighs about so much, and a member's audience that is not behind.
  LocalRoomId make(const std::string& name, std::size_t bytes) {
    const LocalRoomId hall = hand.halls.enter(name, options_of("raw"));
    hand.halls.join(hall, 0, 1, 1, kLatest);
    hand.to(hand);
    hand.halls.admit(*hand.halls.next_ready());
    for (; bytes > 0; bytes -= std::min<std::size_t>(bytes, 1000)) {
      hand.halls.publish(hall, kNoSender, Opcode::text, view(std::string(1000, 'x')), 0);
      hand.homes.announce({});
      hand.to(hand);
    }
    for (Member& member : audience(hall).members())
      member.cursor = audience(hall).chain().head().position;
    trim();
    return hall;
  }
  Audience& audience(LocalRoomId hall) { return hand.halls.audience(*hand.halls.find(hall, 0)); }
  void trim() {
    for (const AudienceId id : std::exchange(hand.halls.overweight(), {}))
      hand.halls.audience(id).trim(1 << 30, [](const Member&, Position end) { return end; });
  }
};

TEST(LogBudget, TheLargestLogGivesAndTheSmallOnesKeepTheirs) {
  Rooms rooms;
  for (int i = 0; i < 10; ++i) rooms.make("raw small " + std::to_string(i), 5'000);
  const std::size_t small = Segment::live_bytes();
  rooms.make("raw large", 900'000);
  rooms.settings.log.budget = small + 200'000;
  std::size_t most = kAnyWeight;
  while (Segment::live_bytes() > rooms.settings.log.budget) most = rooms.hand.homes.trim(most) / 2;
  EXPECT_GT(most, 20'000u) << "the small ones were not even asked";
  EXPECT_GT(Segment::live_bytes(), small);
  EXPECT_TRUE(rooms.hand.post.to(0).letters.empty()) << "nobody gave its last segment";
}

TEST(LogBudget, LastSegmentsGoTooAndTheNextRecordBeginsANewOne) {
  Rooms rooms;
  std::vector<LocalRoomId> halls;
  for (int i = 0; i < 10; ++i) halls.push_back(rooms.make("raw " + std::to_string(i), 100'000));
  rooms.settings.log.budget = 0;
  rooms.hand.homes.trim(0);
  EXPECT_GT(Segment::live_bytes(), 0u) << "readers have them still";
  rooms.hand.to(rooms.hand);
  rooms.trim();
  EXPECT_EQ(Segment::live_bytes(), 0u);
  const Record head = rooms.audience(halls[0]).chain().head().record;
  rooms.hand.halls.publish(halls[0], kNoSender, Opcode::text, view("more"), 0);
  rooms.hand.homes.announce({});
  rooms.hand.to(rooms.hand);
  const Audience& audience = rooms.audience(halls[0]);
  EXPECT_EQ(audience.chain().head().record, head + 1);
  EXPECT_TRUE(audience.behind(audience.members()[0]));
  EXPECT_EQ(
      frames_between(audience.chain(), audience.chain().begin(), audience.chain().head().position),
      Heard{"more"});
  EXPECT_EQ(Segment::live_bytes(), kSegmentMin);
}

TEST(LogBudget, WhatIsNotAnnouncedYetIsNotGivenUp) {
  Rooms rooms;
  const LocalRoomId hall = rooms.make("raw", 10'000);
  rooms.hand.halls.publish(hall, kNoSender, Opcode::text, view("more"), 0);
  rooms.settings.log.budget = 0;
  rooms.hand.homes.trim(0);
  EXPECT_TRUE(rooms.hand.post.to(0).letters.empty());
  rooms.hand.homes.announce({});
  rooms.hand.to(rooms.hand);
  const Audience& audience = rooms.audience(hall);
  EXPECT_TRUE(audience.behind(audience.members()[0]));
}

// ---- whole shards ----

std::string much(std::size_t size) {
  return std::string(size, 'x');
}

void fill(Stage& stage, Guest& guest, std::size_t messages, std::size_t size) {
  const std::size_t before = guest.heard().size();
  for (std::size_t i = 0; i < messages; ++i) guest.say(much(size));
  ASSERT_TRUE(stage.until([&] { return guest.heard().size() == before + messages; }));
}

// What somebody hears who asks for all that is kept of a room.
std::size_t kept(Stage& stage, const std::string& room) {
  Guest& guest = stage.guest("/chat");
  guest.say("join raw/" + room + " 0 0");
  stage.settle();
  const std::size_t heard = guest.heard().size() - 1;  // "joined"
  guest.hang_up();
  stage.settle();
  return heard;
}

// Its log is kept for somebody who does not read, on one shard; the quiet rooms are on both.
TEST(LogBudgetTest, ALoudRoomCostsTheQuietOnesNothing) {
  Stage stage({}, 2);
  std::vector<Guest*> quiet;
  for (int i = 0; i < 20; ++i) {
    quiet.push_back(&stage.guest("/raw/quiet" + std::to_string(i), i % 2 == 0 ? 0 : 1));
    fill(stage, *quiet.back(), 30, 300);
  }
  stage.settings.log.budget = Segment::live_bytes() * 4;
  Guest& loud = stage.guest("/raw/loud", 1);
  Guest& deaf = stage.guest("/raw/loud", 1);
  deaf.deaf(true);
  std::size_t most = 0;
  for (int i = 0; i < 200; ++i) {
    fill(stage, loud, 1, 10'000);
    most = std::max(most, Segment::live_bytes());
  }
  EXPECT_GT(most, stage.settings.log.budget / 4 * 3) << "it was short of memory";
  EXPECT_LE(most, stage.settings.log.budget + 2 * kSegmentMax);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(kept(stage, "quiet" + std::to_string(i)), 30u);
}

// Rooms times forms times 64 KiB are no floor under the budget.
TEST(LogBudgetTest, QuietRoomsGiveTheirLastSegmentsWhileTheBudgetIsExceeded) {
  Stage stage({}, 2);
  std::vector<Guest*> guests;
  for (int i = 0; i < 40; ++i) {
    guests.push_back(&stage.guest("/raw/" + std::to_string(i), i % 2 == 0 ? 0 : 1));
    fill(stage, *guests.back(), 20, 5'000);
  }
  EXPECT_GT(Segment::live_bytes(), 40 * kSegmentMax);
  stage.settings.log.budget = 4 * kSegmentMax;
  ASSERT_TRUE(stage.until([&] { return Segment::live_bytes() <= stage.settings.log.budget; }));
  for (Guest* guest : guests) fill(stage, *guest, 1, 10);  // and life goes on
  EXPECT_EQ(stage.counters().too_slow, 0u);
}

// A hundred readers in the middle of a frame, in one room: the rest of it is in memory once.
TEST(LogBudgetTest, WhoStopsInTheMiddleOfAFrameCostsNoCopyOfIt) {
  Settings settings;
  settings.log = {.retention = 64 << 10, .lag = 256 << 10, .budget = 1 << 30};
  settings.ping_interval = reactor::Duration::zero();
  Stage stage(settings);
  std::vector<Guest*> stalled;
  for (int i = 0; i < 100; ++i) {
    stalled.push_back(&stage.guest("/chat"));
    stalled.back()->say("join a");
  }
  stage.settle();
  for (Guest* guest : stalled) guest->deaf(true);
  Guest& bob = stage.guest("/chat");
  std::size_t private_bytes = 0, log_bytes = 0;
  for (int i = 0; i < 40; ++i) {
    bob.say("say a " + much(60'000));
    stage.settle(2);
    private_bytes = std::max(private_bytes, stage.shard().private_bytes());
    log_bytes = std::max(log_bytes, Segment::live_bytes());
  }
  EXPECT_LT(private_bytes, 100u * 100) << "a hundred answers to joins at most";
  // Retention, lag, and the few segments that a hundred sockets of one size stopped in.
  EXPECT_LT(log_bytes, 1u << 20);
  for (Guest* guest : stalled) guest->deaf(false);
  for (Guest* guest : stalled) {
    ASSERT_TRUE(stage.until([&] { return guest->last() == "text a#39 " + much(60'000); }));
    for (const std::string& words : guest->heard())
      ASSERT_TRUE(words.rfind("text joined", 0) == 0 || words.rfind("text gap", 0) == 0 ||
                  words.size() > 60'000)
          << words.substr(0, 50);
  }
}

// Each keeps another segment alive: then the budget is held by their ends.
TEST(LogBudgetTest, WhatHalfFramesHoldIsWithinTheBudgetToo) {
  Settings settings;
  settings.log = {.retention = 0, .lag = 64 << 10, .budget = 1 << 20};
  settings.ping_interval = reactor::Duration::zero();
  Stage stage(settings);
  Guest& bob = stage.guest("/raw/a");
  std::vector<Guest*> stalled;
  for (int i = 0; i < 40; ++i) {
    stalled.push_back(&stage.guest("/raw/a"));
    stalled.back()->deaf(true);
    for (int j = 0; j < 8; ++j) {  // more than its socket takes
      bob.say(much(60'000));
      stage.settle(2);
    }
  }
  ASSERT_TRUE(stage.until([&] { return Segment::live_bytes() <= settings.log.budget; }));
  EXPECT_GT(stage.counters().too_slow, 10u);
  EXPECT_LT(stage.counters().too_slow, 40u) << "as many as must, and no more";
  EXPECT_EQ(stage.counters().closed, stage.counters().too_slow);
  EXPECT_EQ(bob.heard().size(), 320u);
  const std::uint64_t ended = stage.counters().closed;
  bob.say("still here");
  stage.settle();
  EXPECT_EQ(bob.last(), "text still here");
  std::size_t told = 0;
  for (Guest* guest : stalled) told += stage.told(*guest).back() == "closed us 4108 too slow";
  EXPECT_EQ(told, ended);
}

// Shards that read one log hold its segments together: that is no reason to stop reading.
TEST(LogBudgetTest, ManyReadersOfALogAreNoCongestion) {
  constexpr ShardNumber kShards = 16;
  Mesh mesh(kShards);
  Settings settings;
  std::vector<std::unique_ptr<Hand>> hands;
  for (ShardNumber i = 0; i < kShards; ++i)
    hands.push_back(std::make_unique<Hand>(mesh, i, settings));
  const std::string room = room_at(0, kShards, "raw");
  std::vector<LocalRoomId> halls;
  for (auto& hand : hands) {
    halls.push_back(hand->halls.enter(room, options_of("raw")));
    hand->halls.join(halls.back(), 0, 1, 1, kLatest);
    if (hand != hands[0]) hand->to(*hands[0]);
  }
  hands[0]->post.send();
  std::vector<Parcel> parcels;
  for (ShardNumber i = 1; i < kShards; ++i) {
    mesh.take(i, parcels);
    parcels.clear();
  }
  for (int i = 0; i < 3; ++i)
    hands[0]->halls.publish(halls[0], kNoSender, Opcode::binary, view(much(1 << 20)), 0);
  hands[0]->homes.announce({});
  hands[0]->post.send();
  EXPECT_GT(mesh.weight(), 3u << 20);
  EXPECT_LT(mesh.weight(), 4u << 20);
  EXPECT_FALSE(mesh.congested());
}

}  // namespace
}  // namespace broadcast
