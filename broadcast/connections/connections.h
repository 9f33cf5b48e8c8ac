// All connections of a shard, by slot. Beside them one dense array for the fan-out, which touches
// nothing else.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "broadcast/connections/connection.h"

namespace broadcast {

// What keeps a connection out of the fan-out's straight path.
enum Busy : std::uint32_t {
  kBlocked = 1,  // the socket took less than it was given: until a writable edge
  kPrivate = 2,  // its outbox comes first
  kSecure = 4,   // bytes go through TLS
  kHeld = 8,     // not open, or something about a gap must be said first
};

struct Hot {
  int fd;
  std::uint32_t busy;
};

// How many of so many slots have had their turn when each has one within `spread`, evenly.
// REQUIRES: passed < spread.
Slot slots_due(Slot slots, reactor::Duration passed, reactor::Duration spread);

class Connections {
 public:
  // shard, of shards: what makes a Who unlike those of other shards.
  Connections(const rfc6455::MessageLimits& limits, ShardNumber shard, ShardNumber shards)
      : limits_(limits), shard_(shard), shards_(shards) {}

  // A vacant slot is taken: phase greeting, a new serial.
  Slot add(reactor::Socket socket);
  // Closes it and makes the slot vacant. Its luggage is unpacked.
  void remove(Slot slot);

  Connection& operator[](Slot slot) { return (*blocks_[slot / kBlock])[slot % kBlock]; }
  // nullptr when it is gone or about to be, whoever has the slot now.
  Connection* find(const ConnectionId& id);
  ConnectionId id(Slot slot) { return {slot, (*this)[slot].serial}; }
  // What its frames are known by in every room.
  SenderId who(Slot slot) { return (*this)[slot].serial * shards_ + shard_ + 1; }
  Hot& hot(Slot slot) { return hot_[slot]; }
  std::size_t count() const { return count_; }
  // Where their sessions borrow.
  rfc6455::InflaterShelf& shelf() { return shelf_; }
  Slot slots() const { return static_cast<Slot>(hot_.size()); }

  // Spill is kept warm for the next one who needs it.
  Spill& spill(Connection& connection);
  void unpack(Connection& connection);  // gives it back if it is empty

 private:
  static constexpr Slot kBlock = 64;
  static constexpr std::size_t kSpareMax = 64;
  static constexpr std::size_t kSpareBytesMax = 64 << 10;  // a larger buffer is not kept
  struct Block {
    explicit Block(const rfc6455::MessageLimits& limits);
    Connection& operator[](Slot index) { return connections[index]; }
    std::vector<Connection> connections;
  };

  const rfc6455::MessageLimits& limits_;
  ShardNumber shard_;
  ShardNumber shards_;
  rfc6455::InflaterShelf shelf_;  // before the blocks: outlives every session
  std::vector<std::unique_ptr<Block>> blocks_;
  std::vector<Hot> hot_;
  std::vector<Slot> vacant_;
  std::vector<std::unique_ptr<Spill>> spare_;
  Serial serial_ = 0;
  std::size_t count_ = 0;
};

}  // namespace broadcast
