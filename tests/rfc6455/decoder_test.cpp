// §5.2: headers in every form, cut at every place, and every way of getting one wrong.
#include "rfc6455/decoder.h"

#include <gtest/gtest.h>

#include "tests/rfc6455/frames.h"

namespace rfc6455 {
namespace {

// Pieces put together again, one line a frame: "text fin 5 Hello".
struct Decoded {
  Heard lines;
  std::optional<CloseCode> failed;
  bool operator==(const Decoded&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Decoded& d) {
  return out << testing::PrintToString(d.lines) << " failed " << testing::PrintToString(d.failed);
}

Decoded decode(Role own, const Bytes& bytes, std::size_t cut,
               Decoder::Rsv1 rsv1 = Decoder::Rsv1::refused) {
  Decoder decoder(own, rsv1);
  Decoded decoded;
  std::string line;
  for (const auto& [begin, end] : {std::pair{std::size_t{0}, cut}, std::pair{cut, bytes.size()}}) {
    Bytes piece(bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                bytes.begin() + static_cast<std::ptrdiff_t>(end));
    decoder.feed(piece);
    while (const auto p = decoder.next()) {
      if (p->first) {
        line = std::to_string(static_cast<int>(p->opcode)) + (p->fin ? " fin" : "") +
               (p->rsv1 ? " rsv1" : "") + " " + std::to_string(p->length) + " ";
      }
      line += string_of(p->payload);
      if (p->last) decoded.lines.push_back(line);
    }
  }
  if (decoder.failure() != nullptr) decoded.failed = decoder.failure()->code;
  return decoded;
}

void expect_decoded(Role own, const Bytes& bytes, const Decoded& expected,
                    Decoder::Rsv1 rsv1 = Decoder::Rsv1::refused) {
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    ASSERT_EQ(decode(own, bytes, cut, rsv1), expected) << "cut at " << cut;
  }
}

TEST(Decoder, ExamplesOfSection57) {
  expect_decoded(Role::client, hex("81 05 48 65 6C 6C 6F"), {{"1 fin 5 Hello"}, {}});
  expect_decoded(Role::server, hex("81 85 37 FA 21 3D 7F 9F 4D 51 58"), {{"1 fin 5 Hello"}, {}});
  expect_decoded(Role::client, hex("01 03 48 65 6C 80 02 6C 6F"), {{"1 3 Hel", "0 fin 2 lo"}, {}});
  expect_decoded(Role::client, hex("89 05 48 65 6C 6C 6F"), {{"9 fin 5 Hello"}, {}});
  expect_decoded(Role::server, hex("8A 85 37 FA 21 3D 7F 9F 4D 51 58"), {{"10 fin 5 Hello"}, {}});
}

TEST(Decoder, LengthsInEachForm) {
  for (const std::size_t size : {0, 1, 125, 126, 127, 300}) {
    const std::string payload(size, 'p');
    for (const Role own : {Role::client, Role::server}) {
      expect_decoded(own, frames(own, {{.payload = payload}}),
                     {{"1 fin " + std::to_string(size) + " " + payload}, {}});
    }
  }
  const std::string big(70'000, 'p');
  EXPECT_EQ(decode(Role::server, frames(Role::server, {{.payload = big}}), 9),
            (Decoded{{"1 fin 70000 " + big}, {}}));
}

TEST(Decoder, AHeaderIsToldBeforeItsPayload) {
  Decoder decoder(Role::client);
  Bytes header = hex("82 7F 7F FF FF FF FF FF FF FF");
  decoder.feed(header);
  const auto piece = decoder.next();
  ASSERT_TRUE(piece);
  EXPECT_EQ(piece->length, (1ull << 63) - 1);
  EXPECT_TRUE(piece->first && !piece->last && piece->payload.empty());
  EXPECT_FALSE(decoder.next());
  EXPECT_EQ(decoder.failure(), nullptr);
}

TEST(Decoder, EveryFirstByte) {
  for (unsigned first = 0; first < 256; ++first) {
    for (const auto rsv1 : {Decoder::Rsv1::refused, Decoder::Rsv1::allowed}) {
      const unsigned opcode = first & 0x0F;
      const bool control = opcode >= 8;
      const bool fin = (first & 0x80) != 0;
      const bool bit1 = (first & 0x40) != 0;
      const bool fine = (first & 0x30) == 0 && is_opcode(opcode) && (!control || fin) &&
                        (!bit1 || (rsv1 == Decoder::Rsv1::allowed && !control));
      const Bytes bytes = {static_cast<std::byte>(first), std::byte{0x00}};
      EXPECT_EQ(decode(Role::client, bytes, 0, rsv1).failed.has_value(), !fine) << first;
    }
  }
}

TEST(Decoder, WhatOneFrameCanBreak) {
  const struct {
    const char* name;
    Role own;
    const char* bytes;
  } cases[] = {
      {"unmasked from a client", Role::server, "81 00"},
      {"masked from a server", Role::client, "81 80 00 00 00 00"},
      {"16-bit length for 125", Role::client, "82 7E 00 7D"},
      {"16-bit length for 0", Role::client, "82 7E 00 00"},
      {"64-bit length for 65535", Role::client, "82 7F 00 00 00 00 00 00 FF FF"},
      {"64-bit length for 0", Role::server, "82 FF 00 00 00 00 00 00 00 00 01 02 03 04"},
      {"length of 2^63", Role::client, "82 7F 80 00 00 00 00 00 00 00"},
      {"length of 2^64 - 1", Role::server, "82 FF FF FF FF FF FF FF FF FF 01 02 03 04"},
      {"ping of 126 bytes", Role::client, "89 7E 00 7E"},
      {"close with a 64-bit length", Role::client, "88 7F 00 00 00 00 00 00 00 01"},
      {"ping without fin", Role::client, "09 00"},
      {"close without fin", Role::client, "08 00"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    expect_decoded(c.own, hex(c.bytes), {{}, kCloseProtocolError});
  }
}

TEST(Decoder, AFailureIsForEver) {
  Decoder decoder(Role::client);
  Bytes bad = hex("83 00 81 01 61");
  decoder.feed(bad);
  EXPECT_FALSE(decoder.next());
  ASSERT_NE(decoder.failure(), nullptr);
  EXPECT_FALSE(decoder.failure()->why.empty());
  Bytes good = hex("81 01 61");
  decoder.feed(good);
  EXPECT_FALSE(decoder.next());
}

TEST(Decoder, AZeroKeyIsAKey) {
  expect_decoded(Role::server, hex("81 82 00 00 00 00 68 69"), {{"1 fin 2 hi"}, {}});
}

}  // namespace
}  // namespace rfc6455
