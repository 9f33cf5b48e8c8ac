// An address as the kernel wants it, for bind and connect.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <vector>

#include "reactor/address.h"

namespace reactor {

struct Endpoint {
  sockaddr_storage storage{};
  socklen_t size = 0;

  const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&storage); }
  sa_family_t family() const { return storage.ss_family; }
  std::uint16_t port() const;  // 0 for unix sockets
};

// Every endpoint that the address stands for, in the order they should be tried or opened. Looking
// up a name may BLOCK for seconds: at start, or on a worker. An address that is a number never
// blocks. Throws std::system_error. REQUIRES: address is no descriptor.
enum class Purpose : std::uint8_t { listen, dial };
std::vector<Endpoint> resolve_blocking(const Address& address, Purpose purpose);

// The endpoint that a unix socket's path stands for. REQUIRES: the path fits, as parse_address
// checks.
Endpoint unix_endpoint(const std::string& path);

// What fd is bound to.
Endpoint local_endpoint(int fd);

}  // namespace reactor
