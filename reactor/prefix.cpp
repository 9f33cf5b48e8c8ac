// Strict: a prefix with bits set behind its length is somebody's mistake, and may trust more than
// was meant.
#include "reactor/prefix.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace reactor {
namespace {

using Family = Peer::Family;

constexpr std::string_view kUnix = "unix";
constexpr unsigned kMappedBits = 96;  // of ::ffff:a.b.c.d, before what is IPv4

ParsedPrefix wrong(std::string_view text, const std::string& why) {
  return {std::nullopt, "\"" + std::string(text) + "\" is no address block: " + why};
}

// The prefix's part of one byte of an address.
std::uint8_t mask(unsigned bits, std::size_t byte) {
  const auto before = static_cast<unsigned>(byte) * 8;
  const unsigned ours = bits <= before ? 0 : std::min(bits - before, 8u);
  return static_cast<std::uint8_t>(0xFF00u >> ours);
}

Prefix without_host_bits(Prefix prefix) {
  for (std::size_t i = 0; i < prefix.address.size(); ++i) prefix.address[i] &= mask(prefix.bits, i);
  return prefix;
}

}  // namespace

bool Prefix::contains(const Peer& peer) const {
  if (peer.family != family || family == Family::unknown) return false;
  for (std::size_t i = 0; i * 8 < bits; ++i) {
    if ((peer.address[i] & mask(bits, i)) != address[i]) return false;
  }
  return true;
}

ParsedPrefix parse_prefix(std::string_view text) {
  if (text == kUnix) return {Prefix{.family = Family::local}, {}};
  const auto slash = text.find('/');
  const auto written = text.substr(0, slash);
  const auto peer = parse_ip(written);
  if (!peer) return wrong(text, "it begins with no IPv4 or IPv6 address, as 10.0.0.0/8 and ::1 do");
  const bool mapped = peer->family == Family::ipv4 && written.find(':') != written.npos;
  const unsigned least = mapped ? kMappedBits : 0;
  const unsigned most = peer->family == Family::ipv4 && !mapped ? 32 : 128;
  unsigned bits = most;
  if (slash != text.npos) {
    const auto digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc() || end != digits.data() + digits.size() || bits < least || bits > most)
      return wrong(text, "behind the slash stands a number from " + std::to_string(least) + " to " +
                             std::to_string(most));
  }
  const Prefix prefix{.family = peer->family,
                      .bits = static_cast<std::uint8_t>(bits - least),
                      .address = peer->address};
  const Prefix clean = without_host_bits(prefix);
  if (clean != prefix)
    return wrong(text, "it goes on behind its " + std::to_string(prefix.bits) +
                           " bits; the block is " + to_string(clean));
  return {prefix, {}};
}

std::string to_string(const Prefix& prefix) {
  if (prefix.family == Family::local) return std::string(kUnix);
  if (prefix.family == Family::unknown) return "unknown";
  char text[INET6_ADDRSTRLEN];
  const int family = prefix.family == Family::ipv4 ? AF_INET : AF_INET6;
  return ::inet_ntop(family, prefix.address.data(), text, sizeof text) +
         ("/" + std::to_string(prefix.bits));
}

bool any_contains(std::span<const Prefix> prefixes, const Peer& peer) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const Prefix& prefix) { return prefix.contains(peer); });
}

}  // namespace reactor
