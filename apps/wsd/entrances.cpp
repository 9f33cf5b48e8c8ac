// All are opened before any thread begins, so that an address in use is an error at once.
#include "apps/wsd/entrances.h"

#include <netdb.h>
#include <sys/un.h>

#include <cstddef>
#include <system_error>
#include <utility>

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
  for (reactor::Listener& listener : reactor::Listener::open(listen.address, {})) {
    entrances.urls.push_back(url_of(listen, listener, listen.tls ? "wss" : "ws"));
    const Entrance entrance = {Entrance::For::guests, listen.tls,
                               has_ports(listen.address, listener)};
    const bool spread = listen.address.kind == Kind::tcp;
    for (std::size_t shard = 1; spread && shard < entrances.by_shard.size(); ++shard) {
      entrances.by_shard[shard].push_back({listener.sibling(), entrance});
    }
    entrances.by_shard[0].push_back({std::move(listener), entrance});
  }
}

void open_for_admin(const ListenAddress& admin, Entrances& entrances) {
  for (reactor::Listener& listener : reactor::Listener::open(admin.address, {})) {
    entrances.admin_url = url_of(admin, listener, "http");
    entrances.by_shard[0].push_back({std::move(listener), {Entrance::For::admin}});
  }
}

// The system's error that is being handled, with what to do if somebody else has the address.
[[noreturn]] void explain(const std::system_error& error, const char* what_to_do) {
  if (error.code() != std::errc::address_in_use) throw;
  throw AddressTaken(std::string(error.what()) + ". " + what_to_do);
}

}  // namespace

broadcast::ListenRules rules_of(const Entrance& entrance, const Options& options) {
  const bool may = options.proxy_protocol && entrance.tcp && entrance.whom == Entrance::For::guests;
  return {.proxies = may ? options.trusted_proxies : std::vector<reactor::Prefix>(),
          .onlookers = entrance.whom == Entrance::For::admin,
          .uncounted = options.trusted_proxies};
}

Entrances open_entrances(const Options& options, std::size_t shards) {
  Entrances entrances;
  entrances.by_shard.resize(shards);
  try {
    for (const ListenAddress& listen : options.listen) open_for_guests(listen, entrances);
  } catch (const std::system_error& error) {
    explain(error, "Is another wsd running? --listen ADDR is for another address.");
  }
  try {
    if (options.admin) open_for_admin(*options.admin, entrances);
  } catch (const std::system_error& error) {
    explain(error,
            "Metrics and the admin API were to be there. Is another wsd running? --admin ADDR puts "
            "them elsewhere, --admin off leaves them out.");
  }
  return entrances;
}

}  // namespace wsd
