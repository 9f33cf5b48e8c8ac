// Connections that have not upgraded, by address: so many of one, whatever they are waiting for.
// One for the process, shared by all shards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_map>

#include "reactor/peer.h"

namespace broadcast {

class Strangers {
 public:
  // Any thread. True: it counts until left() is called for it. False: so many of that address are
  // here already (0: there is no limit). Clients of this machine itself are not counted.
  bool admit(const reactor::Peer& peer, std::uint32_t most);
  // Any thread. REQUIRES: admitted, as that address.
  void left(const reactor::Peer& peer);

  std::size_t addresses() const;  // any thread

 private:
  mutable std::mutex lock_;  // of what follows
  std::unordered_map<reactor::AddressKey, std::uint32_t, reactor::AddressKeyHash> counts_;
};

}  // namespace broadcast
