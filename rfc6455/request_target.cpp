// Cuts only; nothing is decoded before it was cut, so an encoded '/', '?' or '&' never divides.
#include "rfc6455/request_target.h"

#include <algorithm>

#include "rfc6455/http_head.h"

namespace rfc6455 {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::uint32_t kPortMax = 65'535;

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

// The number a hex digit stands for, or -1.
int hex_value(char byte) {
  if (is_digit(byte)) return byte - '0';
  if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  return -1;
}

// RFC 3986 §3.2.2 lets a reg-name hold more ("a,b", "a%20b"), and goes on: "A registered name
// intended for lookup in the DNS uses the syntax defined in Section 3.5 of [RFC1034]", letters,
// digits, '-' and
// '.'. Names of machines have '_' besides. A browser sends nothing else, and a list in Host is one
// that somebody else's parser may read otherwise.
bool is_name_byte(char byte) {
  const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
  return letter || is_digit(byte) || byte == '-' || byte == '.' || byte == '_';
}

bool is_address_byte(char byte) {
  return hex_value(byte) >= 0 || byte == ':' || byte == '.';
}

// The size of the host that text begins with, or 0.
std::size_t host_size(std::string_view text) {
  if (!text.starts_with('[')) {
    return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_name_byte) -
                                    text.begin());
  }
  // RFC 3986 §3.2.2: IP-literal = "[" ( IPv6address / IPvFuture ) "]"; nobody speaks the latter.
  const std::size_t end = text.find(']');
  if (end == npos || end == 1) return 0;
  const auto address = text.substr(1, end - 1);
  return std::all_of(address.begin(), address.end(), is_address_byte) ? end + 1 : 0;
}

// Digits, a number that a port can be (RFC 9110 §4.2.1: "a TCP port"), or nothing at all: RFC 3986
// §3.2.3 has port = *DIGIT.
bool is_port(std::string_view text) {
  std::uint32_t number = 0;
  for (const char byte : text) {
    if (!is_digit(byte)) return false;
    number = number * 10 + static_cast<std::uint32_t>(byte - '0');
    if (number > kPortMax) return false;
  }
  return true;
}

RequestTarget with_query(std::string_view authority, std::string_view text) {
  const std::size_t mark = text.find('?');
  const auto path = text.substr(0, mark);
  // RFC 9110 §4.2.3: "an empty path component is equivalent to an absolute path of '/'".
  return {authority, path.empty() ? "/" : path, mark == npos ? "" : text.substr(mark + 1)};
}

}  // namespace

bool is_authority(std::string_view text) {
  const std::size_t size = host_size(text);
  if (size == 0) return false;
  const auto rest = text.substr(size);
  return rest.empty() || (rest[0] == ':' && is_port(rest.substr(1)));
}

std::optional<RequestTarget> parse_target(std::string_view target) {
  // RFC 6455 §3: "Fragment identifiers are meaningless in the context of WebSocket URIs and MUST
  // NOT be used on these URIs"; nor does RFC 9112 §3.2 have a place for them.
  if (target.find('#') != npos) return std::nullopt;
  if (target.starts_with('/')) return with_query({}, target);
  // RFC 6455 §4.1: the Request-URI is a path "or be an absolute http/https URI", and RFC 9112
  // §3.2.2: "a server MUST accept the absolute-form in requests".
  const std::size_t colon = target.find("://");
  const auto scheme = target.substr(0, colon);
  if (!equal_ignoring_case(scheme, "http") && !equal_ignoring_case(scheme, "https")) return {};
  if (colon == npos) return std::nullopt;
  const auto rest = target.substr(colon + 3);
  const auto authority = rest.substr(0, rest.find_first_of("/?"));
  if (!is_authority(authority)) return std::nullopt;
  return with_query(authority, rest.substr(authority.size()));
}

std::optional<std::string_view> percent_decode(std::string_view text, std::span<char> out,
                                               Plus plus) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char byte = text[i];
    if (byte == '+' && plus == Plus::space) byte = ' ';
    if (byte == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
      byte = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (size == out.size()) return std::nullopt;
    out[size++] = byte;
  }
  return std::string_view(out.data(), size);
}

std::optional<QueryReader::Pair> QueryReader::next() {
  rest_.remove_prefix(std::min(rest_.find_first_not_of('&'), rest_.size()));
  if (rest_.empty()) return std::nullopt;
  const auto pair = rest_.substr(0, rest_.find('&'));
  rest_.remove_prefix(pair.size());
  const std::size_t equals = pair.find('=');
  if (equals == npos) return Pair{pair, std::nullopt};
  return Pair{pair.substr(0, equals), pair.substr(equals + 1)};
}

}  // namespace rfc6455
