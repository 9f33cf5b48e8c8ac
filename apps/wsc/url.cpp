// The scheme decides the port, the rest is reactor's: an address that parse_address understands.
#include "apps/wsc/url.h"

#include <algorithm>

#include "base/ascii.h"
#include "rfc6455/request_target.h"

namespace wsc {
namespace {

struct Scheme {
  std::string_view name;
  bool secure;
  std::uint16_t port;
};
constexpr Scheme kSchemes[] = {
    {"ws", false, 80}, {"wss", true, 443}, {"http", false, 80}, {"https", true, 443}};
constexpr Scheme kNoScheme = {"", false, kUsualPort};
constexpr std::string_view kUnix = "unix:";

ParsedUrl wrong(std::string_view text, const std::string& why) {
  return {std::nullopt, "\"" + std::string(text) + "\": " + why};
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& byte : out) byte = base::lower(byte);
  return out;
}

// Each byte that may not stand there as it is becomes %XX.
template <class May>
std::string encoded(std::string_view text, May may_stand) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char byte : text) {
    const auto value = static_cast<unsigned char>(byte);
    if (may_stand(byte)) {
      out += byte;
    } else {
      out += {'%', kDigits[value >> 4], kDigits[value & 15]};
    }
  }
  return out;
}

// What a request line may hold: printable ASCII; the rest is encoded as a browser would.
std::string printable(std::string_view target) {
  return encoded(target, [](char byte) { return byte > ' ' && byte < 0x7F; });
}

// A value of a query.
std::string percent_encoded(std::string_view text) {
  return encoded(text, [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') ||
           std::string_view("-._~").find(byte) != std::string_view::npos;
  });
}

ParsedUrl parse_unix(std::string_view text) {
  Url url;
  std::string_view place = text;
  const std::size_t colon = text.find(":/", kUnix.size());
  if (colon != std::string_view::npos) {
    place = text.substr(0, colon);
    url.target = printable(text.substr(colon + 1));
  }
  auto [address, complaint] = reactor::parse_address(place);
  if (!address) return wrong(text, complaint);
  url.address = *address;
  url.host = url.authority = "localhost";
  return {url, {}};
}

// The port of "host:port" or "[v6]:port", if there is one.
std::optional<std::string_view> port_of(std::string_view authority) {
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  if (bracket != std::string_view::npos && colon < bracket) return std::nullopt;
  return authority.substr(colon + 1);
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

ParsedUrl parse_authority(std::string_view text, std::string_view authority, const Scheme& scheme,
                          Url url) {
  if (authority.find('@') != std::string_view::npos) {
    return wrong(text,
                 "a name and password do not belong into a URL; use --header 'Authorization: …'.");
  }
  const auto port = port_of(authority);
  if (port && port->empty()) return wrong(text, "the port is missing behind the colon.");
  std::string whole(authority);
  if (!port) whole += ":" + std::to_string(scheme.port);
  auto [address, complaint] = reactor::parse_address(whole);
  if (!address) return wrong(text, complaint);
  if (address->kind != reactor::Address::Kind::tcp || address->host.empty()) {
    return wrong(text, "the host is missing.");
  }
  if (address->port == 0) return wrong(text, "port 0 cannot be called.");
  url.host = address->host;
  const std::string shown =
      address->host.find(':') == std::string::npos ? address->host : "[" + address->host + "]";
  const std::uint16_t own_port = scheme.secure ? 443 : 80;
  url.authority = address->port == own_port ? shown : shown + ":" + std::to_string(address->port);
  url.address = std::move(*address);
  if (!rfc6455::is_authority(url.authority)) return wrong(text, "that is no host name.");
  return {std::move(url), {}};
}

}  // namespace

ParsedUrl parse_url(std::string_view text) {
  if (text.substr(0, kUnix.size()) == kUnix) return parse_unix(text);
  std::string_view rest = text;
  const Scheme* scheme = &kNoScheme;
  if (const std::size_t mark = text.find("://"); mark != std::string_view::npos) {
    const std::string name = lower(text.substr(0, mark));
    scheme = std::find_if(std::begin(kSchemes), std::end(kSchemes),
                          [&](const Scheme& one) { return one.name == name; });
    if (scheme == std::end(kSchemes)) return wrong(text, "a URL begins with ws:// or wss://.");
    rest = text.substr(mark + 3);
  }
  Url url;
  url.secure = scheme->secure;
  rest = rest.substr(0, rest.find('#'));
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  std::string authority(rest.substr(0, end));
  url.target = printable(rest.substr(end));
  if (url.target.empty() || url.target[0] == '?') url.target = "/" + url.target;
  if (scheme == &kNoScheme && is_number(authority)) authority = "localhost:" + authority;
  if (scheme == &kNoScheme && authority.empty()) authority = "localhost";
  return parse_authority(text, authority, *scheme, std::move(url));
}

std::string Url::text() const {
  if (address.kind == reactor::Address::Kind::unix_path) {
    return to_string(address) + (target == "/" ? "" : ":" + target);
  }
  return (secure ? "wss://" : "ws://") + authority + (target == "/" ? "" : target);
}

std::string with_query(std::string_view target, const Query& query) {
  std::string out(target);
  char before = out.find('?') == std::string::npos ? '?' : '&';
  for (const auto& [name, value] : query) {
    out += before + name + "=" + percent_encoded(value);
    before = '&';
  }
  return out;
}

}  // namespace wsc
