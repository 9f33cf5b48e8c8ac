// A listening or dialled address as people write it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reactor {

//  8765               every address of this machine, IPv4 and IPv6
//  0.0.0.0:8765       one address, or all of one family
//  [::1]:8765         IPv6 stands in brackets
//  localhost:8765     a name, looked up when it is used
//  unix:/run/wsd.sock a path; unix:@name stands in Linux's abstract name space
//  fd:3               a descriptor that this process inherited
struct Address {
  enum class Kind : std::uint8_t { tcp, unix_path, descriptor };

  Kind kind = Kind::tcp;
  std::string host;        // tcp: name or number without brackets; empty: every address
  std::uint16_t port = 0;  // tcp: 0 lets the system choose when listening
  std::string path;        // unix_path
  int fd = -1;             // descriptor

  bool operator==(const Address&) const = default;
};

// Either an address or what is wrong with the text, as a sentence.
struct ParsedAddress {
  std::optional<Address> address;
  std::string complaint;
};

ParsedAddress parse_address(std::string_view text);

// The text that parse_address reads back to the same address.
std::string to_string(const Address& address);

}  // namespace reactor
