// Messages that have begun and not ended, of all connections of a shard: what they hold, which of
// them goes first when that is too much, and which has taken too long.
#pragma once

#include <cstddef>
#include <list>
#include <optional>

#include "broadcast/rooms/local_rooms.h"
#include "reactor/clock.h"

namespace broadcast {

class Gathering {
 public:
  struct Message {
    Slot slot;
    Serial serial;
    reactor::Time begun;
    std::size_t bytes;  // what it holds
  };
  // Stays good until end().
  using Place = std::list<Message>::iterator;

  Place begin(Slot slot, Serial serial, reactor::Time now);
  void holds(Place place, std::size_t bytes);
  void end(Place place);

  std::size_t bytes() const { return bytes_; }
  // The one that has made least of what it holds: it holds most, for the longest time. So messages
  // that stand still go before those that come in at a good pace, whoever came first, and a byte
  // now and then helps none. REQUIRES: there is one.
  const Message& worst(reactor::Time now) const;
  // The oldest, if it began that long ago.
  std::optional<Message> overdue(reactor::Time now, reactor::Duration most) const;
  // When it began.
  std::optional<reactor::Time> oldest() const;

 private:
  std::list<Message> messages_;  // the oldest first
  std::list<Message> spare_;     // one node, so that a busy connection allocates none
  std::size_t bytes_ = 0;
};

}  // namespace broadcast
