// What a shard counts: plain integers, read by its own thread between two turns.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace broadcast {

struct Counters {
  std::uint64_t turns = 0;
  std::uint64_t turn_nanoseconds = 0;  // from wait's return to flush's end
  std::uint64_t turn_nanoseconds_max = 0;
  std::uint64_t accepted = 0;
  std::uint64_t turned_away = 0;  // for want of descriptors or places
  std::uint64_t opened = 0;
  std::uint64_t closed = 0;
  std::uint64_t requests = 0;
  std::uint64_t reads = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t messages_in = 0;
  std::uint64_t published = 0;
  std::uint64_t sends = 0;  // writes to sockets
  std::uint64_t bytes_out = 0;
  std::uint64_t blocked = 0;  // writes that the socket did not take whole
  std::uint64_t gaps = 0;
  std::uint64_t too_slow = 0;  // closed for it
  std::uint64_t pings = 0;
  std::uint64_t no_pong = 0;
  std::uint64_t private_frames = 0;
  std::uint64_t connections = 0;  // now
};

}  // namespace broadcast
