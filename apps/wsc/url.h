// Where the server is, as people write it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reactor/address.h"

namespace wsc {

inline constexpr std::uint16_t kUsualPort = 8765;  // of wsd, where no scheme is given

//  (nothing)                    ws://localhost:8765
//  example.org                  ws://example.org:8765; a name, a number, [::1]
//  example.org:80/r/ops         likewise with a port and a path
//  8765                         ws://localhost:8765: a number alone is a port
//  ws://… wss://…               with the scheme's own port, 80 or 443, if there is none
//  http://… https://…           what a browser's address bar says
//  unix:/run/wsd.sock:/r/ops    a unix socket, and a path in it
struct Url {
  bool secure = false;
  reactor::Address address{};
  std::string host{};       // as TLS checks it: without brackets
  std::string authority{};  // as Host says it: without the scheme's own port
  std::string target = "/";

  // As one would write it.
  std::string text() const;
};

// Either a URL or what is wrong with it, as a sentence.
struct ParsedUrl {
  std::optional<Url> url;
  std::string complaint;
};
ParsedUrl parse_url(std::string_view text);

// The target with further query parameters, their values encoded.
using Query = std::vector<std::pair<std::string, std::string>>;
std::string with_query(std::string_view target, const Query& query);

}  // namespace wsc
