// What the clients have heard, all together, and what became of them.
#pragma once

#include <cstdint>

#include "tests/broadcast/place.h"

namespace simulation {

using broadcast::Place;
using broadcast::Record;
using tests::demand;
using tests::Violation;

inline constexpr unsigned kRooms = 4;  // even ones are raw

struct Tally {
  std::uint64_t connections = 0;
  std::uint64_t upgraded = 0;
  std::uint64_t messages = 0;  // heard, by all together
  std::uint64_t gaps = 0;
  std::uint64_t too_slow = 0;
  std::uint64_t no_pong = 0;
  std::uint64_t going_away = 0;
  std::uint64_t refused = 0;  // by HTTP
  std::uint64_t hit = 0;      // by a misfortune of the kernel's
};

struct Heard {
  broadcast::Chronicle chronicle{kRooms};
  Tally tally;
};

}  // namespace simulation
