// The opening handshake (§4), both sides, on top of HttpHead: what a request must say, what an
// answer must say.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "rfc6455/accept_key.h"
#include "rfc6455/deflate_offer.h"
#include "rfc6455/http_head.h"

namespace rfc6455 {

// ---- server ----

// Whether the request asks to become a WebSocket at all: it has Sec-WebSocket-Key, or names
// websocket in Upgrade. Another protocol there (curl's h2c) is passed over, as RFC 9110 §7.8
// allows.
bool asks_for_upgrade(const HttpHead& request);

// What is wrong with any request, upgrade or not: Host missing, doubled or malformed; a body
// announced twice or without a clear length. 400.
std::optional<HttpError> check_request(const HttpHead& request);

// What is wrong with an upgrade request (§4.2.1), check_request() included, or nullopt if it may be
// accepted; then its target is one that parse_target() understands. 400, 405 (not GET), 426
// (another version, or not HTTP/1.1).
std::optional<HttpError> check_upgrade(const HttpHead& request);

// The first subprotocol of the client's list that is spoken here, or an empty view (§4.2.2). Case
// matters. The view is one of spoken, not of the request.
std::string_view choose_subprotocol(const HttpHead& request,
                                    std::span<const std::string_view> spoken);

// The 101 answer. REQUIRES: check_upgrade() found nothing wrong. subprotocol and extensions: empty
// means none; both must come from the functions here, never from the peer's bytes unchecked.
std::string accept_response(const HttpHead& request, std::string_view subprotocol,
                            std::string_view extensions);

// What keeps a browser from making more of an answer than it is: in every answer over HTTP, those
// with a page too, which have a Content-Security-Policy of their own. Lines, each ending in CRLF.
inline constexpr std::string_view kGuardFields =
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=()\r\n";
// Of an answer that is no page: caches keep it never, and nothing in it is run, loaded or framed.
inline constexpr std::string_view kNoPageFields =
    "Cache-Control: no-store\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";

// A refusal, closing the connection, with both of these: one sentence as text/plain, and the fields
// that the status demands (Upgrade and Sec-WebSocket-Version with 426, Allow: GET with 405).
// fields: further lines, each ending in CRLF.
std::string refuse_response(const HttpError& error, std::string_view fields = {});

// ---- client ----

struct ClientRequest {
  std::string_view host;  // with the port if it is not the scheme's own
  std::string_view target = "/";
  std::span<const std::string_view> subprotocols{};
  std::string_view extensions{};  // offer_header(), or empty
  std::string_view fields{};  // further lines, each ending in CRLF: Origin, Authorization, Cookie
};

// REQUIRES: no part holds CR, LF or NUL, the line ends of fields aside.
std::string make_request(const ClientRequest& request, const HandshakeKey& key);

// What the server granted.
struct ServerAnswer {
  std::string_view subprotocol{};  // one of those asked for, or empty
  std::optional<DeflateParameters> deflate{};
};

// Judges a server's answer (§4.1): status, Upgrade, Connection, accept value, and that nothing was
// granted that was not asked for. On refusal error.why says why, and error.status is the status
// that came. offered: null if no extension was.
struct AnswerOrError {
  std::optional<ServerAnswer> answer;
  HttpError error{};
};
AnswerOrError check_response(const HttpHead& response, const HandshakeKey& key,
                             std::span<const std::string_view> subprotocols,
                             const DeflateOffer* offered);

}  // namespace rfc6455
