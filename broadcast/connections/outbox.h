// Frames for one connection alone, in order, until its socket takes them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadcast/log/segment.h"

namespace broadcast {

//   in front (or none)             bytes_
//   ┌─────────────────────┐        ┌────────────┬───────────┬───────────┐
//   │ rest of a log frame │ ─then▶ │ sent, gone │  frame 0  │  frame 1  │
//   └─────────────────────┘        └────────────┴───────────┴───────────┘
//     lies in its segment, which     0          sent_
//     the outbox keeps alive
class Outbox {
 public:
  bool empty() const { return !segment_ && sent_ == bytes_.size(); }
  // Of its own bytes. What stands in front lies in a segment and is no part of them.
  std::size_t size() const { return bytes_.size() - sent_; }
  std::size_t capacity() const { return bytes_.capacity(); }
  // What is to be sent next; there may be more behind it. Empty if the outbox is.
  std::span<const std::byte> rest() const {
    return segment_ ? in_front_ : std::span(bytes_).subspan(sent_);
  }
  // What the segment weighs that is kept for the bytes in front; 0: there are none.
  std::size_t held() const { return segment_ ? segment_->weight() : 0; }

  // Room for so many bytes behind the last; REQUIRES that they are all written.
  std::span<std::byte> grow(std::size_t size);
  void append(std::span<const std::byte> bytes);
  // The rest of a frame that was begun from a log must come before everything else. It is shared,
  // not copied: however many connections have the same rest, it takes memory once. REQUIRES: bytes
  // lie in the segment and are not empty; nothing stands in front yet.
  void put_in_front(SegmentRef segment, std::span<const std::byte> bytes);
  // Of rest(). Returns how many of these bytes were its own.
  std::size_t consume(std::size_t size);

 private:
  SegmentRef segment_;
  std::span<const std::byte> in_front_;
  std::vector<std::byte> bytes_;
  std::size_t sent_ = 0;
};

}  // namespace broadcast
