// Compressed messages back to their stamps. Without context takeover all subscribers get the same
// bytes, so each message is inflated once and then only compared.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "bench/fanout/message.h"
#include "rfc6455/deflate.h"
#include "rfc6455/deflate_offer.h"

namespace fanout {

class Unpacker {
 public:
  // size: what every message must be, unpacked.
  explicit Unpacker(std::size_t size) : inflater_(rfc6455::kWindowBitsMax), room_(size + 1) {}

  // nullopt: not deflate, or not of that size.
  std::optional<Stamp> stamp_of(std::span<const std::byte> packed);

 private:
  struct Known {
    std::vector<std::byte> packed;
    Stamp stamp;
  };

  rfc6455::Inflater inflater_;
  std::vector<std::byte> room_;
  std::array<Known, 1024> known_;  // by a hash of the first bytes: several windows of messages
};

}  // namespace fanout
