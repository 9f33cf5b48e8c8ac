// Turns, rooms on several shards, and commands for those who are not there.
#include "broadcast/shard.h"

#include <fcntl.h>
#include <unistd.h>

#include "tests/broadcast/stage.h"

namespace broadcast {
namespace {

// ---- rooms ----

TEST(ShardTest, AMemberMayBeIn128RoomsAndNoMore) {
  Stage stage({}, 2);
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat", 1);
  for (int i = 0; i < 129; ++i) ana.say("join r" + std::to_string(i));
  ana.say("join r5");  // once more
  stage.settle();
  EXPECT_EQ(std::count(ana.heard().begin(), ana.heard().end(), "text too many rooms"), 1);
  EXPECT_EQ(std::count(ana.heard().begin(), ana.heard().end(), "text joined 0"), 129);
  ana.take();
  for (int i = 0; i < 129; ++i) bob.say("say r" + std::to_string(i) + " x");
  stage.settle();
  EXPECT_EQ(ana.heard().size(), 128u);
  EXPECT_FALSE(ana.has_heard("text r128#0 x"));
  ana.say("leave r7");
  ana.say("join r128");
  stage.settle();
  EXPECT_EQ(ana.last().rfind("text joined", 0), 0u);
}

TEST(ShardTest, AllShardsSeeOneOrder) {
  Stage stage({}, 3);
  std::vector<Guest*> all;
  for (ShardNumber i = 0; i < 9; ++i)
    all.push_back(&stage.guest("/raw/a", static_cast<ShardNumber>(i % 3)));
  for (int round = 0; round < 30; ++round) {
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i]->say(std::to_string(i) + " " + std::to_string(round));
    if (round % 3 == 0) stage.turn();
  }
  stage.settle();
  EXPECT_EQ(all[0]->heard().size(), 270u);
  for (const Guest* guest : all) EXPECT_EQ(guest->heard(), all[0]->heard());
}

// The home may answer the wish to join and the first message with one parcel.
TEST(ShardTest, WhoSpeaksAtOnceHearsItself) {
  for (const std::string room : {"a", "b", "c", "d", "e", "f"}) {
    Stage stage({}, 2);
    Guest& ana = stage.newcomer();
    ana.write(upgrade_request("/raw/" + room));
    ana.say("first");
    ana.say("second");
    stage.settle();
    EXPECT_EQ(ana.heard(), (Heard{"text first", "text second"})) << room;
    Guest& bob = stage.newcomer();
    bob.write(upgrade_request("/chat"));
    bob.say("join o" + room);
    bob.say("say o" + room + " hello");
    stage.settle();
    EXPECT_EQ(bob.heard(), (Heard{"text joined 0", "text o" + room + "#0 hello"})) << room;
  }
}

TEST(ShardTest, JoiningFromARecordGivesAllSince) {
  Stage stage;
  Guest& ana = stage.guest("/chat");
  ana.say("join a");
  for (int i = 0; i < 10; ++i) ana.say("say a x");
  stage.settle();
  Guest& bob = stage.guest("/chat");
  bob.say("join a 0 7");
  stage.settle();
  EXPECT_EQ(bob.heard(), (Heard{"text joined 7", "text a#7 x", "text a#8 x", "text a#9 x"}));
  bob.say("join a 0 100");  // not there yet
  stage.settle();
  EXPECT_EQ(bob.last(), "text joined 10 not recovered");
}

// Everybody leaves, and somebody comes back.
TEST(ShardTest, ARoomThatOpensAgainUsesNoNumberTwice) {
  for (const ShardNumber home : {ShardNumber{0}, ShardNumber{1}}) {
    Stage stage({}, 2);
    const std::string room = room_at(home, 2, "a");
    Guest& ana = stage.guest("/chat");
    ana.say("join " + room);
    for (int i = 0; i < 3; ++i) ana.say("say " + room + " x");
    ana.say("leave " + room);
    stage.settle();
    ASSERT_EQ(Segment::live_bytes(), 0u) << "it is closed";
    ana.take();
    ana.say("join " + room);
    stage.settle();
    ana.say("say " + room + " y");
    stage.settle();
    EXPECT_EQ(ana.heard(), (Heard{"text joined 3", "text " + room + "#3 y"}));
  }
}

TEST(ShardTest, WhoAsksForRecordsOfAnEarlierOpeningIsToldTheTruth) {
  for (const std::string room : {"a", "raw"}) {
    SCOPED_TRACE(room);
    Stage stage;
    std::string wanted;
    bool at_hand = true;
    stage.instead = [&](Shard& shard, const Event& event) {
      if (event.kind != Event::Kind::wanted) return false;
      wanted += std::to_string(event.room->record) + "-" + std::to_string(event.room->last) + " ";
      for (Record record = event.room->record; at_hand && record < event.room->last; ++record) {
        if (record == 2) shard.supply_nothing(record);
        if (record != 2) shard.supply(record, Opcode::text, reactor::bytes("kept"));
      }
      return true;
    };
    Guest& ana = stage.guest("/chat");
    ana.say("join " + room);
    for (int i = 0; i < 4; ++i) ana.say("say " + room + " x");
    ana.say("leave " + room);
    stage.settle();
    ana.take();
    ana.say("join " + room + " 0 1");
    stage.settle();
    if (room == "raw") {
      EXPECT_EQ(ana.heard(), Heard{"text joined 4 not recovered"});
      continue;
    }
    EXPECT_EQ(wanted, "1-4 ");
    EXPECT_EQ(ana.heard(), (Heard{"text joined 1", "text kept", "text kept"}));
    at_hand = false;
    ana.say("leave " + room);
    stage.settle();
    ana.take();
    ana.say("join " + room + " 0 1");
    stage.settle();
    EXPECT_EQ(wanted, "1-4 1-4 ");
    EXPECT_EQ(ana.heard(), Heard{"text joined 4 not recovered"});
  }
}

TEST(ShardTest, AJoinThatWasTakenBackLeavesItsPlaceToNobody) {
  Stage stage;
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat");
  ana.say("join a");
  for (int i = 0; i < 10; ++i) ana.say("say a x");
  stage.settle();
  // All in one turn: the place that the first join was offered is not the one of the second.
  stage.instead = [&](Shard& shard, const Event& event) {
    if (event.kind != Event::Kind::message || event.connection != stage.id(bob)) return false;
    const LocalRoomId hall = shard.enter("a", options_of("a"));
    shard.join(event.connection, hall, 0);
    shard.leave(event.connection, hall);
    shard.join(event.connection, hall, 0, 8);
    return true;
  };
  bob.say("go");
  stage.settle();
  EXPECT_EQ(bob.heard(), (Heard{"text joined 8", "text a#8 x", "text a#9 x"}));
}

TEST(ShardTest, SwitchingTheFormMovesThePlace) {
  Stage stage;
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat");
  for (Guest* guest : {&ana, &bob}) guest->say("join a");
  ana.say("say a one");
  stage.settle();
  const LocalRoomId hall = stage.shard().enter("a", options_of("a"));
  EXPECT_EQ(stage.shard().members(hall), 2u);
  EXPECT_EQ(stage.shard().room_name(hall), "a");
  EXPECT_EQ(stage.shard().position(stage.id(bob), hall), 1u);
  bob.say("join a 2");
  stage.settle();
  ana.say("say a two");
  stage.settle();
  EXPECT_EQ(bob.heard(),
            (Heard{"text joined 0", "text a#0 one", "text joined 1", "text 2:a#1 two"}));
  EXPECT_EQ(stage.shard().members(hall), 2u);
}

// Its own frames stay unwanted: those that are ahead of its place, and those that it publishes
// while its place moves.
TEST(ShardTest, SwitchingTheFormLeavesOwnFramesOut) {
  Stage stage;
  stage.guest("/chat").say("join a 1");  // a log of the other form
  Guest& ana = stage.guest("/chat");
  Shard& shard = stage.shard();
  const ConnectionId id = stage.id(ana);
  const LocalRoomId hall = shard.enter("a", options_of("a"));
  shard.own_frames(id, Own::unwanted);
  ASSERT_TRUE(shard.join(id, hall, 0));
  stage.settle();
  ana.take();
  shard.publish(hall, id, Opcode::text, reactor::bytes("one"));
  ASSERT_TRUE(shard.join(id, hall, 1, *shard.position(id, hall)));
  shard.publish(hall, id, Opcode::text, reactor::bytes("two"));
  shard.publish(hall, Opcode::text, reactor::bytes("three"));
  stage.settle();
  const auto heard = [&](const char* word) {
    return std::count_if(ana.heard().begin(), ana.heard().end(),
                         [&](const std::string& line) { return line.find(word) != line.npos; });
  };
  EXPECT_EQ(heard("one") + heard("two"), 0);
  EXPECT_EQ(heard("three"), 1);
}

TEST(ShardTest, ARoomMayHoldItsMessagesForAWhile) {
  Stage stage;
  Guest& ana = stage.guest("/void");
  RoomOptions options = options_of("raw");
  options.flush_milliseconds = 30;
  const LocalRoomId hall = stage.shard().enter("held", options);
  stage.shard().join(stage.id(ana), hall, 0);
  stage.settle();
  const std::uint64_t before = stage.counters().sends;
  const reactor::Time begin = reactor::now();
  stage.turn();
  for (const char* words : {"1", "2"})
    stage.shard().publish(hall, Opcode::text, reactor::bytes(words));
  ASSERT_TRUE(stage.until([&] { return ana.heard().size() == 2; }));
  EXPECT_GE(reactor::now() - begin, 30ms);
  EXPECT_EQ(stage.counters().sends - before, 1u);
}

TEST(ShardTest, OneMayPublishWhereOneIsNot) {
  Stage stage({}, 2);
  Guest& ana = stage.guest("/chat", 1);
  Guest& bob = stage.guest("/chat");
  ana.say("join a");
  stage.settle();
  bob.say("own off");
  bob.say("say a from outside");
  bob.say("say nowhere x");  // a room of nobody
  bob.say("leave a");
  bob.say("leave b");
  stage.settle();
  EXPECT_EQ(ana.last(), "text a#0 from outside");
  EXPECT_TRUE(bob.heard().empty());
}

TEST(ShardTest, NothingIsKeptWhenAllHaveGone) {
  Stage stage({}, 2);
  for (int i = 0; i < 20; ++i) {
    Guest& ana = stage.guest("/raw/" + std::to_string(i), i % 2 == 0 ? 0 : 1);
    ana.say("x");
    stage.settle(3);
    ana.hang_up();
  }
  stage.settle();
  EXPECT_EQ(Segment::live_bytes(), 0u);
  EXPECT_EQ(stage.shard(0).counters().connections + stage.shard(1).counters().connections, 0u);
}

// Rooms where nothing happens have something to give too.
TEST(ShardTest, OverTheBudgetQuietRoomsGiveToo) {
  Stage stage({}, 2);
  for (int i = 0; i < 6; ++i) {
    const ShardNumber at = i % 2 == 0 ? 0 : 1;
    Guest& ana = stage.guest("/raw/" + std::to_string(i), at);
    for (int j = 0; j < 40; ++j) ana.say(std::string(10'000, 'x'));
    ASSERT_TRUE(stage.until([&] { return ana.heard().size() == 40; }));
  }
  EXPECT_GT(Segment::live_bytes(), 6u * 300'000);
  stage.settings.log.budget = 6 * kSegmentMax;
  ASSERT_TRUE(stage.until([&] { return Segment::live_bytes() <= stage.settings.log.budget; }));
  Guest& ana = stage.guest("/chat");  // and life goes on
  ana.say("join a");
  stage.settle();
  ana.say("say a hello");
  stage.settle();
  EXPECT_EQ(ana.last(), "text a#0 hello");
}

// ---- commands for nobody ----

TEST(ShardTest, WhoIsGoneHearsNoCommand) {
  Stage stage;
  Guest& ana = stage.guest("/chat");
  const ConnectionId gone = stage.id(ana);
  ana.hang_up();
  stage.settle();
  Guest& bob = stage.guest("/void");  // in the same slot
  ASSERT_EQ(stage.id(bob).slot, gone.slot);
  Shard& shard = stage.shard();
  const LocalRoomId hall = shard.enter("a", options_of("a"));
  shard.accept(gone, {});
  shard.respond(gone, "HTTP/1.1 200 OK\r\n\r\n", KeepAlive::no);
  shard.send(gone, Opcode::text, reactor::bytes("x"));
  shard.own_frames(gone, Own::unwanted);
  EXPECT_TRUE(shard.join(gone, hall, 0));
  shard.leave(gone, hall);
  EXPECT_EQ(shard.position(gone, hall), std::nullopt);
  shard.publish(hall, gone, Opcode::text, reactor::bytes("x"));
  shard.close(gone, 1000, "x");
  EXPECT_FALSE(shard.alive(gone));
  stage.settle();
  EXPECT_FALSE(bob.over());
  EXPECT_TRUE(bob.heard().empty());
  EXPECT_EQ(shard.members(shard.enter("a", options_of("a"))), 0u);
}

// ---- turns ----

TEST(ShardTest, ANoteReachesTheAppOfAnotherShardAndOfThisOne) {
  Stage stage({}, 2);
  std::vector<std::string> notes;
  stage.instead = [&](Shard& shard, const Event& event) {
    if (event.kind == Event::Kind::note)
      notes.push_back(std::to_string(event.shard) + ">" + std::to_string(shard.self()) + " " +
                      rfc6455::string_of(event.bytes));
    return event.kind == Event::Kind::note;
  };
  stage.shard(0).note(1, reactor::bytes("hello"));
  stage.shard(0).note(0, reactor::bytes("myself"));
  stage.settle();
  std::sort(notes.begin(), notes.end());
  EXPECT_EQ(notes, (Heard{"0>0 myself", "0>1 hello"}));
}

TEST(ShardTest, ASleepingShardIsWokenByALetterAndByASocket) {
  Stage stage({}, 2);
  Guest& ana = stage.guest("/echo", 1);
  stage.settle();
  stage.shard(0).note(1, reactor::bytes("wake up"));
  stage.shard(0).flush();
  stage.shard(1).wait(reactor::kForever);
  auto event = stage.shard(1).next();
  ASSERT_TRUE(event);
  EXPECT_EQ(event->kind, Event::Kind::note);
  stage.shard(1).flush();
  ana.say("x");
  do {
    stage.shard(1).wait(reactor::kForever);
    event = stage.shard(1).next();
  } while (!event);
  EXPECT_EQ(event->kind, Event::Kind::message);
}

TEST(ShardTest, AnIdleShardSleeps) {
  Stage stage;
  Guest& ana = stage.guest("/raw/a");
  ana.say("x");
  stage.settle();
  for (int i = 0; i < 2; ++i) {
    const reactor::Time begin = reactor::now();
    stage.turn(20ms);
    EXPECT_GE(reactor::now() - begin, 20ms);
  }
}

TEST(ShardTest, ADescriptorOfTheAppsOwnMakesEdges) {
  Stage stage;
  int pipe[2];
  ASSERT_EQ(::pipe2(pipe, O_CLOEXEC | O_NONBLOCK), 0);
  const reactor::Socket reads(pipe[0]);
  const reactor::Socket writes(pipe[1]);
  int edges = 0;
  stage.instead = [&](Shard&, const Event& event) {
    if (event.kind == Event::Kind::edge) edges += event.fd == reads.fd() ? 1 : 100;
    return event.kind == Event::Kind::edge;
  };
  stage.shard().watch(reads.fd());
  stage.settle();
  EXPECT_EQ(edges, 0);
  ASSERT_EQ(::write(writes.fd(), "x", 1), 1);
  stage.settle();
  EXPECT_EQ(edges, 1);
}

}  // namespace
}  // namespace broadcast
