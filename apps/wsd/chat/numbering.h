// Which message has which record number. A room's records count all that happens in it, sequence
// numbers only its messages; between two other happenings both rise together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "apps/wsd/chat/happening.h"
#include "broadcast/log/segment.h"

namespace chat {

class Numbering {
 public:
  // first: of the next message. Records told may leave gaps (the room was closed meanwhile),
  // sequence numbers are dense from here on.
  explicit Numbering(Sequence first) : first_(first), next_(first) {}

  Sequence number(broadcast::Record record);  // of a message; REQUIRES: records rise
  Sequence next() const { return next_; }
  // The oldest message whose record is known; next(): none is.
  Sequence oldest() const { return runs_.empty() ? next_ : runs_.front().seq; }
  // The number of the last message before this record; 0: none, or nobody knows any more.
  Sequence last_before(broadcast::Record record) const;
  // The record of a message; nullopt: it is older than is known here, or yet to come.
  std::optional<broadcast::Record> record_of(Sequence seq) const;

  // Forgets the oldest messages' records until so many bytes are left, or the last run.
  void keep(std::size_t bytes_max);
  std::size_t bytes() const { return runs_.size() * sizeof(Run); }

 private:
  struct Run {  // of messages, one straight after the other
    broadcast::Record record;
    Sequence seq;
    std::uint64_t count;
  };
  Sequence first_;
  Sequence next_;
  std::deque<Run> runs_;
};

}  // namespace chat
