// A connection as the server knows it, whatever it came for.
#pragma once

#include <cstdint>
#include <vector>

#include "broadcast/shard.h"
#include "reactor/peer.h"

namespace wsd {

struct Visitor {
  enum class Kind : std::uint8_t { none, echo, raw, chat };

  Kind kind = Kind::none;
  broadcast::Serial serial = 0;
  std::uint64_t number = 0;         // "c7"
  reactor::Peer client{};           // the true one
  broadcast::LocalRoomId hall = 0;  // raw
};

// Those of one shard, by slot.
class Visitors {
 public:
  Visitor& admit(const broadcast::ConnectionId& id) {
    if (all_.size() <= id.slot) all_.resize(id.slot + 1);
    all_[id.slot] = {};
    all_[id.slot].serial = id.serial;
    return all_[id.slot];
  }
  Visitor* find(const broadcast::ConnectionId& id) {
    if (id.slot >= all_.size() || all_[id.slot].kind == Visitor::Kind::none) return nullptr;
    return all_[id.slot].serial == id.serial ? &all_[id.slot] : nullptr;
  }
  void left(const broadcast::ConnectionId& id) { all_[id.slot] = {}; }

 private:
  std::vector<Visitor> all_;
};

}  // namespace wsd
