// What a shard counts: plain integers, read by its own thread between two turns. They travel to
// other threads as their bytes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "broadcast/histogram.h"

namespace broadcast {

// They only rise, but for `connections`.
struct Counters {
  std::uint64_t turns = 0;
  std::uint64_t turn_nanoseconds_max = 0;
  Histogram turn;     // from wait's return to flush's end
  Histogram fan_out;  // of a turn with news: until it was written to all who were ready for it
  std::uint64_t accepted = 0;
  std::uint64_t turned_away = 0;  // for want of descriptors or places
  std::uint64_t crowded_out = 0;  // their address had too many that had not upgraded
  std::uint64_t listeners_broken = 0;
  std::uint64_t unfinished_shed = 0;    // closed for a message that did not end
  std::uint64_t bad_proxy_headers = 0;  // connections closed for it
  std::uint64_t opened = 0;
  std::uint64_t closed = 0;
  std::uint64_t requests = 0;
  std::uint64_t reads = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t messages_in = 0;
  std::uint64_t published = 0;  // from here
  std::uint64_t records = 0;    // that rooms at home here have numbered, wherever they came from
  // Records, each times those here who were in the room: also those who miss it later, to whom it
  // says nothing, or who leave out their own.
  std::uint64_t deliveries = 0;
  std::uint64_t refused = 0;  // of what was published, or worded: there was no memory for it
  std::uint64_t sends = 0;    // writes to sockets
  std::uint64_t bytes_out = 0;
  std::uint64_t blocked = 0;  // writes that the socket did not take whole
  std::uint64_t gaps = 0;
  std::uint64_t too_slow = 0;  // closed for it
  std::uint64_t pings = 0;
  std::uint64_t no_pong = 0;
  std::uint64_t private_frames = 0;
  std::uint64_t connections = 0;  // open, now
};

// What is there now, counted when it is asked for.
struct Gauges {
  std::size_t sockets = 0;         // connections, also those that are not open yet or not any more
  std::size_t rooms = 0;           // at home here
  std::size_t halls = 0;           // rooms that somebody here is in
  std::size_t members = 0;         // places in them
  std::size_t private_bytes = 0;   // waiting in outboxes
  std::size_t gathered_bytes = 0;  // of unfinished messages
  // Of the whole process, the same whichever shard tells them:
  std::size_t log_bytes = 0;     // in segments
  std::size_t letter_bytes = 0;  // under way between shards
};

}  // namespace broadcast
