// One block of a room's log: frames from the front, an index of them from the back, shared by
// reference.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace broadcast {

using Record = std::uint64_t;    // counts what happened in a room
using Position = std::uint64_t;  // counts the bytes of a log, from 0
using SenderId = std::uint32_t;  // whose frame it is; kNoSender: no connection's
inline constexpr SenderId kNoSender = 0;
using Slot = std::uint32_t;  // of a connection, on its shard
inline constexpr Slot kNoSlot = ~Slot{0};

//   ┌────────┬─────────────────────────────┬──────┬──────────────────────┐
//   │ header │ frame 0 │ frame 1 │ frame 2 │ free │ entry 2 │ 1 │ entry 0 │
//   └────────┴─────────────────────────────┴──────┴──────────────────────┘
//              0                    used ──▶        ◀── one entry a record
//
// The home shard of the room alone writes, and only behind what it has announced; what lies before
// an announced position never changes, so any thread may read it. The last reference frees.
class Segment {
 public:
  struct Entry {
    std::uint32_t end;  // of the record's bytes, from the segment's beginning; the one before says
                        // where they begin
    SenderId who;
  };

  // Throws std::bad_alloc. room: bytes for frames and entries together.
  static Segment* make(std::size_t room, Position base, Record first);

  Position base() const { return base_; }  // of its first byte
  Record first() const { return first_; }  // of its first record
  std::size_t weight() const;              // of the whole block
  const std::byte* bytes() const { return reinterpret_cast<const std::byte*>(this + 1); }

  // ---- the writer's ----
  std::uint32_t used() const { return used_; }
  std::uint32_t count() const { return count_; }
  std::size_t free_bytes() const { return room_ - used_ - count_ * sizeof(Entry); }
  bool has_room_for(std::size_t frame) const { return frame + sizeof(Entry) <= free_bytes(); }
  std::span<std::byte> free_room();              // behind the last frame, an entry's place left out
  void commit(std::size_t frame, SenderId who);  // REQUIRES: has_room_for(frame)
  void move_to(Position base) { base_ = base; }  // REQUIRES: nobody else has seen it

  // ---- the mesh's: how many parcels under way hold it ----
  bool first_posted() { return parcels_.fetch_add(1, std::memory_order_relaxed) == 0; }
  bool last_taken() { return parcels_.fetch_sub(1, std::memory_order_relaxed) == 1; }

  // ---- any reader's, for records that were announced to it ----
  const Entry& entry(std::uint32_t index) const {
    return entries_end()[-1 - static_cast<std::ptrdiff_t>(index)];
  }
  std::uint32_t begin_of(std::uint32_t index) const {
    return index == 0 ? 0 : entry(index - 1).end;
  }
  // The first of `count` records that ends behind offset; count if none does.
  std::uint32_t index_at(std::uint32_t offset, std::uint32_t count) const;

  // Bytes in all segments of the process: what the budget of all rooms is held against.
  static std::size_t live_bytes() { return live_.load(std::memory_order_relaxed); }

 private:
  friend class SegmentRef;

  Segment(std::size_t room, Position base, Record first)
      : base_(base), first_(first), room_(static_cast<std::uint32_t>(room)) {}
  const Entry* entries_end() const { return reinterpret_cast<const Entry*>(bytes() + room_); }
  void free();

  static std::atomic<std::size_t> live_;

  std::atomic<std::uint32_t> references_ = 1;
  std::atomic<std::uint32_t> parcels_ = 0;
  std::uint32_t count_ = 0;
  Position base_;
  Record first_;
  std::uint32_t room_;
  std::uint32_t used_ = 0;
};
static_assert(sizeof(Segment) % alignof(Segment) == 0);

// Holds a reference. Sharing is a visible, named call; moving costs nothing.
class SegmentRef {
 public:
  SegmentRef() = default;
  explicit SegmentRef(Segment* made) : segment_(made) {}  // takes over the first reference
  SegmentRef(SegmentRef&& other) noexcept : segment_(std::exchange(other.segment_, nullptr)) {}
  SegmentRef& operator=(SegmentRef&& other) noexcept {
    std::swap(segment_, other.segment_);
    return *this;
  }
  ~SegmentRef();

  SegmentRef share() const;
  explicit operator bool() const { return segment_ != nullptr; }
  Segment* operator->() const { return segment_; }
  Segment& operator*() const { return *segment_; }

 private:
  Segment* segment_ = nullptr;
};

}  // namespace broadcast
