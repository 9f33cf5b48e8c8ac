// A message as it is published: a body that stays, and a stamp in front that makes it checkable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "reactor/clock.h"
#include "rfc6455/protocol.h"

namespace fanout {

// Which message this is, and when it should have been sent. Sixteen bytes, each below 128, so that
// they are valid in a text message too.
struct Stamp {
  std::uint16_t publisher = 0;
  std::uint64_t sequence = 0;  // of this publisher, from 0; 40 bits
  reactor::Time intended{};
};
inline constexpr std::size_t kStampSize = 16;
inline constexpr std::size_t kPublishersMax = 1 << 16;
inline constexpr int kSequenceBits = 40;

// 56 bits as eight bytes of seven bits each, and back.
constexpr std::uint64_t spread(std::uint64_t bits) {
  bits = (bits & 0x000000000fffffff) | (bits & 0x00fffffff0000000) << 4;
  bits = (bits & 0x00003fff00003fff) | (bits & 0x0fffc0000fffc000) << 2;
  return (bits & 0x007f007f007f007f) | (bits & 0x3f803f803f803f80) << 1;
}
constexpr std::uint64_t gather(std::uint64_t bytes) {
  bytes = (bytes & 0x007f007f007f007f) | (bytes & 0x7f007f007f007f00) >> 1;
  bytes = (bytes & 0x00003fff00003fff) | (bytes & 0x3fff00003fff0000) >> 2;
  return (bytes & 0x000000000fffffff) | (bytes & 0x0fffffff00000000) >> 4;
}
static_assert(gather(spread(0x00fedcba98765432)) == 0x00fedcba98765432);
static_assert((spread(0x00ffffffffffffff) & 0x8080808080808080) == 0);

// REQUIRES: kStampSize bytes at payload.
inline Stamp read_stamp(const std::byte* payload) {
  std::uint64_t words[2];
  std::memcpy(words, payload, kStampSize);
  const std::uint64_t who = gather(words[0]);
  const reactor::Duration since(static_cast<reactor::Duration::rep>(gather(words[1])));
  return {static_cast<std::uint16_t>(who >> kSequenceBits),
          who & ((std::uint64_t{1} << kSequenceBits) - 1), reactor::Time(since)};
}

enum class Framing : std::uint8_t { websocket, none };

// One frame, made once. The masking key stays the same for the whole run, so that a message costs
// the masking of its stamp and nothing else.
class Message {
 public:
  Message(Framing framing, rfc6455::Opcode opcode, std::size_t size);

  // The frame with this stamp, valid until the next call.
  std::span<const std::byte> stamped(const Stamp& stamp);

 private:
  std::vector<std::byte> frame_;
  std::size_t header_ = 0;
  std::uint64_t mask_ = 0;  // the key twice
};

}  // namespace fanout
