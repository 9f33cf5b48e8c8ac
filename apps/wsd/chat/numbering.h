// Which message has which record number. A room's records count all that happens in it, sequence
// numbers only its messages; between two other happenings both rise together.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>

#include "apps/wsd/chat/happening.h"
#include "broadcast/segment.h"

namespace chat {

class Numbering {
 public:
  // first: of the next message. Records told may leave gaps (the room was closed meanwhile),
  // sequence numbers may jump ahead (after an unclean end).
  explicit Numbering(Sequence first) : next_(first) {}

  Sequence number(broadcast::Record record);  // of a message; REQUIRES: records rise
  Sequence next() const { return next_; }
  // The number of the last message before this record; 0: none, or nobody knows any more.
  Sequence last_before(broadcast::Record record) const;
  // The record of a message, or of the first one after it; nullopt: it is older than is known here,
  // or yet to come.
  std::optional<broadcast::Record> record_of(Sequence seq) const;

 private:
  struct Run {  // of messages, one straight after the other
    broadcast::Record record;
    Sequence seq;
    std::uint64_t count;
  };
  Sequence next_;
  std::deque<Run> runs_;  // the last kRunsMax
};

}  // namespace chat
