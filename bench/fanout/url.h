// Where the server is: ws://host:port/path or wss://host:port/path.
#pragma once

#include <string>
#include <string_view>

#include "reactor/endpoint.h"

namespace fanout {

struct Url {
  bool secure = false;
  std::string host;       // as TLS checks it
  std::string authority;  // host and port, as the request says it
  std::string path;
  reactor::Endpoint endpoint;
};

// Looks the host up. Throws std::runtime_error with a sentence.
Url parse_url(std::string_view text);

}  // namespace fanout
