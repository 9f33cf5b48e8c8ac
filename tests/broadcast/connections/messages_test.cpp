// Messages out of frames, however they are cut, and what becomes of those that do not end.
#include <algorithm>

#include "tests/broadcast/stage.h"
#include "tests/broadcast/words.h"

namespace broadcast {
namespace {

TEST(ReceptionTest, AMessageLargerThanTheScratchArrivesWhole) {
  Settings settings;
  settings.message.bytes = 4 << 20;
  settings.outbox_max = 8 << 20;
  Stage stage(settings);
  Guest& ana = stage.guest("/echo");
  const std::string large = words(3 * kScratchSize + 77);
  ana.say(large);
  ana.say("after it");
  ASSERT_TRUE(stage.until([&] { return ana.heard().size() == 2; }));
  EXPECT_EQ(ana.heard(), (Heard{"text " + large, "text after it"}));
}

TEST(ReceptionTest, FragmentsWithControlFramesInBetweenAreOneMessage) {
  Stage stage;
  Guest& ana = stage.guest("/echo");
  ana.send({{Opcode::binary, "one ", false},
            {Opcode::ping, "?"},
            {Opcode::continuation, "", false},
            {Opcode::continuation, "two ", false}});
  stage.settle();
  ana.send({{Opcode::continuation, "three", true}, {Opcode::text, "next"}});
  stage.settle();
  EXPECT_EQ(ana.heard(), (Heard{"pong ?", "binary one two three", "text next"}));
}

TEST(ReceptionTest, CompressionIsAgreedWithEitherWindow) {
  if (!rfc6455::deflate_available()) GTEST_SKIP();
  for (const std::string_view offer : {kDeflateOffer, kSmallDeflateOffer}) {
    Stage stage;
    Guest& ana = stage.guest("/raw/z", 0, offer);
    Guest& bob = stage.guest("/raw/z");
    ASSERT_TRUE(ana.deflated());
    rfc6455::Deflater deflater(9, rfc6455::ContextTakeover::no);
    const std::string text(20'000, 'x');
    std::vector<std::byte> room(1000);
    const auto size = deflater.compress(reactor::bytes(text), room);
    ana.send({{Opcode::text, rfc6455::string_of(std::span(room).first(*size)), true, true}});
    const std::size_t before = ana.bytes_heard();
    stage.settle();
    EXPECT_EQ(ana.heard(), Heard{"text " + text});
    EXPECT_EQ(bob.heard(), Heard{"text " + text});
    EXPECT_LT(ana.bytes_heard() - before, 1000u);
    EXPECT_GT(bob.bytes_heard(), text.size());
  }
}

TEST(ReceptionTest, AMessageOverTheLimitClosesWith1009) {
  Stage stage;
  Guest& ana = stage.guest("/echo");
  ana.say(words(stage.settings.message.bytes));
  stage.settle();
  EXPECT_EQ(ana.take().size(), 1u);
  ana.say(words(stage.settings.message.bytes + 1));
  ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  EXPECT_EQ(ana.heard().front(),
            "close 1009 limit " + std::to_string(stage.settings.message.bytes));
  EXPECT_EQ(stage.told(ana).back(),
            "closed fault 1009 limit " + std::to_string(stage.settings.message.bytes));
}

TEST(ReceptionTest, AFaultIsNamedInTheCloseFrame) {
  Stage stage;
  Guest& ana = stage.guest("/echo");
  ana.write("\x81\x01x");  // not masked
  ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  EXPECT_EQ(ana.heard().front().rfind("close 1002", 0), 0u) << ana.heard().front();
  Guest& bob = stage.guest("/echo");
  bob.say("\xC0\xAF");
  ASSERT_TRUE(stage.until([&] { return bob.over(); }));
  EXPECT_EQ(bob.heard().front(), "close 1007 text is not UTF-8");
}

TEST(ReceptionTest, UnfinishedMessagesAreBoundedForAllTogetherAndThePlaceIsFreedAtOnce) {
  Settings settings;
  settings.gather_max = 100'000;
  Stage stage(settings);
  Guest& ana = stage.guest("/echo");
  Guest& bob = stage.guest("/echo");
  Guest& cyd = stage.guest("/echo");
  ana.rude(true);
  ana.send({{Opcode::text, words(60'000), false}});
  stage.settle();
  bob.send({{Opcode::text, words(60'000), false}});
  stage.settle();
  EXPECT_TRUE(ana.has_heard("close 1013 too many unfinished messages"));
  // Who was sent away, even while its end is still waited for, leaves room for others.
  cyd.send({{Opcode::text, words(30'000), false}, {Opcode::continuation, "!", true}});
  bob.send({{Opcode::continuation, "!", true}});
  stage.settle();
  EXPECT_EQ(cyd.last(), "text " + words(30'000) + "!");
  EXPECT_EQ(bob.last(), "text " + words(60'000) + "!");
}

// What holds the place for ever is what goes, not who comes with a message in two parts.
TEST(ReceptionTest, MessagesThatStandStillMakeRoomForOthers) {
  Settings settings = patient();
  settings.gather_max = 100'000;
  Stage stage(settings);
  std::vector<Guest*> stalled;
  for (int i = 0; i < 10; ++i) {
    stalled.push_back(&stage.guest("/echo"));
    stalled.back()->send({{Opcode::text, words(9'000), false}});
    stage.settle();
  }
  Guest& bob = stage.guest("/echo");
  for (int i = 0; i < 5; ++i) {
    bob.send({{Opcode::text, words(20'000), false}});
    stage.settle();
    bob.send({{Opcode::continuation, "!", true}});
    stage.settle();
    EXPECT_EQ(bob.last(), "text " + words(20'000) + "!");
  }
  const auto ended = std::count_if(stalled.begin(), stalled.end(), [](Guest* one) {
    return one->has_heard("close 1013 too many unfinished messages");
  });
  EXPECT_GE(ended, 1);
  EXPECT_LE(ended, 3);
  EXPECT_EQ(stage.counters().unfinished_shed, static_cast<std::uint64_t>(ended));
  EXPECT_LE(stage.shard().gauges().gathered_bytes, settings.gather_max);
}

// A message under way holds an inflater, however little of it has come.
TEST(ReceptionTest, AnInflaterThatWaitsForTheRestOfAMessageIsCounted) {
  if (!rfc6455::deflate_available()) GTEST_SKIP();
  Settings settings = patient();
  settings.gather_max = 20 * rfc6455::kInflaterBytes;
  Stage stage(settings);
  rfc6455::Deflater deflater(15, rfc6455::ContextTakeover::no);
  std::vector<std::byte> room(1000);
  const auto size = deflater.compress(reactor::bytes(std::string(500, 'x')), room);
  const std::string half = rfc6455::string_of(std::span(room).first(*size));
  for (int i = 0; i < 40; ++i) {
    Guest& ana = stage.guest("/echo", 0, kDeflateOffer);
    ana.send({{Opcode::text, half.substr(0, 2), false, true}});
    stage.settle();
    if (i == 9) {
      EXPECT_GE(stage.shard().gauges().gathered_bytes, 10 * rfc6455::kInflaterBytes);
    }
  }
  EXPECT_EQ(stage.counters().unfinished_shed, 21u);  // what there is of the messages counts too
  EXPECT_LE(stage.shard().gauges().gathered_bytes, settings.gather_max);
}

TEST(ReceptionTest, NothingIsCountedWhenAllHaveEndedOrGone) {
  Stage stage(patient());
  Guest& ana = stage.guest("/echo");
  Guest& bob = stage.guest("/echo");
  for (Guest* one : {&ana, &bob}) one->send({{Opcode::text, words(5'000), false}});
  stage.settle();
  EXPECT_EQ(stage.shard().gauges().gathered_bytes, 10'000u);
  ana.send({{Opcode::continuation, "", true}});
  bob.abort();
  stage.settle();
  EXPECT_EQ(stage.shard().gauges().gathered_bytes, 0u);
}

}  // namespace
}  // namespace broadcast
