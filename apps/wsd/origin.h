// Which web pages may connect: a browser says in Origin whose script is asking (RFC 6455 §10.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rfc6455/http_head.h"

namespace wsd {

enum class Scheme : std::uint8_t { http, https };  // of the page; ws:// and wss:// count as these

struct OriginRule {
  bool any = false;                   // every page
  bool same = true;                   // pages that came from this very server
  std::vector<std::string> listed{};  // and these, in lower case and without their scheme's port
  // The server's own names, besides localhost and addresses: what `same` means over plain HTTP.
  std::vector<std::string> names{};

  bool operator==(const OriginRule&) const = default;
};

// One word of --origin: "same", "*" or "https://chat.example:8443". An empty rule has neither of
// the three; the words add up. False: it is none of them.
bool add_to_rule(std::string_view word, OriginRule& rule);
// The origin that a URL begins with; empty: it is none, or nothing follows.
std::string origin_before_path(std::string_view url);
std::vector<std::string> words_of(const OriginRule& rule);

// What is wrong with a request by that rule, or nullopt. scheme: by which the client came. Requests
// without Origin come from programs, not from pages, and are let in. 403. A page of this very
// server has the Origin that Host says, and Host is one of the server's own names: a stranger can
// have a name of his own point at this server after his page was loaded (DNS rebinding), and then
// the two are equal as well. Over TLS the browser has compared the name with the certificate, so
// any will do.
std::optional<rfc6455::HttpError> check_origin(const OriginRule& rule,
                                               const rfc6455::HttpHead& request, Scheme scheme);

// What is wrong with asking for a page: one that is loaded by this name could not connect. 421.
std::optional<rfc6455::HttpError> check_page_host(const OriginRule& rule,
                                                  const rfc6455::HttpHead& request, Scheme scheme);

}  // namespace wsd
