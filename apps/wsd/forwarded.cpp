// Every element of X-Forwarded-For was added by the one who stands right of it (the last by our own
// peer), so an element is worth as much as its right neighbour.
#include "apps/wsd/forwarded.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "rfc6455/http_list.h"

namespace wsd {
namespace {

using reactor::Peer;

constexpr std::size_t kAddressTextMax = INET6_ADDRSTRLEN;
constexpr std::size_t kHopsMax = 32;  // looked at; nobody has more proxies than that

template <class Number>
std::optional<Number> whole_number(std::string_view digits) {
  Number number{};
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, number);
  if (digits.empty() || error != std::errc{} || end != last) return std::nullopt;
  return number;
}

std::optional<Peer> parse_number(std::string_view text) {
  char copy[kAddressTextMax + 1] = {};
  if (text.empty() || text.size() > kAddressTextMax || text.find('\0') != text.npos) return {};
  std::memcpy(copy, text.data(), text.size());
  sockaddr_storage storage{};
  if (auto& ipv4 = reinterpret_cast<sockaddr_in&>(storage);
      inet_pton(AF_INET, copy, &ipv4.sin_addr) == 1) {
    ipv4.sin_family = AF_INET;
    return reactor::to_peer(storage, sizeof ipv4);
  }
  auto& ipv6 = reinterpret_cast<sockaddr_in6&>(storage);
  if (inet_pton(AF_INET6, copy, &ipv6.sin6_addr) != 1) return {};
  ipv6.sin6_family = AF_INET6;
  return reactor::to_peer(storage, sizeof ipv6);
}

std::uint8_t bits_of(Peer::Family family) {
  if (family == Peer::Family::ipv4) return 32;
  return family == Peer::Family::ipv6 ? 128 : 0;
}

void clear_behind(std::array<std::uint8_t, 16>& address, unsigned bits) {
  for (unsigned byte = 0; byte < address.size(); ++byte) {
    const unsigned kept =
        std::clamp<int>(static_cast<int>(bits) - static_cast<int>(byte * 8), 0, 8);
    address[byte] = static_cast<std::uint8_t>(address[byte] & (0xFF00u >> kept));
  }
}

}  // namespace

bool Network::holds(const Peer& peer) const {
  if (peer.family != family || family == Peer::Family::unknown) return false;
  auto prefix = peer.address;
  clear_behind(prefix, bits);
  return family == Peer::Family::local || prefix == address;
}

bool holds(std::span<const Network> networks, const Peer& peer) {
  return std::any_of(networks.begin(), networks.end(),
                     [&](const Network& network) { return network.holds(peer); });
}

std::optional<Network> parse_network(std::string_view text) {
  if (text == "unix") return Network{Peer::Family::local, 0, {}};
  const auto slash = text.find('/');
  const auto peer = parse_number(text.substr(0, slash));
  if (!peer) return std::nullopt;
  Network network{peer->family, bits_of(peer->family), peer->address};
  if (slash != text.npos) {
    const auto bits = whole_number<std::uint8_t>(text.substr(slash + 1));
    if (!bits || *bits > network.bits) return std::nullopt;
    network.bits = *bits;
  }
  clear_behind(network.address, network.bits);
  return network;
}

std::string to_string(const Network& network) {
  if (network.family == Peer::Family::local) return "unix";
  char text[INET6_ADDRSTRLEN];
  const int family = network.family == Peer::Family::ipv4 ? AF_INET : AF_INET6;
  inet_ntop(family, network.address.data(), text, sizeof text);
  return std::string(text) + "/" + std::to_string(network.bits);
}

std::optional<Peer> parse_peer(std::string_view text) {
  if (const auto whole = parse_number(text)) return whole;
  const auto colon = text.rfind(':');
  const bool bracketed = text.starts_with('[');
  if (bracketed && text.ends_with(']')) {
    const auto peer = parse_number(text.substr(1, text.size() - 2));
    return peer && peer->family == Peer::Family::ipv6 ? peer : std::nullopt;
  }
  if (colon == text.npos || colon == 0) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const auto port = whole_number<std::uint16_t>(text.substr(colon + 1));
  if (!port) return std::nullopt;
  if (bracketed) {
    if (host.back() != ']') return std::nullopt;
    host = host.substr(1, host.size() - 2);
  }
  auto peer = parse_number(host);
  if (!peer || bracketed != (host.find(':') != host.npos)) return std::nullopt;
  peer->port = *port;
  return peer;
}

Client true_client(const Client& connected, const rfc6455::HttpHead& request,
                   std::span<const Network> trusted) {
  if (trusted.empty() || !holds(trusted, connected.peer)) return connected;
  Client client = connected;
  std::array<std::string_view, kHopsMax> hops;  // the last ones, in a ring
  std::size_t count = 0;
  rfc6455::HeadListReader said(request, "X-Forwarded-For");
  while (const auto hop = said.next()) hops[count++ % kHopsMax] = *hop;
  for (std::size_t i = 0; i < std::min(count, kHopsMax); ++i) {
    const auto peer = parse_peer(hops[(count - 1 - i) % kHopsMax]);
    if (!peer) break;
    client.peer = *peer;
    if (!holds(trusted, *peer)) break;
  }
  rfc6455::HeadListReader schemes(request, "X-Forwarded-Proto");
  while (const auto scheme = schemes.next()) {
    const auto is = [&](std::string_view name) {
      return rfc6455::equal_ignoring_case(*scheme, name);
    };
    if (is("https") || is("wss")) client.scheme = Scheme::https;
    if (is("http") || is("ws")) client.scheme = Scheme::http;
  }
  return client;
}

}  // namespace wsd
