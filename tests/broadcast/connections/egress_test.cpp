// What goes out, in which order, and what becomes of those who do not take it.
#include "broadcast/connections/egress.h"

#include "tests/broadcast/stage.h"

namespace broadcast {
namespace {

constexpr std::size_t kLarge = 10'000;  // a socket pair takes about twenty of these

// So that a few hundred messages are more than is kept.
Settings tight() {
  Settings settings;
  settings.log = {.retention = 64 << 10, .lag = 256 << 10, .budget = 1 << 30};
  settings.ping_interval = reactor::Duration::zero();
  return settings;
}

std::size_t find(const Heard& heard, const std::string& begin) {
  const auto found = std::find_if(heard.begin(), heard.end(), [&](const std::string& words) {
    return words.rfind(begin, 0) == 0;
  });
  return static_cast<std::size_t>(found - heard.begin());
}

// The number of a record as Stage words it; "text a#17 ..." is 17.
std::size_t number_of(const std::string& words) {
  return std::stoul(words.substr(words.find('#') + 1));
}

void say_much(Stage& stage, Guest& who, const std::string& room, int times) {
  for (int i = 0; i < times; ++i) {
    who.say("say " + room + " " + std::string(kLarge, 'x'));
    if (i % 10 == 9) stage.settle(2);
  }
  stage.settle();
}

// ---- order ----

TEST(DeliveryTest, AMemberGetsEveryMessageOnceAndWhole) {
  Settings settings;
  settings.message.bytes = 1 << 20;
  Stage stage(settings);
  Guest& ana = stage.guest("/raw/a");
  Guest& bob = stage.guest("/raw/a");
  Heard expected;
  for (const std::size_t size : {0, 1, 125, 126, 65'535, 65'536, 300'000, 7}) {
    ana.say(std::string(size, static_cast<char>('a' + size % 26)));
    expected.push_back("text " + std::string(size, static_cast<char>('a' + size % 26)));
  }
  ASSERT_TRUE(stage.until([&] { return bob.heard().size() == expected.size(); }));
  EXPECT_TRUE(bob.heard() == expected);
  EXPECT_TRUE(ana.heard() == expected);
}

TEST(DeliveryTest, AllThatATurnPublishedLeavesInOneSend) {
  Stage stage;
  Guest& ana = stage.guest("/raw/a");
  Guest& bob = stage.guest("/raw/a");
  const std::uint64_t before = stage.counters().sends;
  ana.send(std::vector<Frame>(100, Frame{Opcode::text, "x"}));
  stage.settle();
  EXPECT_EQ(stage.counters().sends - before, 2u);
  EXPECT_EQ(bob.heard().size(), 100u);
}

TEST(DeliveryTest, PrivateFramesOvertakeABacklogButNoFrameIsCutByAnother) {
  Stage stage;
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat");
  for (Guest* guest : {&ana, &bob}) guest->say("join a");
  stage.settle();
  ana.deaf(true);
  say_much(stage, bob, "a", 100);
  ana.say("send private");
  ana.send({{Opcode::ping, "?"}});
  stage.settle();
  ana.deaf(false);
  ASSERT_TRUE(stage.until([&] { return find(ana.heard(), "text a#99 ") < ana.heard().size(); }));
  EXPECT_LT(find(ana.heard(), "text private"), 60u);
  EXPECT_LT(find(ana.heard(), "pong ?"), 60u);
  EXPECT_EQ(ana.heard().size(), 103u);
}

TEST(DeliveryTest, JoinedComesBeforeTheFirstMessage) {
  Stage stage({}, 2);
  Guest& bob = stage.guest("/chat");
  bob.say("join a");
  stage.settle();
  for (int i = 0; i < 20; ++i) {
    Guest& ana = stage.guest("/chat", i % 2 == 0 ? 0 : 1);
    ana.say("join a");
    for (int j = 0; j < 10; ++j) {
      bob.say("say a x");
      stage.turn();
    }
    stage.settle();
    ASSERT_EQ(ana.heard()[0].rfind("text joined ", 0), 0u);
    const std::size_t first = std::stoul(ana.heard()[0].substr(12));
    for (std::size_t n = 1; n < ana.heard().size(); ++n)
      EXPECT_EQ(number_of(ana.heard()[n]), first + n - 1);
    ana.hang_up();
  }
}

TEST(DeliveryTest, NothingOfARoomFollowsLeaving) {
  Stage stage;
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat");
  for (Guest* guest : {&ana, &bob}) guest->say("join a");
  stage.settle();
  ana.deaf(true);
  say_much(stage, bob, "a", 100);
  ana.say("leave a");
  ana.say("send left");
  stage.settle();
  ana.deaf(false);
  ASSERT_TRUE(stage.until([&] { return ana.last() == "text left"; }));
  EXPECT_LT(ana.heard().size(), 60u);  // whole ones, and what was begun was ended
  bob.say("say a more");
  stage.settle();
  EXPECT_EQ(ana.last(), "text left");
}

TEST(DeliveryTest, WhoDoesNotWantItsOwnGetsAllTheOthers) {
  Stage stage;
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat");
  ana.say("own off");
  for (Guest* guest : {&ana, &bob}) guest->say("join a");
  stage.settle();
  ana.take();
  Heard expected;
  for (int i = 0; i < 30; ++i) {
    const bool anas = i % 3 != 0;
    (anas ? ana : bob).say("say a x");
    if (!anas) expected.push_back("text a#" + std::to_string(i) + " x");
    if (i % 4 == 0) stage.settle();
    stage.turn();
  }
  stage.settle();
  EXPECT_EQ(ana.heard(), expected);
  EXPECT_EQ(bob.heard().size(), 31u);
}

TEST(DeliveryTest, EachFormOfARoomHasItsWordsForTheSameRecords) {
  if (!rfc6455::deflate_available()) GTEST_SKIP();
  Stage stage({}, 2);
  Guest& plain = stage.guest("/chat");
  Guest& other = stage.guest("/chat", 1);
  Guest& deflated = stage.guest("/chat", 1, kDeflateOffer);
  Guest& small = stage.guest("/chat", 0, kSmallDeflateOffer);
  plain.say("join a 0");
  other.say("join a 3");
  deflated.say("join a 3");
  small.say("join a 0");
  stage.settle();
  plain.say("say a " + std::string(1000, 'x'));
  plain.say("say a y");
  stage.settle();
  const std::string words = "a#0 " + std::string(1000, 'x');
  EXPECT_EQ(plain.heard(), (Heard{"text joined 0", "text " + words, "text a#1 y"}));
  EXPECT_EQ(small.heard(), plain.heard());
  EXPECT_EQ(other.heard(), (Heard{"text joined 0", "text 3:" + words, "text 3:a#1 y"}));
  EXPECT_EQ(deflated.heard(), other.heard());
  EXPECT_LT(deflated.bytes_heard(), other.bytes_heard() - 800);
}

TEST(DeliveryTest, RoomsTakeTurnsForASlowReader) {
  Stage stage;
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat");
  for (const char* room : {"a", "b", "c"}) ana.say("join " + std::string(room));
  stage.settle();
  ana.deaf(true);
  for (const char* room : {"a", "b", "c"}) say_much(stage, bob, room, 100);
  std::size_t first_b = 0;
  ASSERT_TRUE(stage.until([&] {
    ana.read_some(20'000);
    if (first_b == 0 && find(ana.heard(), "text b#0") < ana.heard().size())
      first_b = ana.heard().size();
    return ana.heard().size() == 303;
  }));
  EXPECT_LT(first_b, 100u);  // b's beginning came before a's end
}

// ---- who falls behind ----

TEST(DeliveryTest, WhoComesBackGetsWholeFramesThenTheGapThenThePresent) {
  Stage stage(tight());
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat");
  for (Guest* guest : {&ana, &bob}) guest->say("join a");
  stage.settle();
  ana.deaf(true);
  say_much(stage, bob, "a", 300);
  EXPECT_LT(Segment::live_bytes(), 700u << 10);
  ana.deaf(false);
  ASSERT_TRUE(stage.until([&] { return find(ana.heard(), "text a#299 ") < ana.heard().size(); }));
  const Heard& heard = ana.heard();
  const std::size_t gap = find(heard, "text gap ");
  ASSERT_LT(gap, heard.size());
  for (std::size_t i = 1; i < gap; ++i) EXPECT_EQ(number_of(heard[i]), i - 1);
  const std::size_t next = number_of(heard[gap + 1]);
  EXPECT_EQ(heard[gap], "text gap " + std::to_string(gap - 1) + "-" + std::to_string(next));
  for (std::size_t i = gap + 1; i < heard.size(); ++i)
    EXPECT_EQ(number_of(heard[i]), next + i - gap - 1);
  EXPECT_EQ(heard.back().size(), std::string("text a#299 ").size() + kLarge);
  EXPECT_EQ(bob.heard().size(), 301u);
  EXPECT_EQ(stage.counters().gaps, 1u);
}

TEST(DeliveryTest, ARawRoomClosesWith4108) {
  Stage stage(tight());
  Guest& ana = stage.guest("/raw/a");
  Guest& bob = stage.guest("/raw/a");
  ana.deaf(true);
  for (int i = 0; i < 300; ++i) {
    bob.say(std::to_string(i) + std::string(kLarge, 'x'));
    stage.settle(2);
  }
  ana.deaf(false);
  ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  const Heard& heard = ana.heard();
  ASSERT_GT(heard.size(), 3u);
  EXPECT_EQ(heard[heard.size() - 2], "close 4108 too slow");
  for (std::size_t i = 0; i + 2 < heard.size(); ++i)
    EXPECT_EQ(heard[i], "text " + std::to_string(i) + std::string(kLarge, 'x'));
  EXPECT_EQ(stage.told(ana).back(), "closed us 4108 too slow");
  EXPECT_EQ(bob.heard().size(), 300u);
}

TEST(DeliveryTest, GapsInSeveralRoomsAreToldForEach) {
  Stage stage(tight());
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat");
  for (const char* room : {"a", "b"}) ana.say("join " + std::string(room));
  stage.settle();
  ana.deaf(true);
  for (const char* room : {"a", "b"}) say_much(stage, bob, room, 200);
  ana.deaf(false);
  ASSERT_TRUE(stage.until([&] {
    return ana.has_heard("text a#199 " + std::string(kLarge, 'x')) &&
           ana.has_heard("text b#199 " + std::string(kLarge, 'x'));
  }));
  EXPECT_EQ(stage.counters().gaps, 2u);
  EXPECT_TRUE(std::count_if(ana.heard().begin(), ana.heard().end(), [](const std::string& words) {
                return words.rfind("text gap", 0) == 0;
              }) == 2);
}

TEST(DeliveryTest, ABurstOfATurnMakesNoGapForWhoReads) {
  Stage stage;
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat");
  ana.say("join a");
  stage.settle();
  bob.send(std::vector<Frame>(300, Frame{Opcode::text, "say a " + std::string(kLarge, 'x')}));
  ASSERT_TRUE(stage.until([&] { return ana.heard().size() == 301; }));
  EXPECT_EQ(stage.counters().gaps, 0u);
}

// One of two hundred stops reading while much is published.
TEST(DeliveryTest, OneThatStopsReadingCostsTheOthersNothing) {
  Stage stage(tight(), 2);
  std::vector<Guest*> all;
  for (int i = 0; i < 200; ++i) all.push_back(&stage.guest("/chat", i % 2 == 0 ? 0 : 1));
  for (Guest* guest : all) guest->say("join a");
  stage.settle();
  all[0]->deaf(true);
  std::size_t most = 0;
  for (int i = 0; i < 150; ++i) {
    all[1]->say("say a " + std::string(kLarge, 'x'));
    stage.settle(2);
    most = std::max(most, Segment::live_bytes());
  }
  stage.settle();
  // Retention and lag, each rounded up to the segment that is being written.
  EXPECT_LT(most, stage.settings.log.retention + stage.settings.log.lag + 3 * kSegmentMax);
  for (std::size_t i = 1; i < all.size(); ++i) {
    ASSERT_EQ(all[i]->heard().size(), 151u);
    for (std::size_t n = 0; n < 150; ++n) ASSERT_EQ(number_of(all[i]->heard()[n + 1]), n);
  }
  all[0]->deaf(false);
  ASSERT_TRUE(
      stage.until([&] { return find(all[0]->heard(), "text a#149") < all[0]->heard().size(); }));
  EXPECT_EQ(stage.counters().gaps, 1u);
}

// ---- private frames ----

TEST(DeliveryTest, WhoLetsPrivateFramesPileUpIsClosedWith4108) {
  Settings settings;
  settings.close_timeout = 20ms;
  Stage stage(settings);
  Guest& ana = stage.guest("/void");
  ana.deaf(true);
  const std::string large(kLarge, 'x');
  std::size_t sent = 0;
  while (stage.counters().closed == 0 && sent < 1000) {
    stage.shard().send(stage.id(ana), Opcode::text, reactor::bytes(large));
    stage.turn();
    ++sent;
  }
  EXPECT_LT(sent * kLarge, settings.outbox_max + (1 << 20));
  EXPECT_GT(sent * kLarge, settings.outbox_max);
  EXPECT_EQ(stage.counters().too_slow, 1u);
  ASSERT_TRUE(stage.until([&] { return !stage.shard().alive(stage.id(ana)); }));
  EXPECT_EQ(stage.told(ana).back(), "closed us 4108 too slow");
}

TEST(DeliveryTest, WhoDoesNotTakeIsNotReadUntilItDoes) {
  Stage stage;
  Guest& ana = stage.guest("/echo");
  ana.deaf(true);
  for (int i = 0; i < 500; ++i) ana.say(std::string(kLarge, 'x'));
  for (int i = 0; i < 100; ++i) stage.turn();
  EXPECT_LT(stage.counters().messages_in, 200u);
  EXPECT_EQ(stage.counters().closed, 0u);
  ana.deaf(false);
  ASSERT_TRUE(stage.until([&] { return ana.heard().size() == 500; }));
}

TEST(DeliveryTest, ALargePrivateFrameStaysInItsPlace) {
  Stage stage;
  Guest& ana = stage.guest("/void");
  ana.deaf(true);
  Heard expected;
  for (int i = 0; i < 60; ++i) {
    const std::string words = std::to_string(i) + std::string(i % 2 == 0 ? 20'000 : 3, 'x');
    stage.shard().send(stage.id(ana), Opcode::text, reactor::bytes(words));
    expected.push_back("text " + words);
    if (i % 7 == 0) stage.turn();
  }
  ana.deaf(false);
  ASSERT_TRUE(stage.until([&] { return ana.heard().size() == 60; }));
  EXPECT_TRUE(ana.heard() == expected);
}

}  // namespace
}  // namespace broadcast
