// A run of segments of one log, oldest first, and how far it may be read: what a home keeps for
// those who come back, and what an audience keeps for those who are behind.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "broadcast/log/segment.h"

namespace broadcast {

// A place between two records. The head of a log is the end of what was announced: everything
// before it may be read by whoever holds the segments.
struct Head {
  Position position = 0;
  Record record = 0;  // the number the next record will have

  bool operator==(const Head&) const = default;
};

class Chain {
 public:
  bool empty() const { return segments_.empty(); }
  std::size_t segments() const { return segments_.size(); }
  const Head& head() const { return head_; }
  Position begin() const { return empty() ? head_.position : segments_.front()->base(); }
  Record first() const { return empty() ? head_.record : segments_.front()->first(); }
  Head beginning() const { return {begin(), first()}; }
  std::size_t weight() const { return weight_; }  // of all its segments' blocks

  // Moves the head on. REQUIRES: it does not go back, and the segments reach up to it.
  void announce(const Head& head);
  void push_back(SegmentRef segment);  // REQUIRES: it begins where the last one ends
  // Oldest first; they are moved out of the span. REQUIRES: they end where the chain begins.
  void push_front(std::span<SegmentRef> segments);
  SegmentRef pop_front();

  // Where the oldest segment ends, as far as it may be read. REQUIRES: not empty.
  Position end_of_first() const { return end_of(0); }
  // The one that the byte at position lies in. REQUIRES: as bytes_from(), and not at the head.
  const SegmentRef& holding(Position position) const { return segments_[find(position)]; }

  Segment& last() { return *segments_.back(); }
  const Segment& last() const { return *segments_.back(); }
  const SegmentRef& ref(std::size_t index) const { return segments_[index]; }
  // The segment that begins exactly there; in an empty chain 0, if its first one will.
  std::optional<std::size_t> segment_beginning(const Head& at) const;

  // The bytes from position to the end of its segment, but not past the head. Empty at the head.
  // REQUIRES: begin() <= position <= head().position.
  std::span<const std::byte> bytes_from(Position position) const;

  // All bytes from position up to the head, a piece a segment, as many as out has room for; returns
  // how many there are.
  std::size_t pieces_from(Position position, std::span<std::span<const std::byte>> out) const;

  // The record that the byte at position belongs to; head().record at the head. Of records without
  // bytes, the one after them. REQUIRES as above.
  Record record_at(Position position) const;
  // Where a record begins. REQUIRES: first() <= record <= head().record.
  Position position_of(Record record) const;
  // The end of the frame that position lies inside of; position itself if it lies between two
  // frames.
  Position end_of_frame(Position position) const;
  // The end of the longest run from position, within its segment, of frames that are not `whose`,
  // and what of `whose` follows it. The rest of a frame half sent belongs to the run, whoever sent
  // it. REQUIRES: position is not at the head.
  struct Run {
    Position end;           // send up to here
    Position next;          // and go on here
    std::uint32_t skipped;  // frames between the two
  };
  Run run_without(SenderId whose, Position position) const;

 private:
  std::size_t find(Position position) const;
  std::uint32_t count_of(std::size_t index) const;
  Position end_of(std::size_t index) const;

  std::vector<SegmentRef> segments_;  // a few dozen at most
  Head head_;
  std::size_t weight_ = 0;
};

}  // namespace broadcast
