// A slab: blocks never move, so a connection's address is good for its life.
#include "broadcast/connections/connections.h"

namespace broadcast {

// Not in integers: slots times nanoseconds may be more than 64 bits hold.
Slot slots_due(Slot slots, reactor::Duration passed, reactor::Duration spread) {
  return static_cast<Slot>(slots * (std::chrono::duration<double>(passed) / spread));
}

Connections::Block::Block(const rfc6455::MessageLimits& limits) {
  connections.reserve(kBlock);
  for (Slot i = 0; i < kBlock; ++i) connections.emplace_back(limits);
}

Slot Connections::add(reactor::Socket socket) {
  if (vacant_.empty()) {
    const Slot first = slots();
    blocks_.push_back(std::make_unique<Block>(limits_));
    hot_.resize(first + kBlock, Hot{-1, kHeld});
    for (Slot slot = first + kBlock; slot-- > first;) vacant_.push_back(slot);
  }
  const Slot slot = vacant_.back();
  vacant_.pop_back();
  Connection& connection = (*this)[slot];
  hot_[slot] = {socket.fd(), kHeld};
  connection.stream = reactor::Stream(std::move(socket));
  if (++serial_ == kNoSerial) ++serial_;  // zero is nobody's, however often it goes round
  connection.serial = serial_;
  connection.phase = Phase::greeting;
  ++count_;
  return slot;
}

void Connections::remove(Slot slot) {
  Connection& connection = (*this)[slot];
  connection.spill.reset();
  connection = Connection(limits_);
  hot_[slot] = {-1, kHeld};
  vacant_.push_back(slot);
  --count_;
}

Connection* Connections::find(const ConnectionId& id) {
  if (id.slot >= slots()) return nullptr;
  Connection& connection = (*this)[id.slot];
  const bool here = connection.phase != Phase::vacant && !connection.discarded;
  return here && connection.serial == id.serial ? &connection : nullptr;
}

Spill& Connections::spill(Connection& connection) {
  if (!connection.spill) {
    if (spare_.empty()) {
      connection.spill = std::make_unique<Spill>();
    } else {
      connection.spill = std::move(spare_.back());
      spare_.pop_back();
    }
  }
  return *connection.spill;
}

void Connections::unpack(Connection& connection) {
  if (!connection.spill || !connection.spill->empty()) return;
  const bool small = connection.spill->gathered.capacity() <= kSpareBytesMax &&
                     connection.spill->outbox.capacity() <= kSpareBytesMax &&
                     connection.spill->rest.capacity() <= kSpareBytesMax;
  if (small && spare_.size() < kSpareMax) {
    spare_.push_back(std::move(connection.spill));
  } else {
    connection.spill.reset();
  }
}

}  // namespace broadcast
