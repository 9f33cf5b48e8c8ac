// The tables of RFC 6455: opcodes, close codes, limits. Everything else in this folder reads them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace rfc6455 {

enum class Role : std::uint8_t { client, server };

// §5.2. Opcodes 3-7 and 11-15 are reserved; a frame that carries one never becomes an Opcode.
enum class Opcode : std::uint8_t {
  continuation = 0x0,
  text = 0x1,
  binary = 0x2,
  close = 0x8,
  ping = 0x9,
  pong = 0xA,
};

constexpr bool is_opcode(unsigned bits) {
  return bits <= 0x2 || (bits >= 0x8 && bits <= 0xA);
}

// §5.5: "Control frames are identified by opcodes where the most significant bit of the opcode
// is 1."
constexpr bool is_control(Opcode opcode) {
  return (static_cast<unsigned>(opcode) & 0x8) != 0;
}

// §7.4.1 and the IANA registry that §11.7 set up. A plain number, not an enumeration: 3000-4999
// belong to libraries and applications.
using CloseCode = std::uint16_t;
inline constexpr CloseCode kCloseNormal = 1000;
inline constexpr CloseCode kCloseGoingAway = 1001;
inline constexpr CloseCode kCloseProtocolError = 1002;
inline constexpr CloseCode kCloseUnsupportedData = 1003;
inline constexpr CloseCode kCloseNoStatus = 1005;  // never on the wire: a close without a code
inline constexpr CloseCode kCloseAbnormal = 1006;  // never on the wire: an end without a close
inline constexpr CloseCode kCloseInvalidPayload = 1007;
inline constexpr CloseCode kClosePolicyViolation = 1008;
inline constexpr CloseCode kCloseMessageTooBig = 1009;
inline constexpr CloseCode kCloseMandatoryExtension = 1010;
inline constexpr CloseCode kCloseInternalError = 1011;
inline constexpr CloseCode kCloseServiceRestart = 1012;
inline constexpr CloseCode kCloseTryAgainLater = 1013;
inline constexpr CloseCode kCloseBadGateway = 1014;
inline constexpr CloseCode kCloseTlsHandshake = 1015;  // never on the wire

// Whether a close frame may carry this code. The same for both roles, but for 1010, which §7.4.1
// reserves to clients: a server has no use for it.
bool is_close_code(CloseCode code);

// §5.3: "The masking key is a 32-bit value chosen at random by the client."
using MaskingKey = std::array<std::byte, 4>;

inline constexpr std::size_t kHeaderMax = 14;           // 2 + 8 of length + 4 of masking key
inline constexpr std::size_t kControlPayloadMax = 125;  // §5.5
inline constexpr std::size_t kCloseReasonMax = kControlPayloadMax - sizeof(CloseCode);

}  // namespace rfc6455
