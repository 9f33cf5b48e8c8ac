// §4 as a list of questions, each with the sentence that a person reads when the answer is no. Both
// directions write with plain appends: an answer has nothing of the peer's in it but the hash of
// its key, and a request what the caller vouches for.
#include "rfc6455/handshake.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "rfc6455/http_list.h"
#include "rfc6455/request_target.h"

namespace rfc6455 {
namespace {

constexpr auto npos = std::string_view::npos;

constexpr std::string_view kUpgrade = "Upgrade";
constexpr std::string_view kConnection = "Connection";
constexpr std::string_view kKey = "Sec-WebSocket-Key";
constexpr std::string_view kVersion = "Sec-WebSocket-Version";
constexpr std::string_view kAccept = "Sec-WebSocket-Accept";
constexpr std::string_view kProtocol = "Sec-WebSocket-Protocol";
constexpr std::string_view kExtensions = "Sec-WebSocket-Extensions";
constexpr std::string_view kLength = "Content-Length";
constexpr std::string_view kEncoding = "Transfer-Encoding";

constexpr HttpError bad(std::string_view why) {
  return {400, why};
}

std::optional<HttpError> check_host(const HttpHead& request) {
  // RFC 9112 §3.2: "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1
  // request message that lacks a Host header field and to any request message that contains more
  // than one Host header field line or a Host header field with an invalid field value."
  const auto host = request.find("Host");
  if (!host && request.minor_version() == 0) return std::nullopt;
  if (!host) return bad("The Host field is missing.");
  if (request.count("Host") > 1) return bad("There is more than one Host field.");
  if (!is_authority(*host))
    return bad("The Host field is not one host name or address with an optional port up to 65535.");
  return std::nullopt;
}

// RFC 9112 §6.3 tells how to guess at two lengths that disagree. Guessing is how requests are
// smuggled, so there must be at most one.
std::optional<HttpError> check_length(const HttpHead& request) {
  const bool encoded = request.count(kEncoding) > 0;
  // RFC 9112 §6.1: then "treat the message as if the framing is faulty".
  if (encoded && request.minor_version() == 0) return bad("HTTP/1.0 has no Transfer-Encoding.");
  const auto length = request.find(kLength);
  if (!length) return std::nullopt;
  if (request.count(kLength) > 1) return bad("There is more than one Content-Length field.");
  if (length->empty() || length->find_first_not_of("0123456789") != npos) {
    return bad("The Content-Length field is not a number.");
  }
  if (encoded) return bad("Content-Length and Transfer-Encoding exclude each other.");
  return std::nullopt;
}

// Nothing in §4.2.1 says that an upgrade request cannot have a body, but what follows its head are
// frames. Whoever stands in front of us and counts a body would read them as something else.
std::optional<HttpError> check_no_body(const HttpHead& request) {
  if (request.count(kEncoding) > 0) return bad("An upgrade request has no Transfer-Encoding.");
  const auto length = request.find(kLength).value_or("0");
  if (length.find_first_not_of('0') == npos) return std::nullopt;
  return bad("An upgrade request cannot have a body.");
}

// §4.2.1 items 3 and 4.
std::optional<HttpError> check_hop(const HttpHead& request) {
  if (!list_has(request, kUpgrade, "websocket")) {
    return bad("The Upgrade field does not name websocket; a proxy may have removed it.");
  }
  if (!list_has(request, kConnection, kUpgrade)) {
    return bad("The Connection field does not name Upgrade; a proxy may have removed it.");
  }
  return std::nullopt;
}

// §4.4: "If the server doesn't support the requested version, it MUST respond with a
// |Sec-WebSocket-Version| header field (or multiple [...]) containing all versions it is willing to
// use"; §4.2.2 suggests 426. §11.3.5: it "MUST NOT appear more than once in an HTTP request".
std::optional<HttpError> check_version(const HttpHead& request) {
  if (request.count(kVersion) > 1) return bad("There is more than one Sec-WebSocket-Version.");
  if (request.find(kVersion) == "13") return std::nullopt;
  return HttpError{426, "This server speaks version 13 of the WebSocket protocol (RFC 6455) only."};
}

// §11.3.1: the key "MUST NOT appear more than once in an HTTP request".
std::optional<HttpError> check_key(const HttpHead& request) {
  const auto key = request.find(kKey);
  if (!key) return bad("The Sec-WebSocket-Key field is missing.");
  if (request.count(kKey) > 1) return bad("There is more than one Sec-WebSocket-Key.");
  if (!is_key(*key)) return bad("The Sec-WebSocket-Key field is not the base64 of 16 bytes.");
  return std::nullopt;
}

std::optional<HttpError> check_request_line(const HttpHead& request) {
  if (request.method() != "GET") return HttpError{405, "A WebSocket is opened with GET."};
  // RFC 9110 §7.8: "A server MUST ignore an Upgrade header field that is received in an HTTP/1.0
  // request". Then it is a plain GET for something that only a WebSocket has: 426 says just that,
  // and a client that is able to do better reads there how.
  if (request.minor_version() == 0) return HttpError{426, "A WebSocket is opened with HTTP/1.1."};
  if (!parse_target(request.target())) {
    return bad("The request target is neither a path nor an http or https URI.");
  }
  return std::nullopt;
}

constexpr std::pair<unsigned, std::string_view> kReasonPhrases[] = {
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {421, "Misdirected Request"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

// Empty for others: RFC 9112 §4 lets it be, and has clients ignore it anyway.
std::string_view reason_phrase(unsigned status) {
  for (const auto& [known, phrase] : kReasonPhrases) {
    if (known == status) return phrase;
  }
  return {};
}

// Whether text cannot become more than the one line it is written into.
bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char byte) { return byte == '\r' || byte == '\n' || byte == '\0'; });
}

bool are_lines(std::string_view fields) {
  return fields.empty() || fields.ends_with("\r\n");
}

void write_field(std::string& head, std::string_view name, std::string_view value) {
  assert(is_one_line(value));
  head.append(name).append(": ").append(value).append("\r\n");
}

// One list in one field: §11.3.4 allows several, but some servers read only the first.
std::string joined(std::span<const std::string_view> names) {
  std::string list;
  for (const auto name : names) list.append(list.empty() ? "" : ", ").append(name);
  return list;
}

// §4.1, the client's list of what a server's answer must hold, items 2 to 4.
std::string_view why_no_upgrade(const HttpHead& response, const HandshakeKey& key) {
  if (response.status() != 101) return "The server did not switch to the WebSocket protocol.";
  if (response.minor_version() == 0) return "The server switched protocols, but in HTTP/1.0.";
  // "If the response lacks an |Upgrade| header field or the |Upgrade| header field contains a value
  // that is not an ASCII case-insensitive match for the value "websocket", the client MUST _Fail_".
  if (response.count(kUpgrade) != 1 ||
      !equal_ignoring_case(*response.find(kUpgrade), "websocket")) {
    return "The server's Upgrade field is not websocket.";
  }
  if (!list_has(response, kConnection, kUpgrade)) {
    return "The server's Connection field does not name Upgrade.";
  }
  // §11.3.3: it "MUST NOT appear more than once in an HTTP response".
  const HandshakeAccept accept = accept_for({key.data(), key.size()});
  if (response.count(kAccept) != 1) return "There is not exactly one Sec-WebSocket-Accept field.";
  if (response.find(kAccept) != std::string_view(accept.data(), accept.size())) {
    return "The server's Sec-WebSocket-Accept is not the answer to our key.";
  }
  return {};
}

}  // namespace

bool asks_for_upgrade(const HttpHead& request) {
  return request.count(kKey) > 0 || list_has(request, kUpgrade, "websocket");
}

std::optional<HttpError> check_request(const HttpHead& request) {
  if (auto error = check_host(request)) return error;
  return check_length(request);
}

// The version before the key: other versions have other keys.
std::optional<HttpError> check_upgrade(const HttpHead& request) {
  for (const auto check :
       {check_request, check_request_line, check_no_body, check_hop, check_version, check_key}) {
    if (auto error = check(request)) return error;
  }
  return std::nullopt;
}

// §4.2.2: "The absence of such a field is equivalent to the null value meaning that if the server
// does not wish to agree to one of the suggested subprotocols, it MUST NOT send back a
// |Sec-WebSocket-Protocol| header field in its response." The client's list is in "order of
// preference" (§4.1).
std::string_view choose_subprotocol(const HttpHead& request,
                                    std::span<const std::string_view> spoken) {
  HeadListReader asked(request, kProtocol);
  while (const auto name = asked.next()) {
    const auto found = std::find(spoken.begin(), spoken.end(), *name);
    if (found != spoken.end()) return *found;
  }
  return {};
}

std::string accept_response(const HttpHead& request, std::string_view subprotocol,
                            std::string_view extensions) {
  const HandshakeAccept accept = accept_for(*request.find(kKey));
  std::string head = "HTTP/1.1 101 Switching Protocols\r\n";
  write_field(head, kUpgrade, "websocket");
  write_field(head, kConnection, kUpgrade);
  write_field(head, kAccept, {accept.data(), accept.size()});
  if (!subprotocol.empty()) write_field(head, kProtocol, subprotocol);
  if (!extensions.empty()) write_field(head, kExtensions, extensions);
  return head.append("\r\n");
}

std::string refuse_response(const HttpError& error, std::string_view fields) {
  assert(are_lines(fields));
  std::string answer = "HTTP/1.1 " + std::to_string(error.status) + " ";
  answer.append(reason_phrase(error.status)).append("\r\n");
  if (error.status == 405) write_field(answer, "Allow", "GET");
  // RFC 9110 §15.5.22: "The server MUST send an Upgrade header field in a 426 response to indicate
  // the required protocol(s)", and §7.8 that Connection names it.
  if (error.status == 426) {
    write_field(answer, kUpgrade, "websocket");
    write_field(answer, kVersion, "13");
  }
  write_field(answer, kConnection, error.status == 426 ? "Upgrade, close" : "close");
  write_field(answer, "Content-Type", "text/plain; charset=utf-8");
  write_field(answer, kLength, std::to_string(error.why.size() + 1));
  answer.append(kNoPageFields).append(kGuardFields);
  return answer.append(fields).append("\r\n").append(error.why).append("\n");
}

std::string make_request(const ClientRequest& request, const HandshakeKey& key) {
  assert(is_one_line(request.target) && are_lines(request.fields));
  std::string head = "GET ";
  head.append(request.target).append(" HTTP/1.1\r\n");
  write_field(head, "Host", request.host);
  write_field(head, kUpgrade, "websocket");
  write_field(head, kConnection, kUpgrade);
  write_field(head, kKey, {key.data(), key.size()});
  write_field(head, kVersion, "13");
  if (!request.subprotocols.empty()) write_field(head, kProtocol, joined(request.subprotocols));
  if (!request.extensions.empty()) write_field(head, kExtensions, request.extensions);
  return head.append(request.fields).append("\r\n");
}

AnswerOrError check_response(const HttpHead& response, const HandshakeKey& key,
                             std::span<const std::string_view> subprotocols,
                             const DeflateOffer* offered) {
  const auto refused = [&response](std::string_view why) {
    return AnswerOrError{std::nullopt, {static_cast<std::uint16_t>(response.status()), why}};
  };
  if (const auto why = why_no_upgrade(response, key); !why.empty()) return refused(why);
  ServerAnswer answer;
  // §4.1 item 6, and §11.3.4: the field "MUST NOT appear more than once in an HTTP response".
  if (const auto name = response.find(kProtocol)) {
    const auto asked = std::find(subprotocols.begin(), subprotocols.end(), *name);
    if (asked == subprotocols.end()) return refused("The server chose an unasked subprotocol.");
    if (response.count(kProtocol) > 1) return refused("The server chose several subprotocols.");
    answer.subprotocol = *asked;
  }
  // §4.1 item 5: an extension "that was not present in the client's handshake" fails it.
  HeadListReader extensions(response, kExtensions);
  while (const auto element = extensions.next()) {
    if (!offered || answer.deflate) return refused("The server granted an unasked extension.");
    answer.deflate = accept_answer(*element, *offered);
    if (!answer.deflate) return refused("The server granted an extension as it was not offered.");
  }
  return {answer, {}};
}

}  // namespace rfc6455
