// Two generations: when the young one is full the old one goes, and the young one is old.
#include "broadcast/rooms/closed_rooms.h"

#include <algorithm>
#include <utility>

namespace broadcast {

void ClosedRooms::put(std::string_view room, Record next) {
  if (next <= floor_) return;  // it begins there anyway
  if (young_.names.size() >= half_) {
    floor_ = std::max(floor_, std::exchange(old_, std::exchange(young_, {})).highest);
  }
  if (half_ == 0) {
    floor_ = std::max(floor_, next);
    return;
  }
  young_.names.emplace(room, next);
  young_.highest = std::max(young_.highest, next);
}

Record ClosedRooms::take(std::string_view room) {
  for (Generation* generation : {&young_, &old_}) {
    const auto known = generation->names.find(room);
    if (known != generation->names.end()) {
      const Record next = known->second;
      generation->names.erase(known);
      return next;
    }
  }
  return floor_;
}

}  // namespace broadcast
