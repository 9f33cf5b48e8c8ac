// How a run's messages look on the wire: as they are, or as what somebody says in a chat.
#pragma once

#include <cstddef>
#include <cstdint>

#include "bench/fanout/stamp.h"

namespace fanout {

enum class Wire : std::uint8_t { raw, text, json };

// What a message needs to be checked by.
constexpr std::size_t stamp_size(Wire wire) {
  return wire == Wire::raw ? kStampSize : kSpelledStampSize;
}

enum class Framing : std::uint8_t { websocket, none };

}  // namespace fanout
