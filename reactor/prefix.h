// A block of addresses as people write it: whom a server trusts, or does not.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "reactor/peer.h"

namespace reactor {

//  10.0.0.0/8      all addresses whose first eight bits are these
//  192.0.2.7       one address, as 192.0.2.7/32
//  2001:db8::/32   IPv6 the same, without brackets
//  0.0.0.0/0       every IPv4 address, and no IPv6 address; ::/0 the other way round
//  unix            whoever comes by a unix socket
//
// IPv4 within IPv6 (::ffff:10.0.0.0/104) is IPv4, as it is in Peer.
struct Prefix {
  Peer::Family family = Peer::Family::unknown;
  std::uint8_t bits = 0;                   // how many of the address count
  std::array<std::uint8_t, 16> address{};  // the others are zero

  bool contains(const Peer& peer) const;

  bool operator==(const Prefix&) const = default;
};

// Either a prefix or what is wrong with the text, as a sentence.
struct ParsedPrefix {
  std::optional<Prefix> prefix;
  std::string complaint;
};

ParsedPrefix parse_prefix(std::string_view text);

// The text that parse_prefix reads back to the same prefix.
std::string to_string(const Prefix& prefix);

bool any_contains(std::span<const Prefix> prefixes, const Peer& peer);

}  // namespace reactor
