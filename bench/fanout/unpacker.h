// Messages back to their stamps. Without context takeover all subscribers get the same compressed
// bytes, so each message is inflated once and then only compared.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "bench/fanout/frame_reader.h"
#include "bench/fanout/hearing.h"
#include "rfc6455/deflate.h"

namespace fanout {

class Unpacker {
 public:
  enum class Deflate : std::uint8_t { refused, asked_for };

  // size: what every text must be, unpacked.
  Unpacker(Wire wire, std::size_t size, Deflate deflate);

  Heard hear(const Arrival& arrival) {
    if (arrival.compressed) return inflated(arrival.payload);
    return hearing_.hear(arrival.payload, arrival.length);
  }

 private:
  struct Known {
    std::vector<std::byte> packed;
    Heard heard;
  };
  static constexpr int kKnownBits = 10;  // several windows of messages

  Heard inflated(std::span<const std::byte> packed);

  Hearing hearing_;
  std::size_t hashed_;  // bytes in which messages differ
  std::optional<rfc6455::Inflater> inflater_;
  std::vector<std::byte> room_;
  std::array<Known, 1 << kKnownBits> known_;  // by a hash of the first bytes
};

}  // namespace fanout
