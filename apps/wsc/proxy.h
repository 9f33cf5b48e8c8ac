// A proxy on the way: which one the environment names, and how it is asked for a tunnel.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "apps/wsc/url.h"
#include "reactor/address.h"

namespace wsc {

struct Proxy {
  reactor::Address address{};
  std::string authorization{};  // of its user and password, as base64; empty: none
};

// What getenv tells; a variable that is not set is empty.
using Environment = std::function<std::string(const char* name)>;

// https_proxy for wss, http_proxy for ws, else all_proxy, in small or capital letters. None for
// this machine itself, and for what no_proxy names (host names and endings, or *). A proxy is
// http://[user:password@]host[:port]; a complaint says what else it is.
struct ChosenProxy {
  std::optional<Proxy> proxy;
  std::string complaint;
};
ChosenProxy choose_proxy(const Url& url, const Environment& environment);

// RFC 9110 §9.3.6.
std::string connect_request(const Proxy& proxy, const Url& url);

}  // namespace wsc
