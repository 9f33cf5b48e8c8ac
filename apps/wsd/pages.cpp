// The gzip bytes are a representation of their own, with an ETag of their own (RFC 9110 §8.8.3.3).
#include "apps/wsd/pages.h"

#include <algorithm>

#include "apps/protocol/names.h"
#include "base/text.h"
#include "rfc6455/handshake.h"
#include "rfc6455/http_list.h"

namespace wsd {
namespace {

constexpr std::string_view kRoomPrefix = "/r/";

// Nothing but our own files runs or is loaded, nothing may frame the page, and what people write
// can not become markup even by mistake (Trusted Types without a policy).
constexpr std::string_view kPolicy =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self' data:; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'\r\n";

// A script of another version of the page, which this server does not have: a page that another
// server sent, one that is older or younger, in the minutes while several servers are upgraded. Its
// place is taken by this, so that the page comes back whole instead of staying blank.
constexpr std::string_view kReloading = R"(// This server has another version of the page.
const key = 'wsd.reloaded.' + new URL(import.meta.url).pathname;
let again = false;
try {
  again = sessionStorage.getItem(key) === null;
  sessionStorage.setItem(key, '1');
} catch {
  again = false;
}
if (again) {
  location.reload();
} else {
  document.body.hidden = false;
  document.body.textContent = 'The server is being upgraded. Please reload this page in a moment.';
}
)";
constexpr Page kReloader{.path = {},
                         .type = "text/javascript; charset=utf-8",
                         .etag = "\"reload-1\"",
                         .body = kReloading};
constexpr std::string_view kAssetPrefix = "/assets/";
constexpr std::string_view kScript = ".js";
constexpr std::size_t kFingerprintSize = 16;  // hex digits

// "/assets/0123456789abcdef/app.js", of whatever version.
bool is_script_path(std::string_view path) {
  if (!path.starts_with(kAssetPrefix) || !path.ends_with(kScript)) return false;
  path = path.substr(kAssetPrefix.size(), path.size() - kAssetPrefix.size() - kScript.size());
  const std::size_t slash = path.find('/');
  const std::string_view name = slash == path.npos ? "" : path.substr(slash + 1);
  return slash == kFingerprintSize && !name.empty() &&
         path.substr(0, slash).find_first_not_of("0123456789abcdef") == path.npos &&
         std::ranges::all_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_room_path(std::string_view path) {
  return path.starts_with(kRoomPrefix) && protocol::room_name(path.substr(kRoomPrefix.size()));
}

// Whether a weight such as "q=0" or "Q=0.000" says no (RFC 9110 §12.4.2).
bool says_no(std::string_view parameters) {
  const std::string_view weight = base::trimmed(parameters);
  if (weight.size() < 3 || (weight[0] != 'q' && weight[0] != 'Q') || weight[1] != '=') return false;
  return weight.find_first_not_of("0.", 2) == std::string_view::npos;
}

// An answer without the field means that any coding would do; but who sends none is rarely a
// browser, and plain bytes suit everybody.
bool takes_gzip(const rfc6455::HttpHead& request) {
  rfc6455::HeadListReader codings(request, "Accept-Encoding");
  bool any = false;
  while (const auto element = codings.next()) {
    const std::size_t semicolon = std::min(element->find(';'), element->size());
    const std::string_view coding = base::trimmed(element->substr(0, semicolon));
    const bool yes = semicolon == element->size() || !says_no(element->substr(semicolon + 1));
    if (rfc6455::equal_ignoring_case(coding, "gzip")) return yes;
    if (coding == "*") any = yes;
  }
  return any;
}

// "A recipient MUST use the weak comparison function" (RFC 9110 §13.1.2).
bool has_already(const rfc6455::HttpHead& request, std::string_view etag) {
  rfc6455::HeadListReader known(request, "If-None-Match");
  while (auto tag = known.next()) {
    if (*tag == "*") return true;
    if (tag->starts_with("W/")) tag->remove_prefix(2);
    if (*tag == etag) return true;
  }
  return false;
}

}  // namespace

const Page* find_page(std::string_view path) {
  const std::string_view wanted = is_room_path(path) ? "/" : path;
  const auto found = std::ranges::find(kPages, wanted, &Page::path);
  if (found != kPages.end()) return &*found;
  return is_script_path(path) ? &kReloader : nullptr;
}

PageResponse page_response(const Page& page, const rfc6455::HttpHead& request,
                           std::string_view fields) {
  const bool zipped = !page.gzip.empty() && takes_gzip(request);
  const std::string_view body = zipped ? page.gzip : page.body;
  std::string etag(page.etag);
  if (zipped) etag.insert(etag.size() - 1, "-gz");
  const bool known = has_already(request, etag);
  std::string out = known ? "HTTP/1.1 304 Not Modified\r\n" : "HTTP/1.1 200 OK\r\n";
  if (!known) {
    out += "Content-Type: " + std::string(page.type) + "\r\n";
    if (zipped) out += "Content-Encoding: gzip\r\n";
    out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  }
  out += "ETag: " + etag + "\r\nVary: Accept-Encoding\r\n";
  out += page.immutable ? "Cache-Control: public, max-age=31536000, immutable\r\n"
                        : "Cache-Control: no-cache\r\n";
  out.append(kPolicy).append(rfc6455::kGuardFields);
  out += fields;
  out += "\r\n";
  const bool sent = !known && request.method() != "HEAD";
  return {std::move(out), sent ? body : std::string_view()};
}

}  // namespace wsd
