// When silence, half requests and half messages end, by a clock that the tests turn.
#include <algorithm>

#include "tests/broadcast/stage.h"
#include "tests/broadcast/stopped_clock.h"

namespace broadcast {
namespace {

constexpr reactor::Duration kStep = 10ms;

class DeadlinesTest : public testing::Test {
 protected:
  // Turns until then, and says how long that took.
  reactor::Duration until(Stage& stage, const std::function<bool()>& done,
                          reactor::Duration most = 1000s) {
    const reactor::Time begin = clock_.now();
    while (!done() && clock_.now() - begin < most) stage.turn(kStep);
    EXPECT_TRUE(done());
    return clock_.now() - begin;
  }
  void pass(Stage& stage, reactor::Duration time) {
    const reactor::Time end = clock_.now() + time;
    while (clock_.now() < end) stage.turn(kStep);
  }

  StoppedClock clock_;
  reactor::Installed installed_{clock_};
};

Settings lively() {
  Settings settings = patient();
  settings.ping_interval = settings.ping_timeout = 2s;
  return settings;
}

TEST_F(DeadlinesTest, WhoFallsSilentIsAskedAfterThePingTimeAndGoneAfterTheTimeToAnswer) {
  Stage stage(lively());
  for (const auto& silence_begins : {0ms, 100ms, 1000ms, 1900ms}) {
    Guest& ana = stage.guest("/echo");
    ana.rude(true);
    pass(stage, silence_begins);
    ana.say("the last word");
    stage.settle();
    const std::uint64_t pings = stage.counters().pings;
    const std::uint64_t gone = stage.counters().no_pong;
    const auto asked = until(stage, [&] { return stage.counters().pings > pings; });
    EXPECT_GE(asked, 1990ms);
    EXPECT_LE(asked, 3s);
    const auto ended = until(stage, [&] { return stage.counters().no_pong > gone; });
    EXPECT_GE(ended, 1990ms);
    EXPECT_LE(ended, 2500ms);
    EXPECT_EQ(stage.told(ana).back(), "closed us 4112 no pong");
  }
}

TEST_F(DeadlinesTest, WhoAnswersIsAskedAgainAfterEachSilence) {
  Stage stage(lively());
  Guest& ana = stage.guest("/echo");
  pass(stage, 60s);
  EXPECT_FALSE(ana.over());
  EXPECT_GE(stage.counters().pings, 60u / 3);
  EXPECT_LE(stage.counters().pings, 60u / 2);
}

TEST_F(DeadlinesTest, WhoSpeaksIsNotAsked) {
  Stage stage(lively());
  Guest& ana = stage.guest("/echo");
  for (int i = 0; i < 60; ++i) {
    ana.say("still here");
    pass(stage, 1s);
  }
  EXPECT_EQ(stage.counters().pings, 0u);
}

// The answer lies in the socket when the process goes on.
TEST_F(DeadlinesTest, AProcessThatStoodStillReadsBeforeItJudges) {
  Stage stage(lively());
  Guest& ana = stage.guest("/echo");
  until(stage, [&] { return stage.counters().pings == 1; });
  ana.turn();
  clock_.pass(90s);
  pass(stage, 10s);
  EXPECT_FALSE(ana.over());
  EXPECT_EQ(stage.counters().no_pong, 0u);
}

TEST_F(DeadlinesTest, AnIdleKeptAliveConnectionHasAsLongAsAFirstRequest) {
  Settings settings = patient();
  settings.handshake = 10s;
  settings.keep_alive = 15s;
  Stage stage(settings);
  Guest& ana = stage.newcomer();
  ana.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  stage.settle();
  ASSERT_FALSE(ana.http().empty());
  EXPECT_LE(until(stage, [&] { return ana.over(); }), 10'050ms);
}

// A byte now and then does not prolong it; who is done in time is not harmed.
TEST_F(DeadlinesTest, AMessageThatDoesNotEndIsEndedInTime) {
  Stage stage(patient());
  const reactor::Duration time = time_for_message(stage.settings);
  EXPECT_EQ(time, 64s);  // a minute, and a second for each 16 KiB of 64
  Guest& ana = stage.guest("/echo");
  Guest& bob = stage.guest("/echo");
  for (Guest* one : {&ana, &bob}) one->send({{Opcode::text, "begun", false}});
  reactor::Duration passed{};
  for (; passed < time - 1s; passed += 1s) {
    ana.send({{Opcode::continuation, ".", false}});
    pass(stage, 1s);
  }
  EXPECT_TRUE(ana.heard().empty());
  bob.send({{Opcode::continuation, " and done", true}, {Opcode::text, "begun again", false}});
  pass(stage, 2s);
  EXPECT_EQ(ana.heard(), (Heard{"close 1008 the message took too long", "eof"}));
  EXPECT_EQ(bob.heard(), Heard{"text begun and done"});
  EXPECT_EQ(stage.told(ana).back(), "closed us 1008 the message took too long");
  EXPECT_EQ(stage.counters().unfinished_shed, 1u);
  until(
      stage, [&] { return bob.has_heard("close 1008 the message took too long"); }, time);
}

// Nothing moves but the clock.
TEST_F(DeadlinesTest, AShardThatSleepsWakesForAMessageThatIsLate) {
  Stage stage(patient());
  Guest& ana = stage.guest("/echo");
  ana.send({{Opcode::text, "begun", false}});
  stage.settle();
  const std::uint64_t turns = stage.counters().turns;
  while (!ana.over() && stage.counters().turns < turns + 100) stage.turn(100s);
  EXPECT_TRUE(ana.has_heard("close 1008 the message took too long"));
}

}  // namespace
}  // namespace broadcast
