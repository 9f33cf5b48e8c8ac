// RFC 7692 §6, §7.2.2: compressed messages in a session, whole, in fragments, too large and
// damaged.
#include <gtest/gtest.h>

#include "rfc6455/session.h"
#include "tests/rfc6455/frames.h"

namespace rfc6455 {
namespace {

class SessionDeflate : public testing::Test {
 protected:
  MakeSession server(DeflateParameters parameters = {}) {
    return [this, parameters] { return Session(Role::server, limits_, &shelf_, parameters); };
  }

  // The payload of one compressed message; without takeover unless told.
  static std::string compressed(std::string_view message) {
    Deflater deflater(15, ContextTakeover::no);
    return compressed(deflater, message);
  }
  static std::string compressed(Deflater& deflater, std::string_view message) {
    Bytes out(Deflater::bound(message.size()));
    return string_of(std::span(out).first(deflater.compress(view(message), out).value()));
  }

  static Bytes sent(const std::vector<Frame>& list) { return frames(Role::server, list); }
  static Frame packed(std::string payload, bool fin = true) {
    return {Opcode::text, std::move(payload), fin, true};
  }
  static Frame more(std::string payload, bool fin) {
    return {Opcode::continuation, std::move(payload), fin};
  }

  MessageLimits limits_;
  InflaterShelf shelf_;
};

TEST_F(SessionDeflate, CompressedAndPlainSideBySide) {
  expect_heard(server(),
               sent({packed(compressed("Hello")), {Opcode::text, "plain"}, packed(compressed(""))}),
               {"text Hello", "text plain", "text "});
}

TEST_F(SessionDeflate, FragmentsOfOneCompressedMessage) {
  const std::string message =
      compressed("a message in several fragments, a message in several fragments");
  for (std::size_t cut = 0; cut <= message.size(); ++cut) {
    Session session = server()();
    const auto bytes = sent({packed(message.substr(0, cut), false),
                             {Opcode::ping, "p"},
                             more(message.substr(cut), true)});
    ASSERT_EQ(
        hear(session, bytes),
        (Heard{"ping p", "text a message in several fragments, a message in several fragments"}));
  }
  expect_heard(server(),
               sent({packed("\xF2\x48\xCD", false), more("\xC9\xC9\x07", false),
                     more(std::string(1, 0), true)}),
               {"text Hello"});
  expect_heard(server(), sent({packed(compressed("Hello"), false), more("", true)}),
               {"text Hello"});
}

TEST_F(SessionDeflate, TheBitBelongsToTheFirstFrame) {
  expect_heard(server(), sent({packed("\xF2", false), {Opcode::continuation, "\x48", true, true}}),
               {"fail 1002"});
  expect_heard(server(), sent({{Opcode::ping, "p", true, true}}), {"fail 1002"});
}

TEST_F(SessionDeflate, TakeoverReachesBackToTheLastMessage) {
  Deflater deflater(15, ContextTakeover::yes);
  const std::string first = compressed(deflater, "Hello");
  const std::string second = compressed(deflater, "Hello");
  const Bytes both = sent({packed(first), {Opcode::text, "plain"}, packed(second)});
  expect_heard(server(), both, {"text Hello", "text plain", "text Hello"});
  expect_heard(server({.client_no_context_takeover = true}), both,
               {"text Hello", "text plain", "fail 1007"});
}

TEST_F(SessionDeflate, TheOtherSidesParametersCount) {
  Deflater deflater(9, ContextTakeover::yes);
  std::string text;
  for (int i = 0; i < 2000; ++i) text += std::to_string(i * i);
  limits_.bytes = 1 << 20;
  const auto bytes = frames(Role::client, {packed(compressed(deflater, text))});
  Session session(Role::client, limits_, &shelf_, {.server_max_window_bits = 9});
  EXPECT_EQ(hear(session, bytes), Heard{"text " + text});
}

TEST_F(SessionDeflate, TheLimitCountsInflatedBytes) {
  limits_.bytes = 1000;
  const std::string exact(1000, 'x');
  expect_heard(server(), sent({packed(compressed(exact))}), {"text " + exact});
  expect_heard(server(), sent({packed(compressed(exact + "x"))}), {"fail 1009"});
  expect_heard(server(), sent({packed(compressed(std::string(100'000, 'x')))}), {"fail 1009"});
  limits_.bytes = 0;
  expect_heard(server(), sent({packed(compressed(""))}), {"text "});
  expect_heard(server(), sent({packed(compressed("x"))}), {"fail 1009"});
}

TEST_F(SessionDeflate, ALimitAboveTheRoom) {
  limits_.bytes = 3 * kInflateRoom;
  const std::string exact(3 * kInflateRoom, 'x');
  Session fits = server()();
  EXPECT_EQ(hear(fits, sent({packed(compressed(exact))})), Heard{"text " + exact});
  Session does_not = server()();
  EXPECT_EQ(hear(does_not, sent({packed(compressed(exact + "x"))})), Heard{"fail 1009"});
}

// Stored blocks of length 0 become nothing, however many there are.
TEST_F(SessionDeflate, BytesThatBecomeNothingAreBoundedToo) {
  std::string nothing;
  for (int i = 0; i < 1000; ++i) nothing += std::string("\0\0\0\xFF\xFF", 5);
  limits_.bytes = 20'000;  // of the wire: 22,500 and 1,024
  const Bytes within = sent({packed(nothing, false), more(nothing, false), more(nothing, false),
                             more(nothing, false), more(compressed("Hello"), true)});
  expect_heard(server(), within, {"text Hello"});
  expect_heard(server(),
               sent({packed(nothing, false), more(nothing, false), more(nothing, false),
                     more(nothing, false), more(nothing, false)}),
               {"fail 1009"});
  // What does not get smaller fits nevertheless.
  std::string noise(20'000, '\0');
  std::uint32_t dice = 1;
  for (char& byte : noise) byte = static_cast<char>((dice = dice * 1664525 + 1013904223) >> 25);
  expect_heard(server(), sent({packed(compressed(noise))}), {"text " + noise});
}

TEST_F(SessionDeflate, ABorrowedInflaterIsCountedWhileAMessageIsUnderWay) {
  Session session = server({.client_no_context_takeover = true})();
  EXPECT_EQ(session.borrowed_bytes(), 0u);
  (void)hear(session, sent({packed(compressed("Hello").substr(0, 2), false)}));
  EXPECT_TRUE(session.in_message());
  EXPECT_EQ(session.borrowed_bytes(), kInflaterBytes);
  (void)hear(session, sent({more(compressed("Hello").substr(2), true)}));
  EXPECT_FALSE(session.in_message());
  EXPECT_EQ(session.borrowed_bytes(), 0u);
}

TEST_F(SessionDeflate, ABombCostsNoMoreThanTheLimit) {
  const std::string bomb = compressed(std::string(64 << 20, '0'));
  Session session = server()();
  Bytes bytes = sent({packed(bomb)});
  session.feed(bytes);
  std::size_t inflated = 0;
  std::optional<Event> last;
  while (const auto event = session.next()) {
    inflated += event->bytes.size();
    last = event;
  }
  ASSERT_TRUE(last);
  EXPECT_EQ(last->code, kCloseMessageTooBig);
  EXPECT_LE(inflated, limits_.bytes);
}

TEST_F(SessionDeflate, DamagedData) {
  expect_heard(server(), sent({packed("\xFF\xFF\xFF")}), {"fail 1007"});
  expect_heard(server(), sent({packed("\xF2\x48\xCD")}), {"fail 1007"});
  expect_heard(server(), sent({packed("")}), {"fail 1007"});
}

TEST_F(SessionDeflate, TextIsJudgedAfterInflation) {
  expect_heard(server(), sent({packed(compressed("a\xFFz"))}), {"fail 1007"});
  expect_heard(server(), sent({packed(compressed("cut \xE2\x82"))}), {"fail 1007"});
  expect_heard(server(), sent({{Opcode::binary, compressed("\xFF"), true, true}}), {"binary \xFF"});
}

TEST_F(SessionDeflate, TheEarlierFaultIsTheOneTold) {
  limits_.bytes = 100;
  expect_heard(server(), sent({packed(compressed("a\xFFz" + std::string(200, 'x')))}),
               {"fail 1007"});
  expect_heard(server(), sent({packed(compressed(std::string(200, 'x') + "\xFF"))}), {"fail 1009"});
  expect_heard(server(), sent({{Opcode::binary, compressed(std::string(200, '\xFF')), true, true}}),
               {"fail 1009"});
  // The bad character comes before the damage, also when both arrive at once.
  expect_heard(server(), sent({packed("\x42\xFC\xFF\xFF\xFF\xFF", false), more("\xFF", true)}),
               {"fail 1007"});
}

TEST_F(SessionDeflate, FinalBlocks) {
  expect_heard(server(),
               sent({packed(std::string("\xF3\x48\xCD\xC9\xC9\x07\x00\x00", 8)),
                     packed(std::string("\xF2\x00\x11\x00\x00", 5))}),
               {"text Hello", "text Hello"});
}

TEST_F(SessionDeflate, CloseInsideACompressedMessage) {
  expect_heard(server(), sent({packed("\xF2", false), {Opcode::close, "\x03\xE8"}}),
               {"close 1000"});
}

}  // namespace
}  // namespace rfc6455
