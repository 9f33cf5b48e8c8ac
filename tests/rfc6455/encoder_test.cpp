// §5.2, §5.5.1: what we write, byte by byte.
#include "rfc6455/encoder.h"

#include <gtest/gtest.h>

#include "tests/rfc6455/frames.h"

namespace rfc6455 {
namespace {

Bytes header_bytes(const FrameHeader& header) {
  Bytes out(kHeaderMax);
  out.resize(put_header(out, header));
  EXPECT_EQ(out.size(), header_size(header));
  return out;
}

TEST(Encoder, LengthTakesItsShortestForm) {
  EXPECT_EQ(header_bytes({.length = 0}), hex("81 00"));
  EXPECT_EQ(header_bytes({.length = 125}), hex("81 7D"));
  EXPECT_EQ(header_bytes({.length = 126}), hex("81 7E 00 7E"));
  EXPECT_EQ(header_bytes({.length = 65535}), hex("81 7E FF FF"));
  EXPECT_EQ(header_bytes({.length = 65536}), hex("81 7F 00 00 00 00 00 01 00 00"));
  EXPECT_EQ(header_bytes({.length = (1ull << 63) - 1}), hex("81 7F 7F FF FF FF FF FF FF FF"));
}

TEST(Encoder, BitsOfTheFirstByte) {
  EXPECT_EQ(header_bytes({.opcode = Opcode::binary}), hex("82 00"));
  EXPECT_EQ(header_bytes({.opcode = Opcode::text, .fin = false}), hex("01 00"));
  EXPECT_EQ(header_bytes({.opcode = Opcode::continuation}), hex("80 00"));
  EXPECT_EQ(header_bytes({.opcode = Opcode::text, .rsv1 = true}), hex("C1 00"));
}

TEST(Encoder, TheKeyFollowsTheLength) {
  EXPECT_EQ(header_bytes({.length = 5, .key = kTestKey}), hex("81 85 37 FA 21 3D"));
  EXPECT_EQ(header_bytes({.length = 256, .key = kTestKey}), hex("81 FE 01 00 37 FA 21 3D"));
}

std::string close_payload(CloseCode code, std::string_view reason) {
  Bytes out(kControlPayloadMax);
  return string_of(std::span(out).first(put_close(out, code, reason)));
}

TEST(Encoder, CloseCarriesCodeAndReason) {
  EXPECT_EQ(close_payload(1000, ""), "\x03\xE8");
  EXPECT_EQ(close_payload(1000, {}), "\x03\xE8");  // a view of nothing at all
  EXPECT_EQ(close_payload(4108, "too slow"), "\x10\x0Ctoo slow");
  EXPECT_EQ(close_payload(kCloseNoStatus, "never said"), "");
}

TEST(Encoder, ALongReasonIsCutBetweenCharacters) {
  EXPECT_EQ(close_payload(1000, std::string(200, 'x')).size(), kControlPayloadMax);
  // 41 characters of three bytes fill 123 exactly; with one byte in front the last one no longer
  // fits.
  std::string thai;
  for (int i = 0; i < 60; ++i) thai += "\xE0\xB8\xAA";
  EXPECT_EQ(close_payload(1000, thai).size(), 2u + 123u);
  EXPECT_EQ(close_payload(1000, "x" + thai).size(), 2u + 121u);
}

TEST(Encoder, ControlFrames) {
  Bytes out(kControlFrameMax);
  out.resize(put_control(out, Opcode::pong, view("Hello"), kTestKey));
  EXPECT_EQ(out, hex("8A 85 37 FA 21 3D 7F 9F 4D 51 58"));  // §5.7
}

}  // namespace
}  // namespace rfc6455
