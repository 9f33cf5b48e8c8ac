// Every limit of this folder in one place, each with the value it has unless somebody chose
// another.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "reactor/clock.h"
#include "rfc6455/http_head.h"
#include "rfc6455/session.h"

namespace broadcast {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

struct LogLimits {
  std::size_t retention = 1 << 20;  // of a log, kept at the room's home for those who come back
  std::size_t lag = 4 << 20;        // of a log, kept by an audience for members who are behind
  // All segments of the process: above it the last segment is all that is kept of a log.
  std::size_t budget = 1 << 30;
};

struct Settings {
  rfc6455::HeadLimits head;
  rfc6455::MessageLimits message;
  LogLimits log;

  reactor::Duration handshake = 10s;   // from accept to the end of the request head, TLS included
  reactor::Duration keep_alive = 15s;  // a plain HTTP connection between two requests
  reactor::Duration ping_interval = 25s;  // a connection that says nothing for so long is asked
  reactor::Duration ping_timeout = 20s;   // and has so long to answer
  reactor::Duration close_timeout = 5s;   // for the peer's close frame after ours
  reactor::Duration linger = 2s;          // for the peer's end after our half close
  reactor::Duration last_words = 5s;      // a close behind all else waits so long for it

  std::size_t bookmarks_max = 16 << 10;    // rooms that closed, and may go on where they left off
  std::uint32_t memberships_max = 128;     // rooms of one connection
  std::size_t outbox_max = 1 << 20;        // private frames waiting for one connection
  std::size_t outbox_read_max = 64 << 10;  // who does not take does not give: not read above it
  std::size_t gather_max = 64 << 20;    // bytes of unfinished messages, all connections of a shard
  std::size_t private_max = 256 << 20;  // private frames waiting, all connections of a shard
  std::size_t body_max = 64 << 10;      // of a plain HTTP request
  std::size_t connections_max = 1 << 20;  // of a shard
  int deflate_level = 3;
};

inline constexpr std::size_t kScratchSize = 256 << 10;  // one read
inline constexpr std::size_t kGreetingRead = 16 << 10;  // one read before the upgrade
inline constexpr std::size_t kTurnReadMax = 1 << 20;    // then what was read is sent before more is
// Messages told in one turn, after inflation: what remains of a read waits for the next.
inline constexpr std::size_t kTurnToldMax = 8 << 20;
// Published and not announced: sent before more is read.
inline constexpr std::size_t kTurnWrittenMax = 8 << 20;

// Over the log budget rooms where nothing happens are looked through so often.
inline constexpr reactor::Duration kSweepInterval = 100ms;

// Close codes of our own (4000-4999 are for applications).
inline constexpr rfc6455::CloseCode kCloseTooSlow = 4108;
inline constexpr rfc6455::CloseCode kCloseNoPong = 4112;

}  // namespace broadcast
