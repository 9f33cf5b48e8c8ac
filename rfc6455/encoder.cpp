// The mirror of the decoder: what it demands of a header is what is written here.
#include "rfc6455/encoder.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "rfc6455/masking.h"

namespace rfc6455 {
namespace {

// §5.2: "Note that in all cases, the minimal number of bytes MUST be used to encode the length".
constexpr std::size_t size_of_length(std::uint64_t length) {
  return length <= 125 ? 0 : length <= 0xFFFF ? 2 : 8;
}

// How many bytes of a text fit into size without cutting a character.
std::size_t whole_characters(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text.size();
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return size;
}

}  // namespace

std::size_t header_size(const FrameHeader& header) {
  return 2 + size_of_length(header.length) + (header.key ? sizeof(MaskingKey) : 0);
}

std::size_t put_header(std::span<std::byte> out, const FrameHeader& header) {
  assert(out.size() >= header_size(header));
  assert(header.length >> 63 == 0);
  const std::size_t extended = size_of_length(header.length);
  const std::uint64_t length = extended == 0 ? header.length : extended == 2 ? 126 : 127;
  std::byte* at = out.data();
  *at++ = static_cast<std::byte>((header.fin ? 0x80 : 0) | (header.rsv1 ? 0x40 : 0) |
                                 static_cast<int>(header.opcode));
  *at++ = static_cast<std::byte>((header.key ? 0x80 : 0) | length);
  for (std::size_t i = extended; i-- > 0;) *at++ = static_cast<std::byte>(header.length >> (8 * i));
  if (header.key) at = std::copy(header.key->begin(), header.key->end(), at);
  return static_cast<std::size_t>(at - out.data());
}

std::size_t put_close(std::span<std::byte> out, CloseCode code, std::string_view reason) {
  assert(out.size() >= kControlPayloadMax);
  if (code == kCloseNoStatus) return 0;
  assert(is_close_code(code));
  out[0] = static_cast<std::byte>(code >> 8);
  out[1] = static_cast<std::byte>(code);
  const std::size_t size = whole_characters(reason, kCloseReasonMax);
  if (size > 0) std::memcpy(out.data() + 2, reason.data(), size);
  return 2 + size;
}

std::size_t put_control(std::span<std::byte> out, Opcode opcode, std::span<const std::byte> payload,
                        std::optional<MaskingKey> key) {
  assert(is_control(opcode) && payload.size() <= kControlPayloadMax);
  const std::size_t header =
      put_header(out, {.opcode = opcode, .length = payload.size(), .key = key});
  std::copy(payload.begin(), payload.end(), out.begin() + static_cast<std::ptrdiff_t>(header));
  if (key) mask(out.subspan(header, payload.size()), *key);
  return header + payload.size();
}

}  // namespace rfc6455
