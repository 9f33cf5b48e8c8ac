// The scheme is cut off here; the rest is an address as reactor understands it, and a path.
#include "bench/fanout/url.h"

#include <stdexcept>

#include "reactor/address.h"

namespace fanout {

Url parse_url(std::string_view text) {
  Url url;
  if (text.starts_with("wss://")) {
    url.secure = true;
    text.remove_prefix(6);
  } else if (text.starts_with("ws://")) {
    text.remove_prefix(5);
  } else {
    throw std::runtime_error("a URL begins with ws:// or wss://");
  }
  const std::size_t slash = std::min(text.find('/'), text.size());
  url.authority = text.substr(0, slash);
  url.path = slash < text.size() ? text.substr(slash) : "/";

  std::string address = url.authority;
  const bool has_port = address.find(':', address.rfind(']') + 1) != std::string::npos;
  if (!has_port) address += url.secure ? ":443" : ":80";
  const auto parsed = reactor::parse_address(address);
  if (!parsed.address) throw std::runtime_error(parsed.complaint);
  if (parsed.address->kind != reactor::Address::Kind::tcp) {
    throw std::runtime_error("the URL's host must be a name or an IP address");
  }
  url.host = parsed.address->host;
  url.endpoint = reactor::resolve_blocking(*parsed.address, reactor::Purpose::dial).front();
  return url;
}

}  // namespace fanout
