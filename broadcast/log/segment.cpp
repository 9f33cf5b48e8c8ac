// Plain new, no pool: a segment is made once for many messages.
#include "broadcast/log/segment.h"

#include <cassert>
#include <new>

namespace broadcast {

std::atomic<std::size_t> Segment::live_ = 0;

namespace {

// Entries stand at the end of the room and must be aligned there.
constexpr std::size_t rounded(std::size_t room) {
  return (room + alignof(Segment) - 1) & ~(alignof(Segment) - 1);
}

}  // namespace

Segment* Segment::make(std::size_t room, Position base, Record first) {
  assert(room <= UINT32_MAX - alignof(Segment));
  room = rounded(room);
  void* block = ::operator new(sizeof(Segment) + room);
  live_.fetch_add(sizeof(Segment) + room, std::memory_order_relaxed);
  return new (block) Segment(room, base, first);
}

std::size_t Segment::weight() const {
  return sizeof(Segment) + room_;
}

void Segment::free() {
  live_.fetch_sub(weight(), std::memory_order_relaxed);
  this->~Segment();
  ::operator delete(this);
}

std::span<std::byte> Segment::free_room() {
  const std::size_t free = free_bytes();
  auto* at = reinterpret_cast<std::byte*>(this + 1) + used_;
  return {at, free > sizeof(Entry) ? free - sizeof(Entry) : 0};
}

void Segment::commit(std::size_t frame, SenderId who) {
  assert(has_room_for(frame));
  used_ += static_cast<std::uint32_t>(frame);
  ++count_;
  const_cast<Entry&>(entry(count_ - 1)) = {used_, who};
}

std::uint32_t Segment::index_at(std::uint32_t offset, std::uint32_t count) const {
  std::uint32_t low = 0;
  std::uint32_t high = count;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (entry(middle).end > offset) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

SegmentRef SegmentRef::share() const {
  if (segment_ != nullptr) segment_->references_.fetch_add(1, std::memory_order_relaxed);
  return SegmentRef(segment_);
}

SegmentRef::~SegmentRef() {
  // acq_rel: what other threads read of the segment is over before it is freed.
  if (segment_ != nullptr && segment_->references_.fetch_sub(1, std::memory_order_acq_rel) == 1)
    segment_->free();
}

}  // namespace broadcast
