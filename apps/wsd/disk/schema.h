// What stands in the database, and how one made by an older server becomes one of today.
#pragma once

#include <cstdint>

#include "apps/wsd/disk/database.h"

namespace disk {

inline constexpr std::int64_t kSchemaVersion = 3;

// A message's number in the database: its room's, and behind it its own.
inline constexpr int kSequenceBits = 40;
inline constexpr std::int64_t kSequenceEnd = std::int64_t{1} << kSequenceBits;
inline constexpr std::int64_t kRoomEnd = std::int64_t{1} << (63 - kSequenceBits);

// Numbers that may have been handed out above the one that a room's row speaks of.
inline constexpr std::int64_t kBlock = 1 << 20;

constexpr std::int64_t message_id(std::int64_t room, std::uint64_t seq) {
  return room << kSequenceBits | static_cast<std::int64_t>(seq);
}
constexpr std::uint64_t sequence_of(std::int64_t id) {
  return static_cast<std::uint64_t>(id & (kSequenceEnd - 1));
}
// The last number that a room gives to a message; behind it stands the end alone.
inline constexpr std::uint64_t kSequenceLast = static_cast<std::uint64_t>(kSequenceEnd) - 2;
// Sequence numbers come from anybody: beyond the end all are the end.
constexpr std::uint64_t within(std::uint64_t seq) {
  return seq < static_cast<std::uint64_t>(kSequenceEnd)
             ? seq
             : static_cast<std::uint64_t>(kSequenceEnd) - 1;
}

// Brings the database to kSchemaVersion, each step in a transaction, and into WAL mode. Empties the
// index of words if it was made by other rules than chat::words_version(): it is filled again while
// the server runs. Throws std::runtime_error, and leaves it as it is, if a newer server made it or
// another program.
void migrate(Database& database);
// For whoever only reads. Throws std::runtime_error if it is not of kSchemaVersion.
void check_version(Database& database);

}  // namespace disk
