// Requests and messages out of bytes, however they are cut, and what is refused.
#include "broadcast/reception.h"

#include "tests/broadcast/stage.h"
#include "tests/reactor/tls_pair.h"

namespace broadcast {
namespace {

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
    ++found;
  return found;
}

std::string words(std::size_t size) {
  std::string text(size, ' ');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i * i % 26);
  return text;
}

// ---- requests ----

TEST(ReceptionTest, APlainRequestIsToldAndTheConnectionBringsAnother) {
  Stage stage;
  Guest& ana = stage.newcomer();
  for (int i = 0; i < 3; ++i) {
    ana.write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    stage.settle();
  }
  EXPECT_EQ(stage.told(ana),
            (Heard{"request GET /healthz", "request GET /healthz", "request GET /healthz"}));
  EXPECT_EQ(count(ana.http(), "200 OK"), 3u);
}

TEST(ReceptionTest, PipelinedRequestsAreAnsweredInTheirOrder) {
  Stage stage;
  Guest& ana = stage.newcomer();
  std::string all;
  for (int i = 0; i < 200; ++i) {
    const std::string body = "<" + std::to_string(i) + ">";
    all += "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }
  ana.write(all);
  ASSERT_TRUE(stage.until([&] { return count(ana.http(), "200 OK") == 200; }));
  EXPECT_LT(ana.http().find("<17>"), ana.http().find("<18>"));
  EXPECT_EQ(count(ana.http(), "<199>"), 1u);
}

TEST(ReceptionTest, AnUpgradeMayFollowAPlainRequest) {
  Stage stage;
  Guest& ana = stage.newcomer();
  stage.instead = [](Shard& shard, const Event& event) {
    if (event.kind != Event::Kind::request || event.head->target() != "/first") return false;
    shard.respond(event.connection, "HTTP/1.1 204 No Content\r\n\r\n", KeepAlive::yes);
    return true;
  };
  ana.write("GET /first HTTP/1.1\r\nHost: a\r\n\r\n");
  stage.settle();
  EXPECT_EQ(ana.http(), "HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(stage.told(ana), Heard{"request GET /first"});
}

TEST(ReceptionTest, ABodyIsWaitedFor) {
  Stage stage;
  Guest& ana = stage.newcomer();
  ana.write("POST /say HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n");
  stage.settle();
  EXPECT_TRUE(stage.told(ana).empty());
  ana.write(words(60'000));
  ASSERT_TRUE(stage.until([&] { return ana.http().size() > 60'000; }));
  EXPECT_NE(ana.http().find(words(60'000)), std::string::npos);
}

// A body that cannot be told from the next request must not become one.
TEST(ReceptionTest, WhatHasNoClearLengthIsRefusedAndNothingBehindItIsARequest) {
  const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";
  for (const std::string field :
       {"Transfer-Encoding: chunked", "Content-Length: 70000", "Content-Length: 1x",
        "Content-Length: 5\r\nContent-Length: 5", "Content-Length: 99999999999999999999999"}) {
    Stage stage;
    Guest& ana = stage.newcomer();
    ana.write("POST / HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\n" + hidden);
    ASSERT_TRUE(stage.until([&] { return ana.over(); })) << field;
    const bool large = field == "Content-Length: 70000" || field.size() > 30;
    const std::string refusal = large && field[0] == 'C' && field.find("5\r") == std::string::npos
                                    ? "request 413"
                                    : "request 400";
    EXPECT_EQ(stage.told(ana), Heard{refusal}) << field;
    EXPECT_EQ(count(ana.http(), "HTTP/1.1"), 1u) << field;
  }
}

TEST(ReceptionTest, AnUpgradeThatAnnouncesABodyIsRefusedBeforeTheBodyComes) {
  Stage stage;
  Guest& ana = stage.newcomer();
  ana.write(upgrade_request("/echo", "Content-Length: 5\r\n"));
  ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  EXPECT_EQ(stage.told(ana), Heard{"request 400"});
}

TEST(ReceptionTest, AHeadCutAtEveryByteIsTheSame) {
  const std::string request = upgrade_request("/echo");
  for (std::size_t cut = 1; cut < request.size(); ++cut) {
    Stage stage;
    Guest& ana = stage.newcomer();
    ana.write(std::string_view(request).substr(0, cut));
    stage.turn();
    ana.write(std::string_view(request).substr(cut));
    stage.settle(3);
    ASSERT_TRUE(ana.upgraded()) << cut;
  }
}

TEST(ReceptionTest, WhatFollowsTheHeadAtOnceBelongsToTheSession) {
  Stage stage;
  Guest& ana = stage.newcomer();
  const auto frames =
      rfc6455::frames(rfc6455::Role::server,
                      {{Opcode::text, "early"}, {Opcode::ping, "p"}, {Opcode::text, words(9000)}});
  const std::string all = upgrade_request("/echo") + rfc6455::string_of(frames);
  ana.write(all.substr(0, all.size() - 100));
  stage.settle();
  ana.write(all.substr(all.size() - 100));
  stage.settle();
  EXPECT_EQ(ana.heard(), (Heard{"text early", "pong p", "text " + words(9000)}));
}

TEST(ReceptionTest, WhatIsNoHeadIsToldAsAnError) {
  Stage stage;
  Guest& ana = stage.newcomer();
  ana.write("\x16\x03\x01 this is no HTTP\r\n\r\n");
  ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  EXPECT_EQ(stage.told(ana), Heard{"request 400"});
  EXPECT_EQ(ana.last(), "eof");  // after the answer, not a reset
  EXPECT_EQ(ana.http().rfind("HTTP/1.1 400", 0), 0u);
}

TEST(ReceptionTest, AHalfClosedClientGetsTheWholeAnswer) {
  Stage stage;
  Guest& ana = stage.newcomer();
  const std::string body = words(3 << 20);
  stage.instead = [&](Shard& shard, const Event& event) {
    if (event.kind == Event::Kind::request)
      shard.respond(event.connection, "HTTP/1.1 200 OK\r\n\r\n" + body, KeepAlive::no);
    return true;
  };
  ana.write("GET /history HTTP/1.1\r\nHost: a\r\n\r\n");
  ana.shut();
  ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  EXPECT_EQ(ana.http().size(), body.size() + 19);
  EXPECT_EQ(ana.last(), "eof");
}

// ---- messages ----

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
  ana.send({{Opcode::text, words(60'000), false}});
  stage.settle();
  bob.rude(true);
  bob.send({{Opcode::text, words(60'000), false}});
  stage.settle();
  EXPECT_EQ(bob.last(), "close 1013 too many unfinished messages");
  // Who was sent away, even while its end is still waited for, leaves room for others.
  cyd.send({{Opcode::text, words(30'000), false}, {Opcode::continuation, "!", true}});
  ana.send({{Opcode::continuation, "!", true}});
  stage.settle();
  EXPECT_EQ(cyd.last(), "text " + words(30'000) + "!");
  EXPECT_EQ(ana.last(), "text " + words(60'000) + "!");
}

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

// ---- memory ----

// By then what it has joined knows of it, on whichever shard it is.
TEST(ReceptionTest, AnUpgradeIsAnsweredAtTheEndOfTheTurn) {
  Stage stage(patient());
  Guest& ana = stage.newcomer();
  Guest& bob = stage.newcomer();
  int looks = 0;
  stage.instead = [&](Shard&, const Event& event) {
    if (event.kind != Event::Kind::request) return false;
    for (Guest* guest : {&ana, &bob}) guest->turn();
    EXPECT_FALSE(ana.upgraded() || bob.upgraded());
    ++looks;
    return false;
  };
  ana.write(upgrade_request("/raw/a"));
  bob.write(upgrade_request("/raw/a"));
  stage.turn();
  EXPECT_EQ(looks, 2) << "in one turn";
  EXPECT_TRUE(ana.upgraded() && bob.upgraded());
}

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
