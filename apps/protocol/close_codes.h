// The chat's own close codes, and what the hundreds of a code tell a client about connecting again.
// The codes of RFC 6455 are rfc6455's, those for slow and silent connections are broadcast's.
#pragma once

#include "rfc6455/protocol.h"

namespace protocol {

inline constexpr rfc6455::CloseCode kCloseKicked = 4006;
inline constexpr rfc6455::CloseCode kCloseTakenOver = 4007;
inline constexpr rfc6455::CloseCode kCloseRateLimit = 4129;

// 4000 to 4099: not again unchanged. 4200 to 4299: at once. Any other: later, with backoff.
constexpr bool means_not_again(rfc6455::CloseCode code) {
  return code >= 4000 && code <= 4099;
}
constexpr bool means_at_once(rfc6455::CloseCode code) {
  return code >= 4200 && code <= 4299;
}

}  // namespace protocol
