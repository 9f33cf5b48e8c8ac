// permessage-deflate's parameters (RFC 7692 §7.1): what a client offers, what a server answers.
// Words only; the compression itself is in deflate.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rfc6455/http_head.h"

namespace rfc6455 {

inline constexpr int kWindowBitsMin = 8;
inline constexpr int kWindowBitsMax = 15;

// What both sides agreed on.
struct DeflateParameters {
  bool server_no_context_takeover = false;
  bool client_no_context_takeover = false;
  std::uint8_t server_max_window_bits = kWindowBitsMax;
  std::uint8_t client_max_window_bits = kWindowBitsMax;

  bool operator==(const DeflateParameters&) const = default;
};

// What this server wants of every agreement.
struct DeflatePolicy {
  // Answered whether asked for or not (§7.1.1.1, §7.1.1.2 allow both): one compressed frame then
  // fits every receiver, and no state is kept between messages.
  bool server_no_context_takeover = true;
  bool client_no_context_takeover = true;
  // The largest window we compress with, 9 to 15. zlib has no raw window of 8 bits (it makes 9 of
  // it, which a peer with 8 could not read), so an offer that demands 8 is declined and the next
  // one looked at.
  std::uint8_t server_max_window_bits = kWindowBitsMax;
};

// The server's choice among all offers of the head, in the client's order of preference: the first
// one that can be honoured. Unknown or malformed offers are passed over (§7.1), never fatal; none
// left: no compression.
struct DeflateAnswer {
  DeflateParameters agreed;
  std::string header;  // the value of Sec-WebSocket-Extensions to answer with
};
std::optional<DeflateAnswer> answer_offers(const HttpHead& request, const DeflatePolicy& policy);

// The client's side. An offer always says client_max_window_bits without a value: "I can if you
// ask".
struct DeflateOffer {
  bool server_no_context_takeover = false;
  bool client_no_context_takeover = true;
  std::uint8_t server_max_window_bits = kWindowBitsMax;  // 8 to 15; 15: not mentioned
};
std::string offer_header(const DeflateOffer& offer);

// What a server's answer (one element of its Sec-WebSocket-Extensions) means, or nullopt if it
// granted something that was not offered, or in a way that RFC 7692 forbids: then the handshake
// fails (§4.1 of RFC 6455). A client window of 8 bits is accepted; what zlib cannot do is then done
// by sending plain frames.
std::optional<DeflateParameters> accept_answer(std::string_view element,
                                               const DeflateOffer& offered);

}  // namespace rfc6455
