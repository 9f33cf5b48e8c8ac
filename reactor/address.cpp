// Text only: what a name means on this machine is not known here (endpoint.h looks it up).
#include "reactor/address.h"

#include <sys/un.h>

#include <algorithm>
#include <charconv>

namespace reactor {
namespace {

constexpr std::size_t kHostMax = 253;                                 // RFC 1035 §2.3.4, as text
constexpr std::size_t kPathMax = sizeof(sockaddr_un{}.sun_path) - 1;  // the kernel's own limit
constexpr std::string_view kUnix = "unix:";
constexpr std::string_view kDescriptor = "fd:";

ParsedAddress wrong(std::string_view text, const char* why) {
  return {std::nullopt, "\"" + std::string(text) + "\" is no address: " + why};
}

template <class Number>
std::optional<Number> whole_number(std::string_view digits) {
  Number number{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool all = error == std::errc() && end == digits.data() + digits.size();
  return all && digits.front() != '-' ? std::optional(number) : std::nullopt;
}

bool host_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
         c == '-' || c == '_';
}

bool ipv6_character(char c) {
  return host_character(c) || c == ':' || c == '%';  // % begins an interface: fe80::1%eth0
}

ParsedAddress parse_unix(std::string_view text) {
  const auto path = text.substr(kUnix.size());
  if (path.empty()) return wrong(text, "the path is missing after unix:");
  if (path.size() > kPathMax)
    return wrong(text, "the path is longer than the 107 bytes Linux allows");
  if (path.find('\0') != path.npos) return wrong(text, "the path contains a zero byte");
  Address address;
  address.kind = Address::Kind::unix_path;
  address.path = path;
  return {address, {}};
}

ParsedAddress parse_descriptor(std::string_view text) {
  const auto number = whole_number<int>(text.substr(kDescriptor.size()));
  if (!number) return wrong(text, "fd: wants the number of an inherited descriptor, as in fd:3");
  Address address;
  address.kind = Address::Kind::descriptor;
  address.fd = *number;
  return {address, {}};
}

// "localhost", "127.0.0.1", but not "80o".
bool is_host_alone(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), host_character)) return false;
  const bool number = text.front() >= '0' && text.front() <= '9';
  return text.front() != '-' && (!number || text.find('.') != text.npos);
}

ParsedAddress parse_tcp(std::string_view text) {
  if (text.find("://") != text.npos) return wrong(text, "nothing like ws:// stands before one");
  if (is_host_alone(text)) return wrong(text, "the port is missing, as in localhost:8765");
  Address address;
  std::string_view port = text;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == text.npos) return wrong(text, "the closing bracket is missing");
    address.host = text.substr(1, end - 1);
    if (address.host.find(':') == std::string::npos ||
        !std::all_of(address.host.begin(), address.host.end(), ipv6_character)) {
      return wrong(text, "there is no IPv6 address between the brackets");
    }
    if (!text.substr(end + 1).starts_with(':'))
      return wrong(text, "the port is missing, as in [::1]:8765");
    port = text.substr(end + 2);
  } else if (const auto colon = text.rfind(':'); colon != text.npos) {
    address.host = text.substr(0, colon);
    if (address.host.empty())
      return wrong(text, "the host is missing; a port alone means every address");
    if (address.host == "*") return wrong(text, "every address is the port alone, as in 8765");
    if (address.host.find(':') != std::string::npos) {
      return wrong(text, "IPv6 addresses stand in brackets, as in [::1]:8765");
    }
    if (!std::all_of(address.host.begin(), address.host.end(), host_character)) {
      return wrong(text, "the host has a character that no host name has");
    }
    port = text.substr(colon + 1);
  }
  if (address.host.size() > kHostMax) return wrong(text, "the host is longer than 253 characters");
  if (port.empty()) return wrong(text, "the port is missing");
  const auto number = whole_number<std::uint16_t>(port);
  if (!number) return wrong(text, "the port is not a number from 0 to 65535");
  address.port = *number;
  return {address, {}};
}

}  // namespace

ParsedAddress parse_address(std::string_view text) {
  if (text.empty()) return wrong(text, "it is empty");
  if (text.starts_with(kUnix)) return parse_unix(text);
  if (text.starts_with(kDescriptor)) return parse_descriptor(text);
  return parse_tcp(text);
}

std::string to_string(const Address& address) {
  switch (address.kind) {
    case Address::Kind::unix_path:
      return std::string(kUnix) + address.path;
    case Address::Kind::descriptor:
      return std::string(kDescriptor) + std::to_string(address.fd);
    case Address::Kind::tcp:
      break;
  }
  std::string port = std::to_string(address.port);
  if (address.host.empty()) return port;
  if (address.host.find(':') != std::string::npos) return "[" + address.host + "]:" + port;
  return address.host + ":" + port;
}

}  // namespace reactor
