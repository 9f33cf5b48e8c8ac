// What an operator sees of a connection is what happened to it, whichever way its bytes went.
#include "broadcast/inspection.h"

#include <algorithm>
#include <random>

#include "tests/broadcast/stage.h"
#include "tests/seed.h"

namespace broadcast {
namespace {

Inspection look(Stage& stage, const Guest& guest) {
  const auto seen = stage.shard().inspect(stage.id(guest));
  EXPECT_TRUE(seen);
  return seen.value_or(Inspection{});
}

std::string text(std::size_t size) {
  return std::string(size, 'x');
}

// All that a guest got, as the server counts it.
void expect_exact(Stage& stage, const Guest& guest) {
  stage.settle();
  EXPECT_EQ(look(stage, guest).totals.bytes_out, guest.bytes_heard());
}

TEST(InspectionTest, ACarefulConversation) {
  Stage stage;
  Guest& ana = stage.guest("/raw/a");
  Guest& bob = stage.guest("/raw/a");
  const std::uint64_t before = look(stage, ana).totals.bytes_in;
  EXPECT_EQ(before, upgrade_request("/raw/a").size());
  ana.say("hello");
  ana.say("again");
  stage.settle();
  const Inspection seen = look(stage, ana);
  EXPECT_EQ(seen.totals.messages_in, 2u);
  EXPECT_EQ(seen.totals.bytes_in, before + 2 * (2 + 4 + 5));
  EXPECT_EQ(seen.rooms, 1u);
  EXPECT_EQ(seen.private_bytes + seen.bytes_behind + seen.records_behind, 0u);
  EXPECT_GE(seen.open, seen.idle);
  EXPECT_EQ(seen.round_trip, std::nullopt) << "nobody asked";
  EXPECT_EQ(look(stage, bob).totals.messages_in, 0u);
  expect_exact(stage, ana);
  expect_exact(stage, bob);
}

TEST(InspectionTest, WhoIsNotOpenIsNotSeen) {
  Stage stage;
  Guest& ana = stage.newcomer();
  EXPECT_EQ(stage.shard().inspect(stage.id(ana)), std::nullopt);
  EXPECT_EQ(stage.shard().inspect({7'000'000, 1}), std::nullopt);
  Guest& bob = stage.guest("/echo");
  const ConnectionId id = stage.id(bob);
  bob.hang_up();
  stage.settle();
  EXPECT_EQ(stage.shard().inspect(id), std::nullopt);
}

TEST(InspectionTest, TimeGoesByUntilSomethingIsHeard) {
  Stage stage;
  Guest& ana = stage.guest("/echo");
  ASSERT_TRUE(stage.until([&] { return look(stage, ana).idle >= 5ms; }));
  ana.say("x");
  ASSERT_TRUE(stage.until([&] { return ana.has_heard("text x"); }));
  const Inspection seen = look(stage, ana);
  EXPECT_GE(seen.open, 5ms);
  EXPECT_LT(seen.idle, seen.open - 4ms);
}

// Private frames, small and large; frames of its own left out; rooms entered and left.
TEST(InspectionTest, BytesOutAreCountedWhicheverWayTheyGo) {
  Stage stage;
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat");
  for (const char* words : {"join a", "join b", "own off", "say a mine", "say b mine", "send x"})
    ana.say(words);
  ana.say("send " + text(20'000));
  for (const char* words : {"join a", "say a his", "say b his"}) bob.say(words);
  stage.settle();
  EXPECT_TRUE(ana.has_heard("text a#1 his"));
  EXPECT_FALSE(ana.has_heard("text a#0 mine"));
  expect_exact(stage, ana);
  expect_exact(stage, bob);
  ana.say("leave a");
  ana.say("say b mine again");
  expect_exact(stage, ana);
  ana.say("join a 0 0");
  expect_exact(stage, ana);
  EXPECT_EQ(look(stage, ana).rooms, 2u);
}

TEST(InspectionTest, WhoIsBehindIsSeenToBe) {
  Settings settings;
  settings.log = {.retention = 64 << 10, .lag = 256 << 10};
  Stage stage(settings);
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat");
  ana.say("join a");
  stage.settle();
  ana.deaf(true);
  std::uint64_t published = 0;
  while (look(stage, ana).records_behind < 3) {
    bob.say("say a " + text(10'000));
    stage.settle(2);
    ASSERT_LT(++published, 10'000u);
  }
  const Inspection behind = look(stage, ana);
  EXPECT_GT(behind.bytes_behind, 20'000u);
  EXPECT_LE(behind.records_behind, published);
  // What she has missed is behind her too.
  for (int i = 0; i < 60; ++i) {
    bob.say("say a " + text(10'000));
    stage.settle(2);
  }
  EXPECT_GE(look(stage, ana).records_behind, behind.records_behind + 60);
  EXPECT_LE(look(stage, ana).bytes_behind, 320u << 10);
  ana.deaf(false);
  ASSERT_TRUE(stage.until([&] { return look(stage, ana).records_behind == 0; }));
  EXPECT_EQ(stage.counters().gaps, 1u);
  expect_exact(stage, ana);
  ana.say("leave a");
  expect_exact(stage, ana);
}

// Leaves and hangs behind at every point of a frame half sent, with private frames between.
TEST(InspectionTest, BytesOutAreExactWhereverASocketStops) {
  std::mt19937 random(tests::seed_of_this_run());
  Settings settings;
  settings.log = {.retention = 32 << 10, .lag = 64 << 10};
  Stage stage(settings);
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat");
  for (int round = 0; round < 60; ++round) {
    const std::string room = random() % 2 == 0 ? "a" : "b";
    ana.say((random() % 4 == 0 ? "leave " : "join ") + room);
    if (random() % 4 == 0) ana.say("send " + text(random() % 9000));
    if (random() % 8 == 0) ana.say("own off");
    ana.say("say " + room + " " + text(random() % 3000));
    ana.deaf(random() % 3 != 0);
    for (auto i = random() % 20; i > 0; --i) bob.say("say a " + text(random() % 30'000));
    stage.settle(3);
    ana.read_some(1 + random() % 50'000);
  }
  ana.deaf(false);
  ASSERT_TRUE(stage.until([&] {
    const Inspection seen = look(stage, ana);
    return seen.bytes_behind + seen.private_bytes == 0;
  }));
  expect_exact(stage, ana);
}

TEST(InspectionTest, TheLastLookComesWithTheEnd) {
  Stage stage;
  std::vector<Inspection> ends;
  stage.instead = [&](Shard&, const Event& event) {
    if (event.kind != Event::Kind::closed) return false;
    EXPECT_NE(event.last_look, nullptr);
    ends.push_back(*event.last_look);
    return false;
  };
  Guest& ana = stage.guest("/raw/a");
  Guest& bob = stage.guest("/raw/a");
  ana.say("hello");
  stage.settle();
  const Inspection seen = look(stage, ana);
  ana.hang_up();
  stage.settle();
  ASSERT_EQ(ends.size(), 1u);
  EXPECT_EQ(ends[0].totals, seen.totals);
  EXPECT_EQ(ends[0].rooms, 1u);
  EXPECT_GE(ends[0].open, seen.open);
  bob.close(1000);
  stage.settle();
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_EQ(ends[1].totals.bytes_out + 2 + 2, bob.bytes_heard()) << "all but the closing frame";
  Guest& cyd = stage.guest("/chat");
  cyd.say("close 4000 go");
  stage.settle();
  ASSERT_EQ(ends.size(), 3u);
  EXPECT_EQ(ends[2].totals.messages_in, 1u);
}

TEST(InspectionTest, AllConnectionsOneAfterAnother) {
  Stage stage;
  Shard& shard = stage.shard();
  EXPECT_EQ(shard.next_connection({}), std::nullopt);
  std::vector<Guest*> guests;
  for (int i = 0; i < 100; ++i) guests.push_back(&stage.guest("/echo"));
  stage.newcomer();  // not open
  for (int i = 0; i < 100; i += 3) guests[static_cast<std::size_t>(i)]->hang_up();
  stage.settle();
  std::vector<ConnectionId> seen;
  for (auto id = shard.next_connection({}); id; id = shard.next_connection(*id)) {
    seen.push_back(*id);
    EXPECT_TRUE(shard.inspect(*id));
  }
  EXPECT_EQ(seen.size(), 66u);
  for (const ConnectionId& id : seen) EXPECT_EQ(std::count(seen.begin(), seen.end(), id), 1);
}

// ---- pings ----

std::size_t pongs(Stage& stage, const Guest& guest) {
  const Heard& told = stage.told(guest);
  return static_cast<std::size_t>(std::count(told.begin(), told.end(), "pong"));
}

TEST(InspectionTest, WhoIsAskedAnswersOnceAndTheTimeIsKnown) {
  Stage stage;
  Guest& ana = stage.guest("/echo");
  const ConnectionId id = stage.id(ana);
  ana.deaf(true);
  stage.shard().ask_alive(id);
  stage.shard().ask_alive(id);
  stage.settle();
  EXPECT_EQ(stage.counters().pings, 1u);
  EXPECT_EQ(look(stage, ana).round_trip, std::nullopt);
  const reactor::Time later = reactor::now() + 5ms;
  ASSERT_TRUE(stage.until([&] { return reactor::now() > later; }));
  ana.deaf(false);
  ASSERT_TRUE(stage.until([&] { return pongs(stage, ana) == 1; }));
  EXPECT_GE(look(stage, ana).round_trip, 4ms);
  stage.shard().ask_alive(id);
  ASSERT_TRUE(stage.until([&] { return pongs(stage, ana) == 2; })) << "and may be asked again";
}

TEST(InspectionTest, PongsThatNobodyAskedForSayNothing) {
  Stage stage;
  Guest& ana = stage.guest("/echo");
  ana.send({{Opcode::pong, ""}, {Opcode::pong, std::string(4, '\0')}});
  stage.settle();
  ana.rude(true);
  stage.shard().ask_alive(stage.id(ana));
  stage.settle();
  ASSERT_EQ(ana.heard().size(), 1u);
  const std::string payload = ana.last().substr(5);
  ana.send({{Opcode::pong, ""}, {Opcode::pong, "1234"}, {Opcode::pong, payload + "x"}});
  stage.settle();
  EXPECT_EQ(pongs(stage, ana), 0u);
  EXPECT_EQ(look(stage, ana).round_trip, std::nullopt);
  ana.send({{Opcode::pong, payload}, {Opcode::pong, payload}});
  stage.settle();
  EXPECT_EQ(pongs(stage, ana), 1u);
  const auto first = look(stage, ana).round_trip;
  EXPECT_NE(first, std::nullopt);
  ana.send({{Opcode::pong, payload}});
  stage.settle();
  EXPECT_EQ(look(stage, ana).round_trip, first) << "an answer counts once";
}

TEST(InspectionTest, TheShardsOwnPingsMeasureTooAndSayNothing) {
  Settings settings;
  settings.ping_interval = 20ms;
  Stage stage(settings);
  Guest& ana = stage.guest("/echo");
  ASSERT_TRUE(stage.until([&] { return look(stage, ana).round_trip.has_value(); }));
  EXPECT_EQ(pongs(stage, ana), 0u);
}

TEST(InspectionTest, NobodyIsAskedWhoIsNotThere) {
  Stage stage;
  Guest& ana = stage.guest("/echo");
  const ConnectionId id = stage.id(ana);
  ana.hang_up();
  stage.settle();
  stage.shard().ask_alive(id);
  EXPECT_EQ(stage.counters().pings, 0u);
}

}  // namespace
}  // namespace broadcast
