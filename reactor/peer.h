// Who is at the other end: an address small enough to keep per connection, equal for equal
// machines.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reactor {

// Twenty bytes. An IPv4 client of a dual-stack listener is IPv4 here, not ::ffff:a.b.c.d, so that
// limits per address cannot be dodged by choosing the family.
struct Peer {
  enum class Family : std::uint8_t { unknown, ipv4, ipv6, local };

  std::array<std::uint8_t, 16> address{};  // network order; IPv4 in the first four
  std::uint16_t port = 0;
  Family family = Family::unknown;

  bool operator==(const Peer&) const = default;
};

// The kernel's form into ours.
Peer to_peer(const sockaddr_storage& address, socklen_t size);

// A numeric address without a port, "192.0.2.1" or "2001:db8::1"; nullopt if it is anything else.
std::optional<Peer> parse_ip(std::string_view text);

// Whom limits by address take for one: an IPv4 address, or the /64 of an IPv6 one. nullopt: this
// machine itself (loopback, unix sockets), which has no such limits.
using AddressKey = std::array<std::uint8_t, 9>;  // the family, then the address
std::optional<AddressKey> address_key(const Peer& peer);
struct AddressKeyHash {
  std::size_t operator()(const AddressKey& key) const;
};

// "192.0.2.1:4711", "[2001:db8::1]:4711", "unix" or "unknown".
std::string to_string(const Peer& peer);

}  // namespace reactor
