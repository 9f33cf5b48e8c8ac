// Every element of X-Forwarded-For was added by the one who stands right of it (the last by our own
// peer), so an element is worth as much as its right neighbour.
#include "apps/wsd/forwarded.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "rfc6455/http_list.h"

namespace wsd {
namespace {

using reactor::Peer;

constexpr std::size_t kHopsMax = 32;  // looked at; nobody has more proxies than that

std::optional<std::uint16_t> port_number(std::string_view digits) {
  std::uint16_t number = 0;
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, number);
  if (digits.empty() || error != std::errc{} || end != last) return std::nullopt;
  return number;
}

}  // namespace

std::optional<Peer> parse_hop(std::string_view text) {
  if (const auto whole = reactor::parse_ip(text)) return whole;
  const auto colon = text.rfind(':');
  const bool bracketed = text.starts_with('[');
  if (bracketed && text.ends_with(']')) {
    const auto peer = reactor::parse_ip(text.substr(1, text.size() - 2));
    return peer && peer->family == Peer::Family::ipv6 ? peer : std::nullopt;
  }
  if (colon == text.npos || colon == 0) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const auto port = port_number(text.substr(colon + 1));
  if (!port) return std::nullopt;
  if (bracketed) {
    if (host.back() != ']') return std::nullopt;
    host = host.substr(1, host.size() - 2);
  }
  auto peer = reactor::parse_ip(host);
  if (!peer || bracketed != (host.find(':') != host.npos)) return std::nullopt;
  peer->port = *port;
  return peer;
}

Client true_client(const Client& connected, const rfc6455::HttpHead& request,
                   std::span<const reactor::Prefix> trusted) {
  if (trusted.empty() || !reactor::any_contains(trusted, connected.peer)) return connected;
  Client client = connected;
  std::array<std::string_view, kHopsMax> hops;  // the last ones, in a ring
  std::size_t count = 0;
  rfc6455::HeadListReader said(request, "X-Forwarded-For");
  while (const auto hop = said.next()) hops[count++ % kHopsMax] = *hop;
  for (std::size_t i = 0; i < std::min(count, kHopsMax); ++i) {
    const auto peer = parse_hop(hops[(count - 1 - i) % kHopsMax]);
    if (!peer) break;
    client.peer = *peer;
    if (!reactor::any_contains(trusted, *peer)) break;
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
