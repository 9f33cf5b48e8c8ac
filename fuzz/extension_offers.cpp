// Extension negotiation. The first byte chooses what this server and this client want, the rest is
// the value of Sec-WebSocket-Extensions; a line end in it begins another field.
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/check.h"
#include "rfc6455/deflate_offer.h"
#include "rfc6455/http_list.h"

namespace {

using namespace rfc6455;

using fuzz::check;

void check_bounds(const DeflateParameters& agreed) {
  check(agreed.server_max_window_bits >= kWindowBitsMin);
  check(agreed.server_max_window_bits <= kWindowBitsMax);
  check(agreed.client_max_window_bits >= kWindowBitsMin);
  check(agreed.client_max_window_bits <= kWindowBitsMax);
}

// The request that carries these offers, if it is one.
bool read_request(HttpHead& head, std::string& bytes, std::string_view offers) {
  bytes = "GET / HTTP/1.1\r\nSec-WebSocket-Extensions: ";
  for (const char byte : offers) {
    bytes += byte == '\n' ? std::string("\r\nsec-websocket-extensions: ") : std::string(1, byte);
  }
  bytes += "\r\n\r\n";
  return head.read(bytes) == HttpHead::Progress::complete;
}

// Both readers come to an end, and only cut: no piece is longer than what it was cut from.
void read_lists(const HttpHead& head) {
  HeadListReader list(head, "Sec-WebSocket-Extensions");
  while (const auto element = list.next()) {
    check(!element->empty());
    ExtensionReader extension(*element);
    std::size_t sum = extension.name().size();
    while (const auto parameter = extension.next()) {
      check(!extension.malformed() && is_token(parameter->name));
      check(!parameter->value || is_token(*parameter->value));
      sum += 1 + parameter->name.size() + (parameter->value ? 1 + parameter->value->size() : 0);
    }
    check(sum <= element->size());
  }
}

// A server of this policy against offers from anywhere.
void answer_anyone(const HttpHead& head, const DeflatePolicy& policy) {
  const auto answer = answer_offers(head, policy);
  if (!answer) return;
  check_bounds(answer->agreed);
  check(answer->agreed.server_max_window_bits <= policy.server_max_window_bits);
  check(answer->agreed.server_max_window_bits > kWindowBitsMin);
  // The answer says no more and no less than what was agreed: read by a client that demands
  // nothing.
  check(accept_answer(answer->header, {false, false, kWindowBitsMax}) == answer->agreed);
}

// A client of ours against answers from anywhere, and against this server.
void offer_anyone(std::string_view element, const DeflateOffer& offered,
                  const DeflatePolicy& policy) {
  if (const auto agreed = accept_answer(element, offered)) {
    check_bounds(*agreed);
    check(agreed->server_max_window_bits <= offered.server_max_window_bits);
    check(agreed->server_no_context_takeover || !offered.server_no_context_takeover);
  }
  HttpHead head(HttpHead::Kind::request);
  std::string bytes;
  check(read_request(head, bytes, offer_header(offered)));
  const auto answer = answer_offers(head, policy);
  check(answer.has_value() == (offered.server_max_window_bits > kWindowBitsMin));
  if (answer) check(accept_answer(answer->header, offered) == answer->agreed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const unsigned choice = bytes[0];
  const std::string_view value(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const auto window = static_cast<std::uint8_t>(9 + (choice >> 2) % 7);
  const DeflatePolicy policy{(choice & 1) != 0, (choice & 2) != 0, window};
  const DeflateOffer offered{(choice & 32) != 0, (choice & 64) != 0,
                             static_cast<std::uint8_t>(8 + choice % 8)};
  offer_anyone(value, offered, policy);

  HttpHead head(HttpHead::Kind::request);
  std::string request;
  if (!read_request(head, request, value)) return 0;
  read_lists(head);
  answer_anyone(head, policy);
  return 0;
}
