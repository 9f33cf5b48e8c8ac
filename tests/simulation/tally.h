// What the clients have heard, all together, and what became of them.
#pragma once

#include <cstdint>
#include <map>

#include "broadcast/rooms/local_rooms.h"
#include "tests/broadcast/place.h"
#include "tests/simulation/kernel.h"

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

// A message of which a part was sent, and nothing else yet.
struct Unfinished {
  broadcast::ShardNumber shard;
  std::size_t bytes;
  reactor::Time begun;
  End end;
};

struct Heard {
  broadcast::Chronicle chronicle{kRooms};
  Tally tally;
  std::map<std::uint32_t, Unfinished> unfinished;  // by client
  // Whatever the server does is seen at once: nothing is under way, refused or late.
  bool at_once = false;
};

}  // namespace simulation
