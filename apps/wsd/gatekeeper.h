// Who may come in: so many connections in all, so many from one address, so many new ones from it
// in a minute. One for the process, shared by all shards.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/token_bucket.h"
#include "reactor/clock.h"
#include "reactor/peer.h"
#include "rfc6455/http_head.h"

namespace wsd {

// Connections without an upgrade, for each one with it that an address may have: pages take
// several.
inline constexpr std::uint32_t kStrangersEach = 4;

struct AdmissionLimits {
  std::optional<std::size_t> connections{};  // in all; none: as many as there are places
  std::uint32_t address_connections = 64;    // 0: no limit, everywhere here
  std::uint32_t address_per_minute = 120;

  std::uint32_t strangers() const {
    return std::min(address_connections, UINT32_MAX / kStrangersEach) * kStrangersEach;
  }
  bool operator==(const AdmissionLimits&) const = default;
};

inline constexpr std::size_t kAddressesMax = 1 << 16;  // remembered though nobody is here from them

class Gatekeeper {
 public:
  // places: how many connections descriptors allow; 0: not known.
  explicit Gatekeeper(std::size_t places = 0) : places_(places) {}

  struct Answer {
    std::optional<rfc6455::HttpError> refusal;  // 429, 503
    std::uint32_t retry_after_seconds = 0;      // with a refusal
  };

  // Any thread. Without a refusal the client counts until left() is called for it. Clients of this
  // machine itself (loopback, unix sockets) are limited by the total alone; an IPv6 address stands
  // for its /64.
  Answer admit(const reactor::Peer& client, const AdmissionLimits& limits, reactor::Time now);
  // Any thread. REQUIRES: admitted, as that address.
  void left(const reactor::Peer& client, reactor::Time now);

  // What limits by address count a client as; empty: they do not.
  static std::string source_of(const reactor::Peer& client);

  std::size_t open() const;       // any thread
  std::size_t addresses() const;  // any thread: remembered

 private:
  using Key = reactor::AddressKey;
  struct Entry {
    std::uint32_t open = 0;
    base::TokenBucket<reactor::Time> arrivals;
    std::list<Key>::iterator place;  // in quiet_, while open is 0
  };

  Entry& entry_of(const Key& key);
  void forget_quiet(reactor::Time now);

  const std::size_t places_;
  mutable std::mutex lock_;  // of what follows
  std::size_t open_ = 0;
  std::unordered_map<Key, Entry, reactor::AddressKeyHash> entries_;
  std::list<Key> quiet_;  // nobody is here from them; the longest quiet first
};

// "Retry-After: 5\r\n", for a refusal's fields.
std::string retry_after(const Gatekeeper::Answer& answer);

}  // namespace wsd
