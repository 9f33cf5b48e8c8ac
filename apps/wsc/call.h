// Whom to call and what to say in the request: all that an opening needs to know.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/wsc/proxy.h"
#include "apps/wsc/random.h"
#include "apps/wsc/url.h"
#include "reactor/tls_client.h"

namespace wsc {

struct Call {
  Url url{};
  std::string target = "/";  // of the request: the URL's, perhaps with more in its query
  std::string host{};        // as Host says it
  std::vector<std::string> subprotocols{};
  std::string fields{};  // further lines of the request, each ending in CRLF
  std::optional<Proxy> proxy{};
  reactor::TlsClient* tls = nullptr;  // REQUIRES: not null if the URL is secure; outlives the call
  Random random{};

  // What is dialled: the proxy if there is one.
  const reactor::Address& address() const { return proxy ? proxy->address : url.address; }
};

}  // namespace wsc
