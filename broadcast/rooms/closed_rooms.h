// Where rooms that closed left off, so that a record's number never means two things in one life of
// the process.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "broadcast/log/segment.h"

namespace broadcast {

// A room that opens again goes on where it left off, if it is among the last that closed. Of older
// ones only the highest number of all is kept: whoever is not known by name begins there.
class ClosedRooms {
 public:
  // Remembers at least half as many rooms by name as `most`, and never more.
  explicit ClosedRooms(std::size_t most) : half_(most / 2) {}

  void put(std::string_view room, Record next);  // REQUIRES: next >= what take() said of the room
  // Where a room begins. It is not in the book any more.
  Record take(std::string_view room);

  std::size_t size() const { return young_.names.size() + old_.names.size(); }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  // Forgotten all at once: nothing has to be known of the order within it.
  struct Generation {
    std::unordered_map<std::string, Record, Hash, std::equal_to<>> names;
    Record highest = 0;
  };

  std::size_t half_;
  Generation young_;
  Generation old_;
  Record floor_ = 0;
};

}  // namespace broadcast
