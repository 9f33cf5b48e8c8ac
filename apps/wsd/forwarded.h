// Who a client is when proxies stand in front and say so in HTTP.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "apps/wsd/origin.h"
#include "reactor/peer.h"
#include "reactor/prefix.h"
#include "rfc6455/http_head.h"

namespace wsd {

// One element of X-Forwarded-For as proxies write it: "192.0.2.1", "192.0.2.1:4711", "2001:db8::1",
// "[2001:db8::1]", "[2001:db8::1]:4711".
std::optional<reactor::Peer> parse_hop(std::string_view text);

// Who asks, and by which scheme. What a request says of it counts only as far as trusted proxies
// said it: X-Forwarded-For is read from its end, past the trusted ones, to the first address that
// is not; what is no address ends the walk there. X-Forwarded-Proto counts if the peer is trusted.
struct Client {
  reactor::Peer peer;
  Scheme scheme = Scheme::http;
};
Client true_client(const Client& connected, const rfc6455::HttpHead& request,
                   std::span<const reactor::Prefix> trusted);

}  // namespace wsd
