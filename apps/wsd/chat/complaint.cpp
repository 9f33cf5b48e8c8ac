// HTTP's numbers, in words for programs.
#include "apps/wsd/chat/complaint.h"

namespace chat {
namespace {

std::string_view word_of(std::uint16_t code) {
  switch (code) {
    case 400:
      return "bad_request";
    case 403:
      return "forbidden";
    case 404:
      return "not_found";
    case 405:
      return "not_allowed";
    case 409:
      return "conflict";
    case 410:
      return "gone";
    case 413:
      return "too_large";
    case 415:
      return "unsupported";
    case 421:
      return "misdirected";
    case 422:
      return "invalid";
    case 429:
      return "rate_limited";
    case 503:
      return "unavailable";
    default:
      return "internal";
  }
}

}  // namespace

Complaint complaint(std::uint16_t code, std::string text) {
  return {code, word_of(code), std::move(text), code == 429 || code == 503};
}

}  // namespace chat
