// The variables have no standard; this is what curl and most others agree on.
#include "apps/wsc/proxy.h"

#include "base/base64.h"
#include "rfc6455/request_target.h"

namespace wsc {
namespace {

constexpr std::uint16_t kProxyPort = 3128;

std::string variable(const Environment& environment, const std::string& name) {
  std::string value = environment(name.c_str());
  if (!value.empty()) return value;
  std::string capital = name;
  for (char& byte : capital) byte = byte == '_' ? '_' : static_cast<char>(byte - 32);
  return environment(capital.c_str());
}

bool is_here(const std::string& host) {
  return host == "localhost" || host == "::1" || host.rfind("127.", 0) == 0;
}

bool ends_with_domain(std::string_view host, std::string_view domain) {
  while (!domain.empty() && domain[0] == '.') domain.remove_prefix(1);
  if (domain.empty() || host.size() < domain.size()) return false;
  if (host.substr(host.size() - domain.size()) != domain) return false;
  return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

bool is_excepted(std::string_view host, std::string_view list) {
  while (!list.empty()) {
    const std::size_t end = list.find_first_of(", ");
    const std::string_view one = list.substr(0, end);
    if (one == "*" || ends_with_domain(host, one)) return true;
    if (end == std::string_view::npos) break;
    list.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace

ChosenProxy choose_proxy(const Url& url, const Environment& environment) {
  if (url.address.kind != reactor::Address::Kind::tcp || is_here(url.host)) return {};
  std::string value = variable(environment, url.secure ? "https_proxy" : "http_proxy");
  if (value.empty()) value = variable(environment, "all_proxy");
  if (value.empty() || is_excepted(url.host, variable(environment, "no_proxy"))) return {};

  std::string_view rest = value;
  if (const std::size_t mark = rest.find("://"); mark != std::string_view::npos) {
    if (rest.substr(0, mark) != "http") {
      return {std::nullopt,
              "the proxy \"" + value + "\" is of a kind that is not known here: only http:// is."};
    }
    rest.remove_prefix(mark + 3);
  }
  rest = rest.substr(0, rest.find('/'));
  Proxy proxy;
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
    std::string room(at, '\0');
    const auto user = rfc6455::percent_decode(rest.substr(0, at), room);
    proxy.authorization = base::to_base64(user.value_or(rest.substr(0, at)));
    rest.remove_prefix(at + 1);
  }
  std::string place(rest);
  const std::size_t colon = place.rfind(':');
  if (colon == std::string::npos || place.back() == ']') place += ":" + std::to_string(kProxyPort);
  auto [address, complaint] = reactor::parse_address(place);
  if (!address) return {std::nullopt, "the proxy \"" + value + "\": " + complaint};
  proxy.address = std::move(*address);
  return {std::move(proxy), {}};
}

std::string connect_request(const Proxy& proxy, const Url& url) {
  const bool brackets = url.host.find(':') != std::string::npos;
  const std::string to =
      (brackets ? "[" + url.host + "]" : url.host) + ":" + std::to_string(url.address.port);
  std::string request = "CONNECT " + to + " HTTP/1.1\r\nHost: " + to + "\r\n";
  if (!proxy.authorization.empty()) {
    request += "Proxy-Authorization: Basic " + proxy.authorization + "\r\n";
  }
  return request + "\r\n";
}

}  // namespace wsc
