// Messages back to their stamps. Without context takeover all subscribers get the same compressed
// bytes, so each message is inflated once and then only compared.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "bench/fanout/frame_reader.h"
#include "bench/fanout/message.h"
#include "rfc6455/deflate.h"

namespace fanout {

class Unpacker {
 public:
  enum class Deflate : std::uint8_t { refused, asked_for };

  // size: what every message must be, unpacked.
  Unpacker(std::size_t size, Deflate deflate);

  // nullopt: of another size, or not to be unpacked.
  std::optional<Stamp> stamp_of(const Arrival& arrival) {
    if (arrival.compressed) return inflated(arrival.payload);
    if (arrival.length != size_) return std::nullopt;
    return read_stamp(arrival.payload.data());
  }

 private:
  struct Known {
    std::vector<std::byte> packed;
    Stamp stamp;
  };
  static constexpr int kKnownBits = 10;  // several windows of messages

  std::optional<Stamp> inflated(std::span<const std::byte> packed);

  std::size_t size_;
  std::optional<rfc6455::Inflater> inflater_;
  std::vector<std::byte> room_;
  std::array<Known, 1 << kKnownBits> known_;  // by a hash of the first bytes
};

}  // namespace fanout
