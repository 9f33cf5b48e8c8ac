// The kernel's socket addresses into Peer. Nothing is looked up: numbers only.
#include "reactor/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

namespace reactor {

Peer to_peer(const sockaddr_storage& address, socklen_t size) {
  Peer peer;
  if (size < sizeof address.ss_family) return peer;
  if (address.ss_family == AF_UNIX) peer.family = Peer::Family::local;
  if (address.ss_family == AF_INET) {
    const auto& ipv4 = reinterpret_cast<const sockaddr_in&>(address);
    peer.family = Peer::Family::ipv4;
    peer.port = ntohs(ipv4.sin_port);
    std::memcpy(peer.address.data(), &ipv4.sin_addr, 4);
  }
  if (address.ss_family == AF_INET6) {
    const auto& ipv6 = reinterpret_cast<const sockaddr_in6&>(address);
    const bool mapped = IN6_IS_ADDR_V4MAPPED(&ipv6.sin6_addr);
    peer.family = mapped ? Peer::Family::ipv4 : Peer::Family::ipv6;
    peer.port = ntohs(ipv6.sin6_port);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&ipv6.sin6_addr);
    std::memcpy(peer.address.data(), mapped ? bytes + 12 : bytes, mapped ? 4 : 16);
  }
  return peer;
}

std::optional<Peer> parse_ip(std::string_view text) {
  char terminated[INET6_ADDRSTRLEN];
  if (text.size() >= sizeof terminated || text.find('\0') != text.npos) return std::nullopt;
  *std::copy(text.begin(), text.end(), terminated) = '\0';
  sockaddr_storage storage{};
  auto& ipv4 = reinterpret_cast<sockaddr_in&>(storage);
  auto& ipv6 = reinterpret_cast<sockaddr_in6&>(storage);
  if (::inet_pton(AF_INET, terminated, &ipv4.sin_addr) == 1) {
    storage.ss_family = AF_INET;
    return to_peer(storage, sizeof ipv4);
  }
  if (::inet_pton(AF_INET6, terminated, &ipv6.sin6_addr) == 1) {
    storage.ss_family = AF_INET6;
    return to_peer(storage, sizeof ipv6);
  }
  return std::nullopt;
}

std::optional<AddressKey> address_key(const Peer& peer) {
  static constexpr std::array<std::uint8_t, 16> kHere = {0, 0, 0, 0, 0, 0, 0, 0,
                                                         0, 0, 0, 0, 0, 0, 0, 1};
  const bool ipv4 = peer.family == Peer::Family::ipv4;
  if (peer.family == Peer::Family::local) return std::nullopt;
  if (ipv4 && peer.address[0] == 127) return std::nullopt;
  if (peer.family == Peer::Family::ipv6 && peer.address == kHere) return std::nullopt;
  AddressKey key{};
  key[0] = static_cast<std::uint8_t>(peer.family);
  std::memcpy(key.data() + 1, peer.address.data(), ipv4 ? 4 : 8);
  return key;
}

std::size_t AddressKeyHash::operator()(const AddressKey& key) const {
  return std::hash<std::string_view>()(
      std::string_view(reinterpret_cast<const char*>(key.data()), key.size()));
}

std::string to_string(const Peer& peer) {
  char text[INET6_ADDRSTRLEN];
  const std::string port = ":" + std::to_string(peer.port);
  switch (peer.family) {
    case Peer::Family::ipv4:
      return inet_ntop(AF_INET, peer.address.data(), text, sizeof text) + port;
    case Peer::Family::ipv6:
      return "[" + std::string(inet_ntop(AF_INET6, peer.address.data(), text, sizeof text)) + "]" +
             port;
    case Peer::Family::local:
      return "unix";
    case Peer::Family::unknown:
      break;
  }
  return "unknown";
}

}  // namespace reactor
