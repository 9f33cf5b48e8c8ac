// An address is kept while somebody is here from it: the table is never larger than the number of
// sockets.
#include "broadcast/connections/strangers.h"

#include <cassert>

namespace broadcast {

bool Strangers::admit(const reactor::Peer& peer, std::uint32_t most) {
  const auto key = reactor::address_key(peer);
  if (!key) return true;
  const std::lock_guard guard(lock_);
  std::uint32_t& count = counts_[*key];
  if (most != 0 && count >= most) return false;
  ++count;
  return true;
}

void Strangers::left(const reactor::Peer& peer) {
  const auto key = reactor::address_key(peer);
  if (!key) return;
  const std::lock_guard guard(lock_);
  const auto found = counts_.find(*key);
  assert(found != counts_.end() && found->second > 0);
  if (--found->second == 0) counts_.erase(found);
}

std::size_t Strangers::addresses() const {
  const std::lock_guard guard(lock_);
  return counts_.size();
}

}  // namespace broadcast
