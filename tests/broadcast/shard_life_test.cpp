// The life of a connection, each step once, in whatever order peer and app take them.
#include "reactor/dial.h"
#include "tests/broadcast/stage.h"

namespace broadcast {
namespace {

bool gone(Stage& stage, const Guest& guest) {
  return !stage.shard().alive(stage.id(guest));
}

// ---- the whole life ----

TEST(ShardLifeTest, EveryStepIsToldOnce) {
  Stage stage;
  Guest& ana = stage.guest("/raw/a");
  ana.say("one");
  ana.say("two");
  stage.settle();
  ana.close(1000, "bye");
  ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  stage.settle();
  EXPECT_EQ(stage.told(ana), (Heard{"request GET /raw/a", "opened", "joined 0", "text one",
                                    "text two", "closed peer 1000 bye"}));
  EXPECT_EQ(ana.heard(), (Heard{"text one", "text two", "close 1000", "eof"}));
  EXPECT_TRUE(gone(stage, ana));
}

TEST(ShardLifeTest, WeCloseAndThePeerAnswers) {
  Stage stage(patient());
  Guest& ana = stage.guest("/chat");
  ana.say("close 4001 enough");
  ana.say("send unheard");
  ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  EXPECT_EQ(ana.heard(), (Heard{"close 4001 enough", "eof"}));
  EXPECT_EQ(stage.told(ana), (Heard{"request GET /chat", "opened", "text close 4001 enough",
                                    "closed us 4001 enough"}));
  EXPECT_TRUE(stage.until([&] { return gone(stage, ana); }));
}

TEST(ShardLifeTest, WhoNeverAnswersOurCloseIsDroppedInTime) {
  Settings settings = patient();
  settings.close_timeout = 20ms;
  Stage stage(settings);
  Guest& ana = stage.guest("/chat");
  ana.rude(true);
  ana.say("close 1000 x");
  ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  EXPECT_TRUE(gone(stage, ana));
  EXPECT_EQ(stage.counters().closed, 1u);
}

TEST(ShardLifeTest, WhoGoesOnAfterAFaultIsReadAndDroppedInTime) {
  Settings settings = patient();
  settings.linger = 20ms;
  Stage stage(settings);
  Guest& ana = stage.guest("/echo");
  ana.rude(true);
  ana.write("\x81\x01x");
  ASSERT_TRUE(stage.until([&] {
    if (!ana.over()) ana.write(std::string(10'000, 'x'));
    return gone(stage, ana);
  }));
  EXPECT_EQ(ana.heard().front(), "close 1002 client frames must be masked");
  EXPECT_EQ(stage.counters().closed, 1u);
}

// ---- deadlines ----

// Somebody whom a near deadline did not overtake: a slow moment may let it come before the request,
// and then it is the next one's turn.
Guest& in_time(Stage& stage, const std::function<bool(const Guest&)>& is_there) {
  for (;;) {
    Guest& guest = stage.newcomer();
    guest.write(upgrade_request("/echo"));
    EXPECT_TRUE(stage.until([&] { return is_there(guest) || guest.over(); }));
    if (is_there(guest)) return guest;
  }
}

TEST(ShardLifeTest, WhoNeverSendsAHeadIsDroppedAtTheDeadline) {
  Settings settings = patient();
  settings.handshake = 20ms;
  Stage stage(settings);
  Guest& silent = stage.newcomer();
  Guest& slow = stage.newcomer();
  const std::string head = upgrade_request("/echo");
  std::size_t sent = 0;
  ASSERT_TRUE(stage.until([&] {
    if (sent < head.size() / 2) slow.write(head.substr(sent++, 1));
    return silent.over() && slow.over();
  }));
  EXPECT_TRUE(stage.told(silent).empty());
  EXPECT_TRUE(stage.told(slow).empty());
  EXPECT_TRUE(gone(stage, silent));
}

TEST(ShardLifeTest, AKeptAliveConnectionIsDroppedWhenNoRequestComes) {
  Settings settings = patient();
  settings.keep_alive = 20ms;
  Stage stage(settings);
  Guest& ana = stage.newcomer();
  ana.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  EXPECT_EQ(ana.http().rfind("HTTP/1.1 200", 0), 0u);
}

TEST(ShardLifeTest, ARequestThatNobodyAnswersIsDroppedAtTheDeadline) {
  Settings settings = patient();
  settings.handshake = 20ms;
  Stage stage(settings);
  ConnectionId asked;
  stage.instead = [&](Shard&, const Event& event) {
    asked = event.connection;
    return true;
  };
  Guest& ana = in_time(stage, [&](const Guest& guest) { return !stage.told(guest).empty(); });
  ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  stage.shard().accept(asked, {});  // too late, and no harm
  stage.shard().respond(asked, "HTTP/1.1 200 OK\r\n\r\n", KeepAlive::no);
  stage.settle();
  EXPECT_EQ(stage.told(ana), Heard{"request GET /echo"});
}

// Its deadline and its request fall into one turn: whichever wins, it must not be half alive.
TEST(ShardLifeTest, ARequestInTheTurnOfItsDeadlineLeavesNothingBehind) {
  Settings settings = patient();
  settings.handshake = 1ms;
  Stage stage(settings);
  Guest& other = [&]() -> Guest& {
    stage.settings.handshake = 1000s;
    Guest& guest = stage.guest("/raw/a");
    stage.settings.handshake = 1ms;
    return guest;
  }();
  for (int i = 0; i < 50; ++i) {
    Guest& ana = stage.newcomer();
    const reactor::Time deadline = reactor::now() + 3ms;
    while (reactor::now() < deadline) continue;
    ana.write(upgrade_request("/raw/a"));
    stage.settle(3);
    const Heard& told = stage.told(ana);
    EXPECT_EQ(gone(stage, ana), told.empty());
    other.say("hello");
    stage.settle(3);
  }
  EXPECT_EQ(other.heard().size(), 50u);
}

TEST(ShardLifeTest, QuietOnesAreAskedAndLiveOnIfTheyAnswer) {
  Settings settings = patient();
  settings.ping_interval = settings.ping_timeout = 20ms;
  Stage stage(settings);
  Guest& ana = stage.guest("/echo");
  ASSERT_TRUE(stage.until([&] { return stage.counters().pings >= 3; }));
  EXPECT_FALSE(ana.over());
  EXPECT_TRUE(ana.heard().front().starts_with("ping "));
  EXPECT_EQ(stage.counters().no_pong, 0u);
}

TEST(ShardLifeTest, WhoDoesNotAnswerIsClosedWith4112) {
  Settings settings = patient();
  settings.ping_interval = settings.ping_timeout = settings.close_timeout = 20ms;
  Stage stage(settings);
  Guest& ana = stage.newcomer();
  ana.rude(true);
  ana.write(upgrade_request("/echo"));
  ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  ASSERT_EQ(ana.heard().size(), 3u);
  EXPECT_TRUE(ana.heard()[0].starts_with("ping "));
  EXPECT_EQ(ana.heard()[1], "close 4112 no pong");
  EXPECT_EQ(stage.told(ana).back(), "closed us 4112 no pong");
  EXPECT_EQ(stage.counters().no_pong, 1u);
}

TEST(ShardLifeTest, WithoutAPingIntervalNobodyIsAsked) {
  Settings settings = patient();
  settings.ping_interval = reactor::Duration::zero();
  settings.handshake = settings.ping_timeout = 20ms;
  Stage stage(settings);
  Guest& ana = in_time(stage, [](const Guest& guest) { return guest.upgraded(); });
  const reactor::Time later = reactor::now() + 60ms;
  stage.until([&] { return reactor::now() > later; });
  EXPECT_FALSE(ana.over());
  EXPECT_EQ(stage.counters().pings, 0u);
}

// ---- ends that nobody announced ----

TEST(ShardLifeTest, AnEndIsToldInEveryPhase) {
  for (const bool reset : {false, true}) {
    Stage stage(patient());
    Guest& silent = stage.newcomer();
    Guest& halfway = stage.newcomer();
    halfway.write("GET / HT");
    Guest& open = stage.guest("/raw/a");
    Guest& message = stage.guest("/raw/a");
    message.send({{Opcode::text, "half", false}});
    Guest& closing = stage.guest("/chat");
    closing.rude(true);
    closing.say("close 1000 x");
    stage.settle();
    for (Guest* guest : {&silent, &halfway, &open, &message, &closing})
      reset ? guest->abort() : guest->hang_up();
    ASSERT_TRUE(stage.until([&] {
      return gone(stage, silent) && gone(stage, halfway) && gone(stage, open) &&
             gone(stage, message) && gone(stage, closing);
    }));
    EXPECT_TRUE(stage.told(silent).empty());
    EXPECT_EQ(stage.told(open).back().rfind("closed transport 1006", 0), 0u);
    EXPECT_EQ(stage.told(message).back().rfind("closed transport 1006", 0), 0u);
    EXPECT_EQ(stage.told(closing).back(), "closed us 1000 x");
    EXPECT_EQ(stage.counters().closed, 3u);
    EXPECT_EQ(stage.counters().connections, 0u);
  }
}

TEST(ShardLifeTest, WhatWasSaidBeforeAHalfCloseStillCounts) {
  Stage stage;
  Guest& ana = stage.guest("/raw/a");
  Guest& bob = stage.guest("/raw/a");
  ana.say("last words");
  ana.shut();
  stage.settle();
  EXPECT_EQ(bob.heard(), Heard{"text last words"});
  EXPECT_EQ(stage.told(ana).back(), "closed transport 1006 ended without a close frame");
}

TEST(ShardLifeTest, EndingWhileAJoinIsPendingLeavesNobodyInTheRoom) {
  Stage stage(patient(), 3);
  for (int i = 0; i < 30; ++i) {
    Guest& ana = stage.guest("/chat");
    Guest& bob = stage.guest("/chat");
    for (const std::string room : {"a", "b", "c"}) {
      ana.say("join " + room + std::to_string(i));
      bob.say("join " + room + std::to_string(i));
    }
    stage.turn();
    if (i % 2 == 0) stage.turn();
    i % 3 == 0 ? ana.hang_up() : ana.close(1000);
    stage.settle();
    for (const std::string room : {"a", "b", "c"})
      bob.say("say " + room + std::to_string(i) + " x");
    stage.settle();
    EXPECT_EQ(bob.take().size(), 6u);
    bob.hang_up();
    stage.settle();
    EXPECT_EQ(Segment::live_bytes(), 0u);
  }
}

// ---- commands at odd moments ----

TEST(ShardLifeTest, CommandsInsideEveryEvent) {
  using Kind = Event::Kind;
  for (const Kind moment : {Kind::opened, Kind::joined, Kind::message, Kind::closed}) {
    for (const int what : {0, 1, 2, 3, 4}) {
      Stage stage(patient());
      Guest& bob = stage.guest("/raw/a");
      stage.instead = [&](Shard& shard, const Event& event) {
        if (event.kind != moment || event.connection == stage.id(bob)) return false;
        const LocalRoomId hall = shard.enter("raw/a", options_of("raw"));
        if (what == 0) shard.close(event.connection, 1000, "now");
        if (what == 1) shard.close(event.connection, 1000, "after", When::after);
        if (what == 2) shard.leave(event.connection, hall);
        if (what == 3) shard.join(event.connection, hall, 0);
        if (what == 4) shard.respond(event.connection, "HTTP/1.1 200 OK\r\n\r\n", KeepAlive::no);
        shard.accept(event.connection, {});
        shard.send(event.connection, Opcode::text, reactor::bytes("private"));
        shard.publish(hall, event.connection, Opcode::text, reactor::bytes("public"));
        shard.close(event.connection, 1001, "once more");
        return true;
      };
      Guest& ana = stage.newcomer();
      ana.write(upgrade_request("/raw/a"));
      stage.settle();
      ana.say("x");
      ana.close(1000);
      ASSERT_TRUE(stage.until([&] { return ana.over(); }));
      EXPECT_TRUE(bob.has_heard("text public"));
      EXPECT_EQ(stage.counters().closed, 1u);
      EXPECT_EQ(stage.counters().opened, 2u);
      bob.say("all is well");
      stage.settle();
      EXPECT_EQ(bob.last(), "text all is well");
    }
  }
}

TEST(ShardLifeTest, WhatIsAnsweredTwiceIsAnsweredOnce) {
  Stage stage(patient());
  stage.instead = [&](Shard& shard, const Event& event) {
    if (event.kind != Event::Kind::request) return false;
    for (int i = 0; i < 2; ++i)
      shard.respond(event.connection, "HTTP/1.1 204 No Content\r\n\r\n", KeepAlive::no);
    shard.accept(event.connection, {});
    return true;
  };
  Guest& ana = stage.newcomer();
  ana.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  EXPECT_EQ(ana.http(), "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST(ShardLifeTest, AnAnswerMayComeTurnsLaterAndAfterThePeerHasGone) {
  Stage stage(patient());
  std::vector<ConnectionId> asked;
  stage.instead = [&](Shard&, const Event& event) {
    if (event.kind == Event::Kind::request) asked.push_back(event.connection);
    return event.kind == Event::Kind::request;
  };
  Guest& ana = stage.newcomer();
  Guest& bob = stage.newcomer();
  ana.write(upgrade_request("/void"));
  bob.write(upgrade_request("/void"));
  stage.settle();
  bob.hang_up();
  stage.settle();
  for (const ConnectionId& id : asked) stage.shard().accept(id, {});
  stage.settle();
  EXPECT_TRUE(ana.upgraded());
  EXPECT_EQ(stage.told(bob).back().rfind("closed transport", 0), 0u);
  EXPECT_EQ(stage.counters().opened, 2u);
  EXPECT_EQ(stage.counters().closed, 1u);
}

TEST(ShardLifeTest, WhenAfterWaitsForAllThatWasPublishedBefore) {
  Stage stage(patient());
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat");
  for (Guest* guest : {&ana, &bob}) guest->say("join a");
  stage.settle();
  ana.deaf(true);
  for (int i = 0; i < 200; ++i) bob.say("say a " + std::string(10'000, 'x'));
  ASSERT_TRUE(stage.until([&] { return bob.heard().size() == 201; }));
  ana.say("after 1000 bye");
  stage.settle();
  EXPECT_EQ(stage.counters().closed, 0u);
  ana.deaf(false);
  ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  EXPECT_EQ(ana.heard().size(), 203u);
  EXPECT_EQ(ana.heard()[201], "close 1000 bye");
}

TEST(ShardLifeTest, WhenAfterDoesNotWaitForEver) {
  Settings settings = patient();
  settings.last_words = settings.close_timeout = 20ms;
  Stage stage(settings);
  Guest& ana = stage.guest("/chat");
  ana.say("join a");
  stage.settle();
  ana.deaf(true);
  for (int i = 0; i < 200; ++i) ana.say("say a " + std::string(10'000, 'x'));
  ana.say("after 1000 bye");
  ASSERT_TRUE(stage.until([&] { return gone(stage, ana); }));
  EXPECT_EQ(stage.told(ana).back(), "closed us 1000 bye");
}

// ---- the end of all ----

TEST(ShardLifeTest, ADrainGivesEverybodyWhatWasPublishedBeforeAndThen1001) {
  Stage stage(patient());
  std::vector<Guest*> all;
  for (int i = 0; i < 50; ++i) all.push_back(&stage.guest("/raw/a"));
  Guest& waiting = stage.newcomer();
  Guest& kept = stage.newcomer();
  kept.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  all[0]->say("the last");
  all[0]->turn();
  stage.shard().drain(1001, "stopping", 30ms);
  ASSERT_TRUE(stage.until([&] { return stage.shard().drained(); }));
  stage.settle(2);
  for (const Guest* guest : all)
    EXPECT_EQ(guest->heard(), (Heard{"text the last", "close 1001 stopping", "eof"}));
  EXPECT_TRUE(waiting.over());
  EXPECT_TRUE(kept.over());
  EXPECT_EQ(Segment::live_bytes(), 0u);
}

TEST(ShardLifeTest, WhoAsksDuringADrainIsToldSo) {
  Stage stage(patient());
  Guest& stays = stage.guest("/echo");
  stays.rude(true);
  Guest& ana = stage.newcomer();
  stage.shard().drain(1012, "restart", 1000s);
  ana.write(upgrade_request("/echo"));
  ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  EXPECT_EQ(ana.http().rfind("HTTP/1.1 503", 0), 0u);
  EXPECT_FALSE(stage.shard().drained());
}

}  // namespace
}  // namespace broadcast
