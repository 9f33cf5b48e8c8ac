// One way to say a length, and no other (RFC 9112 §6): a proxy in front could read two differently.
#include "broadcast/connections/request_body.h"

#include <algorithm>
#include <charconv>

#include "rfc6455/handshake.h"

namespace broadcast {
namespace {

constexpr rfc6455::HttpError kNoLength{
    400, "Transfer-Encoding is not understood here: please send a Content-Length."};
constexpr rfc6455::HttpError kUnclearLength{400, "The Content-Length is not one number."};
constexpr rfc6455::HttpError kBodyTooLarge{413, "The body is too large."};
constexpr rfc6455::HttpError kUpgradeWithBody{400, "An upgrade request cannot have a body."};

}  // namespace

const rfc6455::HttpError* measure_body(const rfc6455::HttpHead& head, std::size_t most,
                                       std::size_t& body) {
  if (head.count("Transfer-Encoding") > 0) return &kNoLength;
  const auto announced = head.find("Content-Length");
  if (!announced) return nullptr;
  const auto malformed = [](char c) { return c < '0' || c > '9'; };
  if (head.count("Content-Length") > 1 || announced->empty() ||
      std::any_of(announced->begin(), announced->end(), malformed))
    return &kUnclearLength;
  const auto [end, error] =
      std::from_chars(announced->data(), announced->data() + announced->size(), body);
  if (error != std::errc{} || body > most) return &kBodyTooLarge;
  // Its body would be waited for in vain: it is refused whatever it holds.
  return body > 0 && rfc6455::asks_for_upgrade(head) ? &kUpgradeWithBody : nullptr;
}

}  // namespace broadcast
