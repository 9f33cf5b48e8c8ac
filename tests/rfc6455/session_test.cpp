// §5.4-§5.5, §7, §8: what frames mean one after another. Every test runs at every split point.
#include "rfc6455/session.h"

#include <gtest/gtest.h>

#include "tests/rfc6455/frames.h"

namespace rfc6455 {
namespace {

const MessageLimits kLimits;

Session server() {
  return Session(Role::server, kLimits);
}
Session client() {
  return Session(Role::client, kLimits);
}

void expect_server(const std::vector<Frame>& sent, const Heard& expected) {
  expect_heard(server, frames(Role::server, sent), expected);
}

Frame close_frame(CloseCode code, std::string reason = "") {
  return {Opcode::close,
          std::string{static_cast<char>(code >> 8), static_cast<char>(code)} + std::move(reason)};
}

// ---- §5.7, both roles ----

TEST(Session, ExamplesOfSection57) {
  expect_heard(client, hex("81 05 48 65 6C 6C 6F"), {"text Hello"});
  expect_heard(server, hex("81 85 37 FA 21 3D 7F 9F 4D 51 58"), {"text Hello"});
  expect_heard(client, hex("01 03 48 65 6C 80 02 6C 6F"), {"text Hello"});
  expect_heard(client, hex("89 05 48 65 6C 6C 6F"), {"ping Hello"});
  expect_heard(server, hex("8A 85 37 FA 21 3D 7F 9F 4D 51 58"), {"pong Hello"});
  for (const std::size_t size : {256u, 65536u}) {
    const std::string payload(size, '\x5A');
    const Bytes bytes = frames(Role::client, {{Opcode::binary, payload}});
    EXPECT_EQ(bytes.size(), size + (size == 256 ? 4 : 10));
    Session session = client();
    EXPECT_EQ(hear(session, bytes), Heard{"binary " + payload});
  }
}

// ---- §5.4: fragmentation ----

TEST(Session, FragmentsAreOneMessage) {
  expect_server(
      {{Opcode::text, "a", false}, {Opcode::continuation, "b", false}, {Opcode::continuation, "c"}},
      {"text abc"});
  expect_server(
      {{Opcode::binary, "", false}, {Opcode::continuation, "", false}, {Opcode::continuation, ""}},
      {"binary "});
  expect_server({{Opcode::text, ""}, {Opcode::text, "after"}}, {"text ", "text after"});
}

TEST(Session, ControlFramesInBetween) {
  expect_server({{Opcode::text, "a", false},
                 {Opcode::ping, "p"},
                 {Opcode::continuation, "b"},
                 {Opcode::pong, ""}},
                {"ping p", "text ab", "pong "});
}

TEST(Session, ContinuationOfNothing) {
  expect_server({{Opcode::continuation, "x"}, {Opcode::text, "y"}}, {"fail 1002"});
  expect_server({{Opcode::text, "a"}, {Opcode::continuation, "x", false}}, {"text a", "fail 1002"});
}

TEST(Session, MessageInsideAMessage) {
  expect_server({{Opcode::text, "a", false}, {Opcode::text, "b"}}, {"fail 1002"});
  expect_server({{Opcode::text, "a", false}, {Opcode::binary, "b"}}, {"fail 1002"});
}

TEST(Session, BitsWithoutAnExtension) {
  expect_server({{.payload = "a"}, {.payload = "b", .rsv1 = true}}, {"text a", "fail 1002"});
}

// ---- limits ----

TEST(Session, TheLimitIsJudgedByTheAnnouncement) {
  const MessageLimits limits{.bytes = 10};
  const auto make = [&] { return Session(Role::client, limits); };
  expect_heard(make, frames(Role::client, {{Opcode::binary, "0123456789"}}), {"binary 0123456789"});
  expect_heard(make, hex("82 0B"), {"fail 1009"});  // eleven announced, none sent
  expect_heard(make, hex("82 7F 7F FF FF FF FF FF FF FF"), {"fail 1009"});
  expect_heard(
      make,
      frames(Role::client, {{Opcode::binary, "012345", false}, {Opcode::continuation, "6789"}}),
      {"binary 0123456789"});
  expect_heard(
      make,
      frames(Role::client, {{Opcode::binary, "012345", false}, {Opcode::continuation, "67890"}}),
      {"fail 1009"});
}

TEST(Session, ALimitMayShrinkWhileAMessageIsUnderWay) {
  MessageLimits limits{.bytes = 10};
  Session session(Role::client, limits);
  EXPECT_EQ(hear(session, frames(Role::client, {{Opcode::binary, "012345", false}})), Heard{});
  limits.bytes = 3;
  EXPECT_EQ(hear(session, frames(Role::client, {{Opcode::continuation, "6"}})), Heard{"fail 1009"});
}

TEST(Session, EmptyFragmentsAreCounted) {
  const MessageLimits limits{.fragments_free = 3};
  const auto empty = [&](std::size_t count) {
    std::vector<Frame> list = {{Opcode::text, "", false}};
    while (list.size() < count) list.push_back({Opcode::continuation, "", false});
    list.push_back({Opcode::continuation, "end"});
    Session session(Role::server, limits);
    return hear(session, frames(Role::server, list));
  };
  EXPECT_EQ(empty(2), Heard{"text end"});
  EXPECT_EQ(empty(3), Heard{"fail 1008"});
}

TEST(Session, HonestSmallFragmentsPass) {
  const MessageLimits limits{.bytes = 1 << 22, .fragments_free = 3};
  std::vector<Frame> list = {{Opcode::binary, std::string(64, 'a'), false}};
  for (int i = 0; i < 2000; ++i)
    list.push_back({Opcode::continuation, std::string(64, 'a'), false});
  list.push_back({Opcode::continuation, ""});
  Session session(Role::server, limits);
  EXPECT_EQ(hear(session, frames(Role::server, list)),
            Heard{"binary " + std::string(2001 * 64, 'a')});
}

// ---- §8.1: UTF-8 ----

TEST(Session, TextAcrossFragmentsAndReads) {
  expect_server({{Opcode::text, "\xCE\xBA\xE1\xBD", false}, {Opcode::continuation, "\xB9\xCF\x83"}},
                {"text \xCE\xBA\xE1\xBD\xB9\xCF\x83"});
}

TEST(Session, TextThatIsNotText) {
  expect_server({{Opcode::text, "a\xFFz"}}, {"fail 1007"});
  expect_server({{Opcode::text, "\xED\xA0\x80"}}, {"fail 1007"});
  expect_server({{Opcode::text, "cut \xE2\x82"}}, {"fail 1007"});
  expect_server({{Opcode::text, "\xE2\x82", false}, {Opcode::continuation, ""}}, {"fail 1007"});
  expect_server({{Opcode::binary, "\xFF\xFE"}}, {"binary \xFF\xFE"});
}

TEST(Session, TextFailsWhileItsFrameIsStillArriving) {
  Session session = client();
  Bytes begin = hex("01 15 CE BA E1 BD B9 CF 83 CE BC CE B5 F4");
  session.feed(begin);
  while (const auto event = session.next()) EXPECT_EQ(event->kind, Event::Kind::data);
  EXPECT_FALSE(session.ended());
  EXPECT_EQ(hear(session, hex("90")), Heard{"fail 1007"});
}

TEST(Session, ACharacterCutByAPieceIsForgottenWithItsMessage) {
  expect_server({{Opcode::text, "ok"}, {Opcode::binary, "\xE2"}, {Opcode::text, "a"}},
                {"text ok", "binary \xE2", "text a"});
}

// ---- §5.5.1, §7.4: close ----

TEST(Session, CloseCodes) {
  expect_server({{Opcode::close, ""}}, {"close 1005"});
  expect_server({close_frame(1000)}, {"close 1000"});
  expect_server({close_frame(1001, "gone \xF0\x9F\x91\x8B")}, {"close 1001 gone \xF0\x9F\x91\x8B"});
  expect_server({close_frame(4999, std::string(123, 'r'))},
                {"close 4999 " + std::string(123, 'r')});
  for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535}) {
    expect_server({close_frame(static_cast<CloseCode>(code))}, {"fail 1002"});
  }
}

TEST(Session, ClosePayloads) {
  expect_server({{Opcode::close, "\x03"}}, {"fail 1002"});
  expect_server({close_frame(1000, "\xED\xA0\x80")}, {"fail 1007"});
  expect_server({close_frame(1000, "cut \xE2\x82")}, {"fail 1007"});
}

TEST(Session, NothingIsHeardAfterClose) {
  expect_server({close_frame(1000), {Opcode::ping, "p"}, {Opcode::text, "t"}, {Opcode::close, ""}},
                {"close 1000"});
  Session session = server();
  EXPECT_EQ(hear(session, frames(Role::server, {close_frame(1000)})), Heard{"close 1000"});
  EXPECT_TRUE(session.ended());
  EXPECT_EQ(hear(session, hex("FF FF FF FF")), Heard{});
}

TEST(Session, CloseInsideAMessage) {
  expect_server({{Opcode::text, "a", false}, close_frame(1000), {Opcode::continuation, "b"}},
                {"close 1000"});
}

TEST(Session, AfterOurCloseNothingWantsAnAnswer) {
  const auto make = [] {
    Session session = server();
    session.close_sent();
    return session;
  };
  expect_heard(make,
               frames(Role::server, {{.payload = "still"}, {Opcode::ping, "p"}, close_frame(1000)}),
               {"text still", "ping p (no answer)", "close 1000 (no answer)"});
}

TEST(Session, AFailureAfterOurCloseNeedsNoSecondOne) {
  Session session = server();
  session.close_sent();
  Bytes bad = hex("81 00");
  session.feed(bad);
  const auto event = session.next();
  ASSERT_TRUE(event);
  EXPECT_EQ(event->kind, Event::Kind::fail);
  EXPECT_FALSE(event->answer);
}

TEST(Session, AFailureIsToldOnce) {
  Session session = server();
  EXPECT_EQ(hear(session, hex("81 00")), Heard{"fail 1002"});
  EXPECT_EQ(hear(session, hex("81 80 00 00 00 00")), Heard{});
  EXPECT_TRUE(session.ended());
}

// ---- §5.5.2: ping ----

TEST(Session, PingsOfEverySize) {
  for (const std::size_t size : {0, 1, 124, 125}) {
    const std::string payload(size, 'p');
    expect_server({{Opcode::ping, payload}, {Opcode::ping, "again"}},
                  {"ping " + payload, "ping again"});
  }
}

TEST(Session, AnIdleSessionIsSmall) {
  // A million of them lie idle in a server; a plain figure here says what each costs.
  EXPECT_LE(sizeof(Session), 136u);
}

}  // namespace
}  // namespace rfc6455
