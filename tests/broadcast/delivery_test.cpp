// What members get who are slow, come back, or never do; and what that costs the others: nothing.
#include "broadcast/delivery.h"

#include "tests/broadcast/stage.h"

namespace broadcast {
namespace {

Settings small_logs() {
  Settings settings;
  settings.log = {.retention = 32 << 10, .lag = 128 << 10};
  return settings;
}

// Says so much in a room that whoever does not read falls behind.
void say_much(Stage& stage, Guest& who, std::string_view room, int messages) {
  const std::string words(8000, 'w');
  for (int i = 0; i < messages; ++i) {
    who.say("say " + std::string(room) + " " + std::to_string(i) + " " + words);
    stage.turn();
  }
  stage.settle();
}

// "text lobby#12 ..." to 12.
long record_of(const std::string& line) {
  const std::size_t hash = line.find('#');
  return hash == std::string::npos ? -1 : std::stol(line.substr(hash + 1));
}

class DeliveryTest : public testing::Test {
 protected:
  Guest& member(std::string_view room, std::string_view more = "") {
    Guest& guest = stage.guest("/chat");
    guest.say("join " + std::string(room) + " " + std::string(more));
    stage.settle();
    guest.take();
    return guest;
  }
  Stage stage{small_logs()};
};

TEST_F(DeliveryTest, WhoComesBackGetsWholeFramesThenTheGapThenThePresent) {
  Guest& ana = member("lobby");
  Guest& slow = member("lobby");
  slow.deaf(true);
  say_much(stage, ana, "lobby", 400);
  EXPECT_EQ(ana.heard().size(), 400u);
  slow.deaf(false);
  stage.settle(200);
  const Heard heard = slow.heard();
  const auto gap = std::find_if(heard.begin(), heard.end(), [](const std::string& line) {
    return line.rfind("text gap", 0) == 0;
  });
  ASSERT_NE(gap, heard.end());
  EXPECT_EQ(std::count_if(heard.begin(), heard.end(),
                          [](const std::string& line) { return line.rfind("text gap", 0) == 0; }),
            1);
  long expected = 0;
  for (const std::string& line : heard) {
    if (line == *gap) {
      EXPECT_EQ(line.rfind("text gap " + std::to_string(expected) + "-", 0), 0u) << line;
      expected = std::stol(line.substr(line.find('-') + 1));
    } else {
      ASSERT_EQ(record_of(line), expected++) << line.substr(0, 40);
    }
  }
  EXPECT_EQ(expected, 400);
  EXPECT_EQ(stage.counters().gaps, 1u);
}

TEST_F(DeliveryTest, ARawRoomClosesWhoMissedSomething) {
  Guest& ana = stage.guest("/raw/lobby");
  Guest& slow = stage.guest("/raw/lobby");
  slow.deaf(true);
  for (int i = 0; i < 400; ++i) {
    ana.say(std::string(8000, 'w'));
    stage.turn();
  }
  slow.deaf(false);
  EXPECT_TRUE(stage.until([&] { return slow.over(); }));
  EXPECT_TRUE(slow.has_heard("close 4108 too slow"));
  EXPECT_EQ(ana.heard().size(), 400u);
  EXPECT_EQ(stage.told(slow).back(), "closed us 4108 too slow");
}

TEST_F(DeliveryTest, ASlowReaderCostsNoMoreThanTheLag) {
  Guest& ana = member("lobby");
  std::vector<Guest*> slow;
  for (int i = 0; i < 20; ++i) slow.push_back(&member("lobby"));
  for (Guest* guest : slow) guest->deaf(true);
  say_much(stage, ana, "lobby", 1000);  // 8 MB
  EXPECT_LE(Segment::live_bytes(),
            stage.settings.log.lag + stage.settings.log.retention + (128 << 10));
  EXPECT_EQ(ana.heard().size(), 1000u);
}

TEST_F(DeliveryTest, ABurstIsNoGapForWhoReads) {
  Guest& ana = member("lobby");
  Guest& bob = member("lobby");
  const std::string words(8000, 'w');
  for (int i = 0; i < 600; ++i) ana.say("say lobby " + words);  // all at once, 4.8 MB
  EXPECT_TRUE(stage.until([&] { return bob.heard().size() == 600; }));
  EXPECT_EQ(stage.counters().gaps, 0u);
}

TEST_F(DeliveryTest, AnswersOvertakeABacklog) {
  stage.settings.log.lag = 4 << 20;  // nobody misses anything here
  Guest& ana = member("lobby");
  Guest& slow = member("lobby");
  slow.deaf(true);
  say_much(stage, ana, "lobby", 60);
  slow.say("send answer");
  slow.send({{Opcode::ping, "now"}});
  stage.settle();
  slow.deaf(false);
  stage.settle(100);
  const Heard& heard = slow.heard();
  const auto answer = std::find(heard.begin(), heard.end(), "text answer");
  ASSERT_NE(answer, heard.end());
  EXPECT_LT(answer - heard.begin(), 50);  // what the kernel had taken by then, and a frame in hand
  EXPECT_TRUE(slow.has_heard("pong now"));
  EXPECT_EQ(heard.size(), 62u);
}

TEST_F(DeliveryTest, ALargePrivateFrameGoesStraightOutOrWaits) {
  Guest& ana = stage.guest("/echo");
  ana.deaf(true);
  const std::string large(60'000, 'x');
  for (int i = 0; i < 8; ++i) ana.say(std::to_string(i) + large);
  stage.settle();
  ana.deaf(false);
  stage.settle(50);
  ASSERT_EQ(ana.heard().size(), 8u);
  for (int i = 0; i < 8; ++i)
    EXPECT_EQ(ana.heard()[static_cast<std::size_t>(i)], "text " + std::to_string(i) + large);
}

TEST_F(DeliveryTest, WhoDoesNotTakeIsNotRead) {
  Guest& ana = stage.guest("/echo");
  ana.deaf(true);
  for (int i = 0; i < 400; ++i) {
    ana.say(std::string(8000, 'x'));
    stage.turn();
  }
  // 3.2 MB were said; the server took what its outbox allows, and left the rest to the sockets.
  EXPECT_LT(stage.counters().bytes_in, 1u << 20);
  ana.deaf(false);
  EXPECT_TRUE(stage.until([&] { return ana.heard().size() == 400; }));
}

TEST_F(DeliveryTest, AFloodOfPingsGrowsNothing) {
  Guest& ana = stage.guest("/echo");
  ana.deaf(true);
  const std::string payload(125, 'p');
  for (int i = 0; i < 2000; ++i) {
    ana.send({{Opcode::ping, payload}, {Opcode::ping, payload}, {Opcode::ping, payload}});
    stage.turn();
  }
  EXPECT_LT(stage.counters().bytes_in, 1u << 20);
  ana.deaf(false);
  EXPECT_TRUE(stage.until([&] { return ana.heard().size() == 6000; }));
}

TEST_F(DeliveryTest, EveryRoomOfASlowMemberIsServed) {
  Guest& ana = member("one");
  ana.say("join two");
  stage.settle();
  Guest& slow = member("one");
  slow.say("join two");
  stage.settle();
  slow.take();
  slow.deaf(true);
  say_much(stage, ana, "one", 8);
  say_much(stage, ana, "two", 8);
  slow.deaf(false);
  stage.settle(100);
  EXPECT_EQ(slow.heard().size(), 16u);
}

}  // namespace
}  // namespace broadcast
