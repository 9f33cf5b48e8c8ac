// Frames (§5.2) into the caller's bytes: headers, and the payload of a close. Payloads of messages
// are never copied here; the caller puts them behind the header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "rfc6455/protocol.h"

namespace rfc6455 {

struct FrameHeader {
  Opcode opcode = Opcode::text;
  bool fin = true;
  bool rsv1 = false;
  std::uint64_t length = 0;
  std::optional<MaskingKey> key{};  // in every frame of a client, in none of a server (§5.1)
};

// How many bytes put_header() will write: 2 to kHeaderMax.
std::size_t header_size(const FrameHeader& header);

// Writes the header, returns its size. REQUIRES: out.size() >= header_size(header), length < 2^63.
std::size_t put_header(std::span<std::byte> out, const FrameHeader& header);

// Writes the payload of a close frame (§5.5.1), returns its size. kCloseNoStatus writes nothing: a
// close without a code. A reason over kCloseReasonMax bytes is cut between two characters.
// REQUIRES: out.size() >= kControlPayloadMax; the code is kCloseNoStatus or is_close_code(code).
std::size_t put_close(std::span<std::byte> out, CloseCode code, std::string_view reason);

// A whole control frame: header and payload, masked if there is a key. Returns its size.
// REQUIRES: payload.size() <= kControlPayloadMax, out.size() >= kControlFrameMax.
inline constexpr std::size_t kControlFrameMax = 6 + kControlPayloadMax;
std::size_t put_control(std::span<std::byte> out, Opcode opcode, std::span<const std::byte> payload,
                        std::optional<MaskingKey> key = std::nullopt);

}  // namespace rfc6455
