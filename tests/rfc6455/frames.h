// Bytes to events and back, for tests of three lines: frames are built from words, and what a
// session says of them comes back as words, "text hello", "ping x", "close 1000 bye", "fail 1002".
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rfc6455/encoder.h"
#include "rfc6455/session.h"

namespace rfc6455 {

using Bytes = std::vector<std::byte>;
using Heard = std::vector<std::string>;

inline std::span<const std::byte> view(std::string_view text) {
  return std::as_bytes(std::span(text));
}

inline std::string string_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// "81 05 48" to bytes.
Bytes hex(std::string_view digits);

inline constexpr MaskingKey kTestKey = {std::byte{0x37}, std::byte{0xFA}, std::byte{0x21},
                                        std::byte{0x3D}};

// One frame as the peer of `to` sends it: masked for a server, unmasked for a client.
struct Frame {
  Opcode opcode = Opcode::text;
  std::string payload{};
  bool fin = true;
  bool rsv1 = false;
};
Bytes frames(Role to, const std::vector<Frame>& list);

// Everything the session says when it is fed these bytes, cut at these places. Messages are put
// together; of one that never ended nothing is said.
Heard hear(Session& session, std::span<const std::byte> bytes,
           const std::vector<std::size_t>& cuts = {});

// Expects the same words whatever the cuts: none, each single one, every byte alone, a hundred
// random ones. make gives a fresh session for each.
using MakeSession = std::function<Session()>;
void expect_heard(const MakeSession& make, std::span<const std::byte> bytes, const Heard& expected);

}  // namespace rfc6455
