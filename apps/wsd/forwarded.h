// Who a client is when a proxy stands in front: the proxies that may say so, and what they say.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "apps/wsd/origin.h"
#include "reactor/peer.h"
#include "rfc6455/http_head.h"

namespace wsd {

// "10.0.0.0/8", "2001:db8::/32", "192.0.2.1" (that one alone), or "unix": whoever comes by a unix
// socket.
struct Network {
  reactor::Peer::Family family = reactor::Peer::Family::unknown;
  std::uint8_t bits = 0;
  std::array<std::uint8_t, 16> address{};  // zero behind the bits

  bool holds(const reactor::Peer& peer) const;
  bool operator==(const Network&) const = default;
};
std::optional<Network> parse_network(std::string_view text);
std::string to_string(const Network& network);

bool holds(std::span<const Network> networks, const reactor::Peer& peer);

// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]:4711". Numbers only, nothing is
// looked up.
std::optional<reactor::Peer> parse_peer(std::string_view text);

// Who asks, and by which scheme. What a request says of it counts only as far as trusted proxies
// said it: X-Forwarded-For is read from its end, past the trusted ones, to the first address that
// is not; what is no address ends the walk there. X-Forwarded-Proto counts if the peer is trusted.
struct Client {
  reactor::Peer peer;
  Scheme scheme = Scheme::http;
};
Client true_client(const Client& connected, const rfc6455::HttpHead& request,
                   std::span<const Network> trusted);

}  // namespace wsd
