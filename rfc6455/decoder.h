// Frames (§5.2) out of bytes, wherever the bytes are cut. Every rule that a single frame can break
// is judged here; what one frame means after another is the Session's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "rfc6455/protocol.h"

namespace rfc6455 {

// What the peer did wrong, as it will be told: a code for the close frame and a sentence.
struct Failure {
  CloseCode code;
  std::string_view why;  // static text
};

// A run of a frame's payload. The first one may be empty: it brings the header the moment it is
// whole, so that a length can be judged before any of the payload has come.
struct FramePiece {
  Opcode opcode{};
  bool fin = false;
  bool rsv1 = false;
  bool first = false;        // of its frame
  bool last = false;         // of its frame
  std::uint64_t length = 0;  // of the whole frame's payload, as announced; 0 but in the first piece
  std::span<std::byte> payload{};  // unmasked, in the fed bytes
};

class Decoder {
 public:
  enum class Rsv1 : std::uint8_t {
    refused,
    allowed
  };  // allowed: an extension gave the bit a meaning

  // own: who decodes. A server demands masked frames, a client unmasked ones (§5.1).
  explicit Decoder(Role own, Rsv1 rsv1 = Rsv1::refused) : own_(own), rsv1_(rsv1) {}

  // Gives bytes to decode; they are unmasked in place and must stay until next() has returned
  // nullopt. REQUIRES: next() has returned nullopt since the last feed(). Nothing of a payload is
  // kept.
  void feed(std::span<std::byte> bytes);

  // The next piece, or nullopt when the bytes are used up or the peer broke a rule: failure()
  // tells.
  std::optional<FramePiece> next();

  // Takes back what was fed and not used yet, to be fed again later.
  std::span<std::byte> take_back() { return std::exchange(rest_, {}); }

  // Why decoding ended, or nullptr while it goes on. Once failed, next() stays nullopt for ever.
  const Failure* failure() const { return failure_; }

 private:
  bool take_header();
  bool gather_header();
  bool read_header(const std::byte* header, std::size_t size);
  const Failure* judge(unsigned first, unsigned second) const;
  std::optional<FramePiece> piece();
  bool fail(const Failure& failure);

  std::span<std::byte> rest_;  // fed, not yet used
  const Failure* failure_ = nullptr;
  std::uint64_t missing_ = 0;  // of the payload of the frame in hand, still to come
  std::array<std::byte, kHeaderMax> header_;
  std::uint8_t gathered_ = 0;  // bytes of a header that was cut
  MaskingKey key_{};           // turned so that it begins at the next byte of the payload
  Role own_;
  Rsv1 rsv1_;
  Opcode opcode_ = Opcode::continuation;
  bool fin_ = false;
  bool frame_rsv1_ = false;
  bool in_frame_ = false;
  bool first_ = false;
};

}  // namespace rfc6455
