// The listeners, opened for all shards, and what one has to know of the one that a request came by.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/wsd/options.h"
#include "apps/wsd/origin.h"
#include "broadcast/connections/acceptors.h"
#include "reactor/listener.h"

namespace wsd {

struct Entrance {
  enum class For : std::uint8_t { guests, admin };

  For whom = For::guests;
  bool tls = false;
  bool tcp = true;  // or a unix socket

  Scheme scheme() const { return tls ? Scheme::https : Scheme::http; }
};

// How connections are taken there: on TCP the trusted proxies may begin with a PROXY header.
broadcast::ListenRules rules_of(const Entrance& entrance, const Options& options);

struct Opened {
  reactor::Listener listener;
  Entrance entrance;
};

struct Entrances {
  // By shard, in the order that Shard::listen should be told: its numbers are the places in here.
  // A TCP address for guests is opened once a shard, and the kernel spreads the newcomers. A unix
  // socket, an inherited descriptor and the admin listener are the first shard's.
  std::vector<std::vector<Opened>> by_shard;
  std::vector<std::string> urls;  // of guests' listeners, as one types them into a client
  std::string admin_url;          // empty: off
};

// Somebody else has an address. The sentence says what it was for, and what to do.
class AddressTaken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Throws AddressTaken; any other fault as std::system_error with the address in its sentence.
Entrances open_entrances(const Options& options, std::size_t shards);

}  // namespace wsd
