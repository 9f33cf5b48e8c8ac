// A server's frames out of bytes, as cheaply as they can be counted: of a long payload nothing is
// kept but its beginning.
//
// rfc6455::Decoder judges every rule and gives every byte; the generator must cost less than the
// server it measures, so here a frame that lies whole in the buffer is four comparisons.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "bench/fanout/wire.h"
#include "rfc6455/protocol.h"

namespace fanout {

// A whole message or control frame. payload: at least what is kept; all of it if it is a control
// frame or compressed. Valid until the next next() or feed().
struct Arrival {
  rfc6455::Opcode opcode = rfc6455::Opcode::binary;
  bool compressed = false;
  std::uint64_t length = 0;  // of the whole payload
  std::span<const std::byte> payload;
};

class FrameReader {
 public:
  static constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

  // size: of every message, where there is no framing that tells. kept: how much of a payload is
  // wanted.
  FrameReader(Framing framing, std::size_t size, std::size_t kept = kStampSize)
      : framing_(framing), size_(size), kept_(kept) {}

  // REQUIRES: next() has returned nullopt since the last feed().
  void feed(std::span<const std::byte> bytes) { rest_ = bytes; }

  std::optional<Arrival> next() {
    if (!held_.empty()) return resume();
    const auto head = read_head(rest_);
    if (!head || rest_.size() - head->header < head->length) {
      return rest_.empty() ? std::nullopt : resume();
    }
    const auto payload = rest_.subspan(head->header, static_cast<std::size_t>(head->length));
    rest_ = rest_.subspan(head->header + payload.size());
    return Arrival{head->opcode, head->compressed, head->length, payload};
  }

  // What is wrong with the frames, or null. Then nothing more comes.
  const char* complaint() const { return complaint_; }

 private:
  struct Head {
    rfc6455::Opcode opcode;
    bool compressed;
    std::size_t header;  // bytes before the payload
    std::uint64_t length;
  };

  std::optional<Head> read_head(std::span<const std::byte> bytes) {
    if (framing_ == Framing::none) return Head{rfc6455::Opcode::binary, false, 0, size_};
    if (bytes.size() < 2) return std::nullopt;
    const auto at = [&](std::size_t i) { return std::to_integer<std::uint8_t>(bytes[i]); };
    if ((at(0) & 0xb0) != 0x80 || (at(1) & 0x80) != 0) {
      complain();
      return std::nullopt;
    }
    const auto opcode = static_cast<rfc6455::Opcode>(at(0) & 0x0f);
    const bool compressed = (at(0) & 0x40) != 0;
    if (at(1) < 126) return Head{opcode, compressed, 2, at(1)};
    const std::size_t header = at(1) == 126 ? 4 : 10;
    if (bytes.size() < header) return std::nullopt;
    std::uint64_t length = 0;
    for (std::size_t i = 2; i < header; ++i) length = length << 8 | at(i);
    return Head{opcode, compressed, header, length};
  }

  void complain();
  std::optional<Arrival> resume();
  bool gather(std::size_t size);

  Framing framing_;
  std::size_t size_;
  std::size_t kept_;
  std::span<const std::byte> rest_;
  std::vector<std::byte> held_;  // the beginning of a frame that was cut
  std::uint64_t missing_ = 0;    // of that frame, not to be kept
  bool skipping_ = false;        // missing_ is known
  bool spent_ = false;           // the frame in held_ has been told
  const char* complaint_ = nullptr;
};

}  // namespace fanout
