// A room at its home: its options, its logs, and who reads them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "broadcast/log/frame_log.h"
#include "broadcast/mesh/mesh.h"
#include "reactor/clock.h"

namespace broadcast {

struct RoomOptions {
  // raw: the payload is the frame; nothing rises to the app. ordered: the app words each record.
  enum class Content : std::uint8_t { raw, ordered };
  // What becomes of a member who falls behind what is kept. The gap is told by the app, so a raw
  // room can only close.
  enum class Slow : std::uint8_t { told, closed };

  Content content = Content::ordered;
  Slow slow = Slow::told;
  // Messages are held so long and sent together; 0: to the end of the turn.
  std::uint16_t flush_milliseconds = 0;

  bool operator==(const RoomOptions&) const = default;
};

// What an open_hall letter carries: options and name.
std::vector<std::byte> pack_room(const RoomOptions& options, std::string_view name);
std::pair<RoomOptions, std::string> unpack_room(std::span<const std::byte> packed);

// A hall with an audience of a log.
struct Reader {
  ShardNumber shard = 0;
  LocalRoomId hall = 0;
  Opening opening = 0;

  bool operator==(const Reader&) const = default;
};

struct RoomLog {
  Wire wire;
  FrameLog log;
  std::vector<Reader> readers;
};

struct Room {
  std::string name;
  RoomOptions options;
  bool dirty = false;        // has something to announce
  std::uint32_t halls = 0;   // that take part
  std::uint32_t queued = 0;  // events of it that the app has not done with
  Record next = 0;           // number of the next record: never used before for this name
  std::vector<RoomLog> logs;
  reactor::Time announce_at{};

  RoomLog* find(Wire wire);
  std::uint32_t forms() const;  // bit n: form n is in use
};

}  // namespace broadcast
