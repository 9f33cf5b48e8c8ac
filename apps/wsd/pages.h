// The web page's files, which are a part of the program, and how HTTP carries them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "rfc6455/http_head.h"

namespace wsd {

struct Page {
  std::string_view path{};
  std::string_view type{};
  std::string_view etag{};  // with its quotes
  std::string_view body{};
  std::string_view gzip{};  // empty: none
  bool immutable = false;   // its name changes with its content
};

// All of them, in a source that the press makes at build time.
extern const std::span<const Page> kPages;

// The page at a path, or null: "/", "/r/{room}" (the same one), "/stats", "/assets/…". Which of
// them a listener shows is its own affair. A script of another version of the page is a script that
// loads the page again, once.
const Page* find_page(std::string_view path);

// The answer to a GET or HEAD, RFC 9110: 200, or 304 when the asker has it already; gzip for who
// takes it; and what keeps a browser from being talked into anything else. The body is the page's
// own, or empty. fields: further lines, each ending in CRLF.
struct PageResponse {
  std::string head;
  std::string_view body{};
};
PageResponse page_response(const Page& page, const rfc6455::HttpHead& request,
                           std::string_view fields = {});

}  // namespace wsd
