// A dense array: the fan-out walks it from front to back.
#include "broadcast/rooms/audience.h"

#include <algorithm>
#include <cassert>

namespace broadcast {

Audience::Index Audience::join(Slot slot, Position cursor) {
  members_.push_back({slot, 0, cursor});
  return static_cast<Index>(members_.size() - 1);
}

Slot Audience::leave(Index index) {
  assert(index < members_.size());
  members_[index] = members_.back();
  const Slot moved = members_[index].slot;
  members_.pop_back();
  return moved;
}

void Audience::push_back(std::span<SegmentRef> segments) {
  if (segments.empty()) return;
  for (SegmentRef& segment : segments) chain_.push_back(std::move(segment));
  sealed_ = false;
}

// Older records may have been put in front since, for somebody else.
Record Audience::resume(Member& member) {
  const Record record = std::max(first_missed(member), chain_.first());
  member.cursor = chain_.position_of(record);
  return record;
}

// The first position that somebody may still need. Who has missed something goes on wherever the
// chain begins then.
Position Audience::needed() const {
  if (held_) return chain_.begin();
  Position position = chain_.head().position;
  for (const Member& member : members_) {
    if (!missed(member)) position = std::min(position, member.cursor);
  }
  return position;
}

}  // namespace broadcast
