// The last things that happened in a room, as long as there is room for them: what is encoded
// again for somebody who joins in a form that nobody spoke so far.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "apps/wsd/chat/happening.h"
#include "broadcast/log/segment.h"

namespace chat {

class Tail {
 public:
  void add(broadcast::Record record, const Happening& happening);  // REQUIRES: records rise
  void skip(broadcast::Record record);  // one that says nothing; REQUIRES: likewise
  // What is held of [record, last), rising; the happenings' views are valid until the next add.
  template <typename Visitor>
  void each(broadcast::Record record, broadcast::Record last, Visitor&& visit) const {
    for (auto entry = at(record); entry != entries_.end() && entry->record < last; ++entry)
      visit(entry->record, unpack(entry->bytes));
  }
  // From here on everything is held: records that each() leaves out had nothing to say. nullopt:
  // nothing has happened yet.
  std::optional<broadcast::Record> first() const { return first_; }
  // The first that is held from that record on, for a look at it; nullopt: there is none.
  std::optional<Happening> peek(broadcast::Record record) const;

  // Lets the oldest go until no more than so many bytes are left.
  void keep(std::size_t bytes_max);
  std::size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    broadcast::Record record;
    std::vector<std::byte> bytes;

    std::size_t weight() const;
  };
  using Entries = std::deque<Entry>;

  Entries::const_iterator at(broadcast::Record record) const {
    return std::lower_bound(
        entries_.begin(), entries_.end(), record,
        [](const Entry& entry, broadcast::Record wanted) { return entry.record < wanted; });
  }

  std::optional<broadcast::Record> first_;
  std::size_t bytes_ = 0;
  Entries entries_;
};

}  // namespace chat
