// getaddrinfo with the choices made: TCP, numeric port, and "every address" spelled out by
// ourselves, as IPv6 for both families with IPv4 as the fallback of a machine without IPv6.
#include "reactor/endpoint.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cassert>
#include <cstring>
#include <memory>
#include <system_error>

#include "reactor/sys.h"

namespace reactor {
namespace {

// getaddrinfo's errors have numbers and words of their own.
class LookUpErrors final : public std::error_category {
 public:
  const char* name() const noexcept override { return "getaddrinfo"; }
  std::string message(int error) const override { return ::gai_strerror(error); }
};

using Found = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Found look_up(const Address& address) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error =
      ::getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &wanted, &found);
  if (error != 0) {
    const std::string sentence = "cannot look up \"" + address.host + "\"";
    if (error == EAI_SYSTEM) fail(errno, sentence);
    static const LookUpErrors errors;
    throw std::system_error(error, errors, sentence);
  }
  return {found, &::freeaddrinfo};
}

Endpoint every_address(std::uint16_t port) {
  Endpoint endpoint;
  auto& ipv6 = reinterpret_cast<sockaddr_in6&>(endpoint.storage);
  ipv6.sin6_family = AF_INET6;
  ipv6.sin6_port = htons(port);
  ipv6.sin6_addr = in6addr_any;
  endpoint.size = sizeof ipv6;
  return endpoint;
}

}  // namespace

std::uint16_t Endpoint::port() const {
  if (family() == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(storage).sin_port);
  if (family() == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(storage).sin6_port);
  return 0;
}

std::vector<Endpoint> resolve_blocking(const Address& address, Purpose purpose) {
  assert(address.kind != Address::Kind::descriptor);
  if (address.kind == Address::Kind::unix_path) return {unix_endpoint(address.path)};
  if (address.host.empty() && purpose == Purpose::listen) return {every_address(address.port)};
  Address named = address;
  if (named.host.empty()) named.host = "localhost";  // dialling a port alone means this machine
  const Found found = look_up(named);
  std::vector<Endpoint> endpoints;
  for (const addrinfo* one = found.get(); one != nullptr; one = one->ai_next) {
    Endpoint& endpoint = endpoints.emplace_back();
    std::memcpy(&endpoint.storage, one->ai_addr, one->ai_addrlen);
    endpoint.size = one->ai_addrlen;
  }
  return endpoints;
}

Endpoint unix_endpoint(const std::string& path) {
  Endpoint endpoint;
  auto& local = reinterpret_cast<sockaddr_un&>(endpoint.storage);
  assert(!path.empty() && path.size() < sizeof local.sun_path);
  local.sun_family = AF_UNIX;
  std::memcpy(local.sun_path, path.data(), path.size());
  endpoint.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  if (path.front() == '@') {
    local.sun_path[0] = '\0';  // an abstract name: no file, and its length is part of it
  } else {
    ++endpoint.size;
  }
  return endpoint;
}

Endpoint local_endpoint(int fd) {
  Endpoint endpoint;
  endpoint.size = sizeof endpoint.storage;
  sys().getsockname(fd, reinterpret_cast<sockaddr*>(&endpoint.storage), &endpoint.size);
  return endpoint;
}

}  // namespace reactor
