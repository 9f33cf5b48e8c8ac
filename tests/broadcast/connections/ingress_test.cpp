// Who is read next, and how much of it in a turn.
#include "broadcast/connections/ingress.h"

#include <algorithm>
#include <functional>
#include <optional>

#include "tests/broadcast/stage.h"
#include "tests/reactor/tls_pair.h"

namespace broadcast {
namespace {

// ---- bounds ----

// 250 KB that become 250 MB: no turn may be spent on all of it.
TEST(ReceptionTest, ATurnTakesInABoundedAmountHoweverWellItIsCompressed) {
  if (!rfc6455::deflate_available()) GTEST_SKIP();
  Stage stage;
  Guest& ana = stage.guest("/void", 0, kDeflateOffer);
  rfc6455::Deflater deflater(15, rfc6455::ContextTakeover::no);
  std::vector<std::byte> room(1000);
  const auto size = deflater.compress(reactor::bytes(std::string(60'000, 'x')), room);
  const Frame bomb{Opcode::text, rfc6455::string_of(std::span(room).first(*size)), true, true};
  ana.send(std::vector<Frame>(1500, bomb));
  std::size_t most = 0;
  while (stage.counters().messages_in < 1500) {
    const std::size_t before = stage.counters().messages_in;
    stage.turn();
    most = std::max(most, stage.counters().messages_in - before);
  }
  EXPECT_LE(most, kTurnToldMax / 60'000 + 1);
  EXPECT_EQ(stage.told(ana).size(), 1502u);
}

TEST(ReceptionTest, ASuspendedReadIsForgottenWithItsConnection) {
  if (!rfc6455::deflate_available()) GTEST_SKIP();
  Settings settings;
  settings.linger = settings.close_timeout = 1ms;
  Stage stage(settings);
  Guest& ana = stage.guest("/chat", 0, kDeflateOffer);
  Guest& bob = stage.guest("/echo");
  rfc6455::Deflater deflater(15, rfc6455::ContextTakeover::no);
  std::vector<std::byte> room(1000);
  const std::string say = "say raw " + std::string(60'000, 'x');
  const auto size = deflater.compress(reactor::bytes(say), room);
  const Frame bomb{Opcode::text, rfc6455::string_of(std::span(room).first(*size)), true, true};
  ana.send(std::vector<Frame>(1500, bomb));
  stage.turn();
  EXPECT_LT(stage.counters().messages_in, 1500u);
  stage.shard().close(stage.id(ana), 1008, "enough");
  ana.deaf(true);
  ASSERT_TRUE(stage.until([&] { return stage.counters().closed == 1; }));
  bob.say("still here");
  ASSERT_TRUE(stage.until([&] { return !bob.heard().empty(); }));
  EXPECT_EQ(bob.heard(), Heard{"text still here"});
  EXPECT_LT(stage.counters().messages_in, 1500u);
}

TEST(ReceptionTest, APeerThatTakesNoPongsIsNotReadAndCostsABoundedAmount) {
  Stage stage;
  Guest& ana = stage.guest("/echo");
  Guest& bob = stage.guest("/echo");
  ana.deaf(true);
  const std::vector<Frame> flood(1000, Frame{Opcode::ping, std::string(125, 'p')});
  const std::size_t before = stage.counters().bytes_out;
  std::size_t most = 0;
  for (int i = 0; i < 60; ++i) {
    ana.send(flood);
    stage.settle(3);
    most = std::max<std::size_t>(
        most, stage.counters().private_frames * 127 - (stage.counters().bytes_out - before));
  }
  EXPECT_LT(most, stage.settings.outbox_read_max + kScratchSize + 1000);
  bob.say("unharmed");
  stage.settle();
  EXPECT_EQ(bob.heard(), Heard{"text unharmed"});
  // Every ping is answered once it reads.
  ana.deaf(false);
  ASSERT_TRUE(stage.until([&] { return ana.heard().size() == 60'000; }));
}

// ---- fairness ----

// What stands in the counter when somebody's message is told who stood last in a line of flooders.
std::uint64_t counted_before_the_last(const std::vector<Frame>& flood,
                                      const std::function<std::uint64_t(const Counters&)>& count) {
  constexpr std::size_t kFlooders = 8;
  Stage stage(patient());
  std::vector<Guest*> flooders;
  for (std::size_t i = 0; i < kFlooders; ++i) flooders.push_back(&stage.guest("/void"));
  Guest& bob = stage.guest("/echo");
  std::optional<std::uint64_t> seen;
  const std::uint64_t before = count(stage.counters());
  stage.instead = [&](Shard& shard, const Event& event) {
    const bool his = event.connection == stage.id(bob);
    if (event.kind == Event::Kind::message && his && !seen) seen = count(shard.counters()) - before;
    return false;
  };
  for (Guest* one : flooders) one->send(flood);
  bob.say("may I?");
  for (Guest* one : flooders) one->write_some();
  bob.write_some();
  EXPECT_TRUE(stage.until([&] { return seen.has_value(); }));
  EXPECT_TRUE(stage.until([&] { return bob.has_heard("text may I?"); }));
  return seen.value_or(0) / kFlooders;
}

TEST(ReceptionTest, AFloodOfTinyMessagesKeepsNobodyWaiting) {
  const auto messages = [](const Counters& counters) { return counters.messages_in; };
  EXPECT_LE(counted_before_the_last(std::vector<Frame>(20'000, {Opcode::text, "x"}), messages),
            2000u);
  EXPECT_LE(counted_before_the_last(std::vector<Frame>(20'000, {Opcode::text, ""}), messages),
            2000u);
}

TEST(ReceptionTest, AFloodOfPingsKeepsNobodyWaiting) {
  const auto pongs = [](const Counters& counters) { return counters.private_frames; };
  EXPECT_LE(counted_before_the_last(std::vector<Frame>(20'000, {Opcode::ping, ""}), pongs), 2000u);
}

TEST(ReceptionTest, AFloodOfEmptyFragmentsKeepsNobodyWaiting) {
  std::vector<Frame> message{{Opcode::text, "", false}};
  message.resize(999, {Opcode::continuation, "", false});
  message.push_back({Opcode::continuation, "", true});
  std::vector<Frame> flood;
  for (int i = 0; i < 25; ++i) flood.insert(flood.end(), message.begin(), message.end());
  EXPECT_LE(counted_before_the_last(flood, [](const Counters& c) { return c.messages_in; }), 3u);
}

TEST(ReceptionTest, ATurnLooksAtABoundedNumberOfFrames) {
  Stage stage(patient());
  std::vector<Guest*> flooders;
  for (int i = 0; i < 40; ++i) flooders.push_back(&stage.guest("/void"));
  for (Guest* one : flooders) one->send(std::vector<Frame>(10'000, {Opcode::text, "x"}));
  std::uint64_t most = 0;
  while (stage.counters().messages_in < 40 * 10'000) {
    const std::uint64_t before = stage.counters().messages_in;
    stage.turn();
    most = std::max(most, stage.counters().messages_in - before);
  }
  EXPECT_LE(most, 20'000u);
}

// ---- who waits ----

TEST(ReceptionTest, AReadStopsWhereItsAnswersWait) {
  Settings settings = patient();
  settings.outbox_max = 64 << 10;
  settings.outbox_read_max = 8 << 10;
  Stage stage(settings);
  Guest& ana = stage.guest("/echo");
  ana.deaf(true);
  const std::vector<Frame> many(2000, {Opcode::text, std::string(1000, 'x')});
  ana.send(many);  // hundreds of them come by one read
  stage.settle();
  EXPECT_LE(stage.shard().private_bytes(), (8u << 10) + 1'004);  // the frame that passes the mark
  ana.deaf(false);
  ASSERT_TRUE(stage.until([&] { return ana.heard().size() == 2000; }));
  EXPECT_EQ(stage.counters().closed, 0u);
}

TEST(ReceptionTest, WhoIsHeldIsNotHeardUntilItIsReleased) {
  for (const std::string_view offer : {std::string_view(), kDeflateOffer}) {
    Stage stage(patient());
    Guest& ana = stage.guest("/echo", 0, offer);
    stage.instead = [&](Shard& shard, const Event& event) {
      if (event.kind == Event::Kind::message) shard.hold(event.connection);
      return false;
    };
    for (int i = 1; i <= 5; ++i) ana.say(std::to_string(i));
    ana.close(1000, "done");
    for (int i = 1; i <= 5; ++i) {
      stage.settle();
      EXPECT_EQ(ana.heard().size(), static_cast<std::size_t>(i));
      EXPECT_EQ(ana.last(), "text " + std::to_string(i));
      stage.shard().release(stage.id(ana));
    }
    stage.settle();
    EXPECT_EQ(stage.counters().closed, 1u);
  }
}

TEST(ReceptionTest, WhoIsHeldAndClosedIsListenedToForItsClose) {
  Stage stage(patient());
  Guest& ana = stage.guest("/echo");
  stage.shard().hold(stage.id(ana));
  ana.say("unheard");
  stage.settle();
  stage.shard().close(stage.id(ana), 1008, "enough");
  ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  EXPECT_EQ(ana.heard().front(), "close 1008 enough");
}

// ---- memory ----

TEST(ReceptionTest, WhoHasNothingLeftToReadSleeps) {
  Stage stage(patient());
  Guest& ana = stage.guest("/raw/a");
  ana.deaf(true);  // whoever takes something makes room for more, and wakes the shard
  stage.settle();
  ana.say("hello");
  stage.turn();
  EXPECT_EQ(stage.counters().messages_in, 1u);
  const reactor::Time begin = reactor::now();
  stage.turn(20ms);
  EXPECT_GE(reactor::now() - begin, 20ms) << "it looked again for what was read already";
}

TEST(ReceptionTest, AShardMayEndWhileACompressedMessageIsUnderWay) {
  if (!rfc6455::deflate_available()) GTEST_SKIP();
  Stage stage;
  Guest& ana = stage.guest("/echo", 0, kDeflateOffer);
  rfc6455::Deflater deflater(15, rfc6455::ContextTakeover::no);
  std::vector<std::byte> room(1000);
  const auto size = deflater.compress(reactor::bytes(std::string(500, 'x')), room);
  ana.send({{Opcode::text, rfc6455::string_of(std::span(room).first(*size)), false, true}});
  stage.settle();
  EXPECT_EQ(stage.counters().messages_in, 0u);
}  // what the session borrowed goes back to where it came from

}  // namespace
}  // namespace broadcast
