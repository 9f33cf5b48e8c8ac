// Headers are read straight from the fed bytes when they lie there whole, which is nearly always;
// only one that the end of a read cut is gathered in header_. Payload is never gathered: each run
// of it becomes a piece.
//
//     fed:   ...payload] [header|payload] [header|pay
//     pieces:   last       first, last     first
#include "rfc6455/decoder.h"

#include <algorithm>
#include <cassert>

#include "rfc6455/masking.h"

namespace rfc6455 {
namespace {

constexpr Failure kReservedBits{kCloseProtocolError, "reserved bits without an extension"};
constexpr Failure kReservedOpcode{kCloseProtocolError, "reserved opcode"};
constexpr Failure kNotMasked{kCloseProtocolError, "client frames must be masked"};
constexpr Failure kMasked{kCloseProtocolError, "server frames must not be masked"};
constexpr Failure kFragmentedControl{kCloseProtocolError, "fragmented control frame"};
constexpr Failure kLongControl{kCloseProtocolError, "control frame over 125 bytes"};
constexpr Failure kNotMinimal{kCloseProtocolError, "length not in its shortest form"};
constexpr Failure kHugeLength{kCloseProtocolError, "length of 2^63 or more"};

// Of the first byte; of the second, and the lengths that announce longer ones.
constexpr unsigned kFinBit = 0x80, kRsv1Bit = 0x40, kRsv23Bits = 0x30, kOpcodeBits = 0x0F;
constexpr unsigned kMaskBit = 0x80, kLengthBits = 0x7F;
constexpr unsigned kLength16 = 126, kLength64 = 127;

std::size_t size_of_length(unsigned second) {
  const unsigned length = second & kLengthBits;
  return length == kLength16 ? 2 : length == kLength64 ? 8 : 0;
}

std::size_t size_of_header(unsigned second) {
  return 2 + size_of_length(second) + ((second & kMaskBit) != 0 ? sizeof(MaskingKey) : 0);
}

std::uint64_t big_endian(const std::byte* at, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < size; ++i) number = number << 8 | static_cast<std::uint64_t>(at[i]);
  return number;
}

}  // namespace

void Decoder::feed(std::span<std::byte> bytes) {
  assert(rest_.empty() || failure_ != nullptr);
  if (failure_ == nullptr) rest_ = bytes;
}

std::optional<FramePiece> Decoder::next() {
  if (failure_ != nullptr) return std::nullopt;
  if (!in_frame_ && !take_header()) return std::nullopt;
  // After its header a frame gives a piece even if nothing of its payload is here yet; later only
  // for bytes.
  if (rest_.empty() && !first_) return std::nullopt;
  return piece();
}

// What the first two bytes alone break, or nullptr.
const Failure* Decoder::judge(unsigned first, unsigned second) const {
  // §5.2: "If a nonzero value is received and none of the negotiated extensions defines the meaning
  // of such a nonzero value, the receiving endpoint MUST _Fail the WebSocket Connection_."
  if ((first & kRsv23Bits) != 0 || ((first & kRsv1Bit) != 0 && rsv1_ == Rsv1::refused))
    return &kReservedBits;
  // §5.2: "If an unknown opcode is received, the receiving endpoint MUST _Fail the WebSocket
  // Connection_."
  if (!is_opcode(first & kOpcodeBits)) return &kReservedOpcode;
  // §5.1: "The server MUST close the connection upon receiving a frame that is not masked", "A
  // client MUST close a connection if it detects a masked frame."
  if (own_ == Role::server && (second & kMaskBit) == 0) return &kNotMasked;
  if (own_ == Role::client && (second & kMaskBit) != 0) return &kMasked;
  if (is_control(static_cast<Opcode>(first & kOpcodeBits))) {
    // §5.5: "All control frames MUST have a payload length of 125 bytes or less and MUST NOT be
    // fragmented."
    if ((first & kFinBit) == 0) return &kFragmentedControl;
    if ((second & kLengthBits) > kControlPayloadMax) return &kLongControl;
    // RFC 7692 §6: "An endpoint MUST NOT set the "Per-Message Compressed" bit of control frames".
    if ((first & kRsv1Bit) != 0) return &kReservedBits;
  }
  return nullptr;
}

bool Decoder::fail(const Failure& failure) {
  failure_ = &failure;
  rest_ = {};
  return false;
}

// Reads the next header, from the fed bytes or from the gathered ones. False: not whole yet, or
// failed.
bool Decoder::take_header() {
  if (gathered_ > 0 || rest_.size() < 2) return gather_header();
  const auto first = static_cast<unsigned>(rest_[0]);
  const auto second = static_cast<unsigned>(rest_[1]);
  if (const Failure* failure = judge(first, second)) return fail(*failure);
  const std::size_t size = size_of_header(second);
  if (rest_.size() < size) return gather_header();
  const std::byte* header = rest_.data();
  rest_ = rest_.subspan(size);
  return read_header(header, size);
}

bool Decoder::gather_header() {
  while (!rest_.empty()) {
    header_[gathered_++] = rest_.front();
    rest_ = rest_.subspan(1);
    if (gathered_ < 2) continue;
    const auto second = static_cast<unsigned>(header_[1]);
    if (gathered_ == 2) {
      if (const Failure* failure = judge(static_cast<unsigned>(header_[0]), second))
        return fail(*failure);
    }
    if (const std::size_t size = size_of_header(second); gathered_ == size) {
      gathered_ = 0;
      return read_header(header_.data(), size);
    }
  }
  return false;
}

// Takes over a whole header whose first two bytes have been judged.
bool Decoder::read_header(const std::byte* header, std::size_t size) {
  const auto first = static_cast<unsigned>(header[0]);
  const auto second = static_cast<unsigned>(header[1]);
  const std::size_t extended = size_of_length(second);
  missing_ = extended == 0 ? second & kLengthBits : big_endian(header + 2, extended);
  // §5.2: "the minimal number of bytes MUST be used to encode the length", and of eight bytes "the
  // most significant bit MUST be 0".
  if (missing_ >> 63 != 0) return fail(kHugeLength);
  if ((extended == 2 && missing_ < kLength16) || (extended == 8 && missing_ <= 0xFFFF))
    return fail(kNotMinimal);
  if ((second & kMaskBit) != 0)
    std::copy_n(header + size - sizeof(MaskingKey), sizeof(MaskingKey), key_.begin());
  opcode_ = static_cast<Opcode>(first & kOpcodeBits);
  fin_ = (first & kFinBit) != 0;
  frame_rsv1_ = (first & kRsv1Bit) != 0;
  in_frame_ = true;
  first_ = true;
  return true;
}

// What is here of the payload in hand, unmasked. REQUIRES: in_frame_.
// Written field by field where the caller will read it: a copy of freshly written small fields by
// wide loads waits for all of them to reach the cache, which was a tenth of a small frame's time.
std::optional<FramePiece> Decoder::piece() {
  std::optional<FramePiece> piece(std::in_place);
  piece->length = first_ ? missing_ : 0;
  piece->payload =
      rest_.first(static_cast<std::size_t>(std::min<std::uint64_t>(rest_.size(), missing_)));
  rest_ = rest_.subspan(piece->payload.size());
  missing_ -= piece->payload.size();
  if (own_ == Role::server) {
    mask(piece->payload, key_);
    if (missing_ > 0) key_ = rotated(key_, piece->payload.size());
  }
  in_frame_ = missing_ > 0;
  piece->opcode = opcode_;
  piece->fin = fin_;
  piece->rsv1 = frame_rsv1_;
  piece->first = first_;
  piece->last = !in_frame_;
  first_ = false;
  return piece;
}

}  // namespace rfc6455
