// Offer and answer have one grammar and four parameters, of which one differs: a client may name
// client_max_window_bits without a value. So one reader serves both sides; what the words mean is
// decided after all of them were found well-formed.
#include "rfc6455/deflate_offer.h"

#include <algorithm>
#include <cassert>

#include "rfc6455/deflate.h"
#include "rfc6455/http_list.h"

namespace rfc6455 {
namespace {

constexpr std::string_view kName = "permessage-deflate";
constexpr std::string_view kServerNoTakeover = "server_no_context_takeover";
constexpr std::string_view kClientNoTakeover = "client_no_context_takeover";
constexpr std::string_view kServerBits = "server_max_window_bits";
constexpr std::string_view kClientBits = "client_max_window_bits";

using Bits = std::optional<std::uint8_t>;

// One offer or answer as it was written.
struct Terms {
  bool server_no_takeover = false;
  bool client_no_takeover = false;
  bool client_bits_named = false;
  Bits server_bits;
  Bits client_bits;  // named, and with a value
};

// §7.1.2.1: "a decimal integer value without leading zeroes between 8 to 15, inclusive".
Bits window_bits(std::string_view text) {
  if (text == "8") return 8;
  if (text == "9") return 9;
  if (text.size() != 2 || text[0] != '1' || text[1] < '0' || text[1] > '5') return std::nullopt;
  return static_cast<std::uint8_t>(10 + text[1] - '0');
}

// §7.1.1: these parameters have no value. And of any parameter, §7.1: none may be there twice.
bool read_flag(const ExtensionReader::Parameter& parameter, bool& flag) {
  if (parameter.value || flag) return false;
  return flag = true;
}

bool read_bits(const ExtensionReader::Parameter& parameter, Bits& bits) {
  if (!parameter.value || bits) return false;
  bits = window_bits(*parameter.value);
  return bits.has_value();
}

enum class Side : std::uint8_t { offer, answer };

bool read_term(const ExtensionReader::Parameter& parameter, Side side, Terms& terms) {
  if (parameter.name == kServerNoTakeover) return read_flag(parameter, terms.server_no_takeover);
  if (parameter.name == kClientNoTakeover) return read_flag(parameter, terms.client_no_takeover);
  if (parameter.name == kServerBits) return read_bits(parameter, terms.server_bits);
  if (parameter.name != kClientBits || terms.client_bits_named) return false;
  terms.client_bits_named = true;
  // §7.1.2.2: in an offer it may stand alone; an answer must give a value.
  if (!parameter.value && side == Side::offer) return true;
  return read_bits(parameter, terms.client_bits);
}

// nullopt for what §7.1 has a server decline and a client fail: a parameter unknown, doubled or
// with a value that it cannot have. What does not even fit the grammar of RFC 6455 §9.1 is treated
// alike, though that section would have the server refuse the whole handshake: a chat without
// compression serves the person better than none, and nothing of the peer's words is used.
std::optional<Terms> read_terms(std::string_view element, Side side) {
  ExtensionReader extension(element);
  if (extension.name() != kName) return std::nullopt;
  Terms terms;
  while (const auto parameter = extension.next()) {
    if (!read_term(*parameter, side, terms)) return std::nullopt;
  }
  if (extension.malformed()) return std::nullopt;
  return terms;
}

void write_parameter(std::string& header, std::string_view name) {
  header.append("; ").append(name);
}

void write_parameter(std::string& header, std::string_view name, int bits) {
  write_parameter(header, name);
  header.append("=").append(std::to_string(bits));
}

std::optional<DeflateAnswer> answer_offer(const Terms& offer, const DeflatePolicy& policy) {
  if (offer.server_bits && *offer.server_bits < kDeflateWindowBitsMin) return std::nullopt;
  DeflateAnswer answer{{}, std::string(kName)};
  DeflateParameters& agreed = answer.agreed;
  agreed.server_no_context_takeover = offer.server_no_takeover || policy.server_no_context_takeover;
  agreed.client_no_context_takeover = offer.client_no_takeover || policy.client_no_context_takeover;
  agreed.server_max_window_bits =
      std::min(offer.server_bits.value_or(kWindowBitsMax), policy.server_max_window_bits);
  agreed.client_max_window_bits = offer.client_bits.value_or(kWindowBitsMax);

  // §7.1.1.1 and §7.1.2.1: a server accepts such an offer "by including" the parameter "in the
  // corresponding extension negotiation response".
  if (agreed.server_no_context_takeover) write_parameter(answer.header, kServerNoTakeover);
  if (agreed.client_no_context_takeover) write_parameter(answer.header, kClientNoTakeover);
  if (offer.server_bits || agreed.server_max_window_bits < kWindowBitsMax) {
    write_parameter(answer.header, kServerBits, agreed.server_max_window_bits);
  }
  // §7.1.2.2: a server that was not offered it "MUST NOT" answer with it. A bare one was offered
  // too, but to not mention it is the same as to say 15.
  if (offer.client_bits) write_parameter(answer.header, kClientBits, *offer.client_bits);
  return answer;
}

}  // namespace

// §5.1 and RFC 6455 §9.1: the client's most preferred offer comes first, and several fields are one
// list.
std::optional<DeflateAnswer> answer_offers(const HttpHead& request, const DeflatePolicy& policy) {
  assert(policy.server_max_window_bits >= kDeflateWindowBitsMin &&
         policy.server_max_window_bits <= kWindowBitsMax);
  if (!deflate_available()) return std::nullopt;
  HeadListReader offers(request, "Sec-WebSocket-Extensions");
  while (const auto element = offers.next()) {
    const auto offer = read_terms(*element, Side::offer);
    if (!offer) continue;
    if (auto answer = answer_offer(*offer, policy)) return answer;
  }
  return std::nullopt;
}

std::string offer_header(const DeflateOffer& offer) {
  assert(offer.server_max_window_bits >= kWindowBitsMin &&
         offer.server_max_window_bits <= kWindowBitsMax);
  std::string header(kName);
  if (offer.server_no_context_takeover) write_parameter(header, kServerNoTakeover);
  if (offer.client_no_context_takeover) write_parameter(header, kClientNoTakeover);
  if (offer.server_max_window_bits < kWindowBitsMax) {
    write_parameter(header, kServerBits, offer.server_max_window_bits);
  }
  write_parameter(header, kClientBits);
  return header;
}

std::optional<DeflateParameters> accept_answer(std::string_view element,
                                               const DeflateOffer& offered) {
  const auto answer = read_terms(element, Side::answer);
  if (!answer) return std::nullopt;
  // §7.1.1.1, §7.1.2.1: what was asked of the server it accepts by repeating it, a window "with the
  // same or smaller value". Else it means to compress in a way we said we cannot read. The other
  // way round both allow it to promise more than was asked.
  if (offered.server_no_context_takeover && !answer->server_no_takeover) return std::nullopt;
  const std::uint8_t server_bits = answer->server_bits.value_or(kWindowBitsMax);
  if (server_bits > offered.server_max_window_bits) return std::nullopt;
  return DeflateParameters{
      .server_no_context_takeover = answer->server_no_takeover,
      // What we promised holds whether or not it was repeated: §7.1.1.2 calls it "a hint".
      .client_no_context_takeover =
          answer->client_no_takeover || offered.client_no_context_takeover,
      .server_max_window_bits = server_bits,
      .client_max_window_bits = answer->client_bits.value_or(kWindowBitsMax),
  };
}

}  // namespace rfc6455
