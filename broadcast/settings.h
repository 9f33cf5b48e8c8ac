// Every limit of this folder in one place, each with the value it has unless somebody chose
// another.
#pragma once

#include <algorithm>
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
  reactor::Duration keep_alive = 15s;  // between two requests; never longer than the handshake
  // From a message's first byte to its last, and a second more for each kMessagePace that it may
  // have.
  reactor::Duration message_time = 60s;
  reactor::Duration ping_interval = 25s;  // a connection that says nothing for so long is asked
  reactor::Duration ping_timeout = 20s;   // and has so long to answer
  reactor::Duration close_timeout = 5s;   // for the peer's close frame after ours
  reactor::Duration linger = 2s;          // for the peer's end after our half close
  reactor::Duration last_words = 5s;      // a close behind all else waits so long for it

  std::size_t bookmarks_max = 16 << 10;    // rooms that closed, and may go on where they left off
  std::uint32_t memberships_max = 128;     // rooms of one connection
  std::size_t outbox_max = 1 << 20;        // private frames waiting for one connection
  std::size_t outbox_read_max = 64 << 10;  // who does not take does not give: not read above it
  // Bytes of unfinished messages and of reads put aside, all connections of a shard.
  std::size_t gather_max = 64 << 20;
  std::size_t private_max = 256 << 20;    // private frames waiting, all connections of a shard
  std::size_t body_max = 64 << 10;        // of a plain HTTP request
  std::size_t connections_max = 1 << 20;  // of a shard
  std::uint32_t strangers_max = 64;       // of one address that have not upgraded; 0: no limit
  int deflate_level = 3;
};

inline constexpr std::size_t kScratchSize = 256 << 10;  // one read
inline constexpr std::size_t kGreetingRead = 16 << 10;  // one read before the upgrade
inline constexpr std::size_t kTurnReadMax = 1 << 20;    // then what was read is sent before more is
// Frames looked at, empty ones and pings too: of one connection, then others have their turn; and
// in one turn, then what came of them is sent.
inline constexpr std::uint32_t kSliceFrames = 1024;
inline constexpr std::uint32_t kTurnFramesMax = 16 * kSliceFrames;
// Who sent more frames than that in one read is read in smaller pieces, down to 4 KiB, and in
// larger ones again when they are few.
inline constexpr std::uint8_t kReadShiftMax = 6;
// TLS handshakes taken a step further in one turn: a step may cost what a thousand messages do.
inline constexpr std::size_t kTurnHandshakesMax = 2;
// Of the body of an HTTP answer, copied from where it lies when what came before has been sent.
inline constexpr std::size_t kBodyChunk = 32 << 10;
inline constexpr std::size_t kMessagePace = 16 << 10;
// Messages told in one turn, after inflation: what remains of a read waits for the next.
inline constexpr std::size_t kTurnToldMax = 8 << 20;
// Published and not announced: sent before more is read.
inline constexpr std::size_t kTurnWrittenMax = 8 << 20;

// Over the log budget rooms where nothing happens are looked through so often.
inline constexpr reactor::Duration kSweepInterval = 100ms;

// A process that stood still reads what lies in its sockets before it judges who gave no pong.
inline constexpr reactor::Duration kLastLook = 250ms;

// How long a message may be under way.
inline reactor::Duration time_for_message(const Settings& settings) {
  constexpr std::uint64_t kSecondsMax = 24 * 60 * 60;
  const std::uint64_t more = std::min(settings.message.bytes / kMessagePace, kSecondsMax);
  return settings.message_time + std::chrono::seconds(more);
}

// Close codes of our own (4000-4999 are for applications).
inline constexpr rfc6455::CloseCode kCloseTooSlow = 4108;
inline constexpr rfc6455::CloseCode kCloseNoPong = 4112;

}  // namespace broadcast
