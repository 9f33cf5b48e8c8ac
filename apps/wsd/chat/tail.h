// The last things that happened in a room, as long as there is room for them: what is encoded
// again for somebody who joins in a form that nobody spoke so far.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "apps/wsd/chat/happening.h"
#include "broadcast/segment.h"

namespace chat {

class Tail {
 public:
  explicit Tail(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  void add(broadcast::Record record, const Happening& happening);  // REQUIRES: records rise
  // What is held of [record, last), rising; the happenings' views are valid until the next add.
  template <typename Visitor>
  void each(broadcast::Record record, broadcast::Record last, Visitor&& visit) const {
    for (const Entry& entry : entries_) {
      if (entry.record >= record && entry.record < last) visit(entry.record, unpack(entry.bytes));
    }
  }
  std::optional<broadcast::Record> first() const;
  std::size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    broadcast::Record record;
    std::vector<std::byte> bytes;
  };
  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  std::deque<Entry> entries_;
};

}  // namespace chat
