// All are opened before any thread begins, so that an address in use is an error at once.
#include "apps/wsd/entrances.h"

#include <netdb.h>
#include <sys/un.h>

#include <cstddef>

#include "reactor/endpoint.h"

namespace wsd {
namespace {

using Kind = reactor::Address::Kind;

bool is_here(const std::string& host) {
  return host.empty() || host == "127.0.0.1" || host == "::1" || host == "0.0.0.0" || host == "::";
}

// What an inherited socket is bound to, as an address.
reactor::Address bound_to(int fd) {
  const reactor::Endpoint endpoint = reactor::local_endpoint(fd);
  reactor::Address address;
  if (endpoint.family() == AF_UNIX) {
    const auto& unix_address = reinterpret_cast<const sockaddr_un&>(endpoint.storage);
    const std::size_t size = endpoint.size - offsetof(sockaddr_un, sun_path);
    address.kind = Kind::unix_path;
    address.path.assign(unix_address.sun_path, size);
    if (!address.path.empty() && address.path[0] == '\0') address.path[0] = '@';
    if (address.path.ends_with('\0')) address.path.pop_back();
    return address;
  }
  char host[NI_MAXHOST] = {};
  ::getnameinfo(endpoint.raw(), endpoint.size, host, sizeof host, nullptr, 0, NI_NUMERICHOST);
  address.host = host;
  return address;
}

std::string url_of(const ListenAddress& listen, const reactor::Listener& listener,
                   const std::string& scheme) {
  const reactor::Address address =
      listen.address.kind == Kind::descriptor ? bound_to(listener.fd()) : listen.address;
  if (address.kind == Kind::unix_path) return "unix:" + address.path;
  const std::string port = std::to_string(reactor::local_endpoint(listener.fd()).port());
  if (is_here(address.host)) return scheme + "://localhost:" + port;
  const bool ipv6 = address.host.find(':') != std::string::npos;
  return scheme + "://" + (ipv6 ? "[" + address.host + "]" : address.host) + ":" + port;
}

bool has_ports(const reactor::Address& address, const reactor::Listener& listener) {
  if (address.kind == Kind::descriptor) return bound_to(listener.fd()).kind == Kind::tcp;
  return address.kind == Kind::tcp;
}

void open_for_guests(const ListenAddress& listen, Entrances& entrances) {
  const bool spread = listen.address.kind == Kind::tcp;
  reactor::ListenOptions how;
  if (spread && entrances.by_shard.size() > 1) how.sharing = reactor::PortSharing::shared;
  reactor::Address address = listen.address;
  for (auto& shard : entrances.by_shard) {
    const bool first = &shard == &entrances.by_shard.front();
    if (!spread && !first) break;
    for (reactor::Listener& listener : reactor::Listener::open(address, how)) {
      if (first) {
        entrances.urls.push_back(url_of(listen, listener, listen.tls ? "wss" : "ws"));
        if (spread && address.port == 0) {
          address.port = reactor::local_endpoint(listener.fd()).port();
        }
      }
      const bool tcp = has_ports(listen.address, listener);
      shard.push_back({std::move(listener), {Entrance::For::guests, listen.tls, tcp}});
    }
  }
}

}  // namespace

broadcast::ListenRules rules_of(const Entrance& entrance, const Options& options) {
  const bool may = options.proxy_protocol && entrance.tcp && entrance.whom == Entrance::For::guests;
  return {.proxies = may ? options.trusted_proxies : std::vector<reactor::Prefix>(),
          .onlookers = entrance.whom == Entrance::For::admin};
}

Entrances open_entrances(const Options& options, std::size_t shards) {
  Entrances entrances;
  entrances.by_shard.resize(shards);
  for (const ListenAddress& listen : options.listen) open_for_guests(listen, entrances);
  if (options.admin) {
    for (reactor::Listener& listener : reactor::Listener::open(options.admin->address, {})) {
      entrances.admin_url = url_of(*options.admin, listener, "http");
      entrances.by_shard[0].push_back({std::move(listener), {Entrance::For::admin}});
    }
  }
  return entrances;
}

}  // namespace wsd
