// From accept to the upgrade: requests out of bytes, however they are cut, what is refused, and how
// answers leave.
#include <algorithm>

#include "tests/broadcast/stage.h"
#include "tests/broadcast/words.h"

namespace broadcast {
namespace {

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
    ++found;
  return found;
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

// ---- answers ----

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

// Who asks and asks and does not read the answers.
TEST(ReceptionTest, OfPipelinedRequestsOneIsAnsweredAtATime) {
  Stage stage(patient());
  constexpr std::size_t kBody = 100'000;
  stage.instead = [&](Shard& shard, const Event& event) {
    if (event.kind != Event::Kind::request) return false;
    const std::string body(kBody, 'x');
    shard.respond(event.connection,
                  "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(kBody) + "\r\n\r\n" + body,
                  KeepAlive::yes);
    return true;
  };
  Guest& ana = stage.newcomer();
  ana.deaf(true);
  std::string asked;
  for (int i = 0; i < 200; ++i) asked += "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  ana.write(asked);
  stage.settle(300);
  EXPECT_LE(stage.shard().private_bytes(), 2 * kBody);
  EXPECT_LE(stage.counters().requests, 10u);  // what a socket takes, and one more
  ana.deaf(false);
  ASSERT_TRUE(stage.until([&] { return ana.http().size() > 200 * kBody; }));
  EXPECT_EQ(stage.counters().requests, 200u);
  EXPECT_EQ(stage.shard().private_bytes(), 0u);
}

// A page lies in the program: who does not read costs a piece of it.
TEST(ReceptionTest, ABodyIsCopiedPieceByPieceAsItIsTaken) {
  static const std::string body = [] {
    std::string text(10'000'000, ' ');
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>('a' + i * i % 23);
    return text;
  }();
  const std::string head =
      "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  for (const KeepAlive keep_alive : {KeepAlive::yes, KeepAlive::no}) {
    Stage stage(patient());
    stage.instead = [&](Shard& shard, const Event& event) {
      if (event.kind != Event::Kind::request) return false;
      shard.respond(event.connection, head, keep_alive, body);
      return true;
    };
    Guest& ana = stage.newcomer();
    ana.deaf(true);
    ana.write("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    stage.settle(300);
    EXPECT_LE(stage.shard().private_bytes(), kBodyChunk);
    EXPECT_EQ(stage.counters().requests, 1u);
    ana.deaf(false);
    const std::size_t answers = keep_alive == KeepAlive::yes ? 2 : 1;
    ASSERT_TRUE(stage.until(
        [&] { return ana.over() || ana.http().size() == answers * (head.size() + body.size()); }));
    EXPECT_EQ(ana.http().size(), answers * (head.size() + body.size()));
    for (std::size_t i = 0; i < answers; ++i) {
      const std::size_t at = i * (head.size() + body.size());
      EXPECT_TRUE(std::string_view(ana.http()).substr(at, head.size()) == head);
      EXPECT_TRUE(std::string_view(ana.http()).substr(at + head.size(), body.size()) == body);
    }
    EXPECT_EQ(stage.shard().private_bytes(), 0u);
  }
}

}  // namespace
}  // namespace broadcast
