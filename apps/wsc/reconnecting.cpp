// RFC 6455 §7.2.3 asks for a random first wait and truncated exponential growth.
#include "apps/wsc/reconnecting.h"

#include <algorithm>

#include "apps/protocol/close_codes.h"

namespace wsc {

After after_close(rfc6455::CloseCode code) {
  if (protocol::means_not_again(code)) return After::give_up;
  if (protocol::means_at_once(code)) return After::call_at_once;
  switch (code) {
    case rfc6455::kCloseNormal:
      return After::leave;
    case rfc6455::kCloseProtocolError:
    case rfc6455::kCloseUnsupportedData:
    case rfc6455::kCloseInvalidPayload:
    case rfc6455::kClosePolicyViolation:
    case rfc6455::kCloseMessageTooBig:
    case rfc6455::kCloseMandatoryExtension:
      return After::give_up;
    default:
      return After::call_later;
  }
}

After after_refusal(unsigned http_status) {
  const bool temporary = http_status == 0 || http_status == 408 || http_status == 425 ||
                         http_status == 429 || http_status >= 500;
  return temporary ? After::call_later : After::give_up;
}

reactor::Duration Backoff::lost(After after, reactor::Time now, const Random& random) {
  if (since_ && now - *since_ >= kStable) failures_ = 0;
  since_.reset();
  constexpr unsigned kDoublingsMax = 10;  // far beyond kMost
  const unsigned doublings = std::min(failures_++, kDoublingsMax);
  if (after == After::call_at_once && doublings == 0) return reactor::Duration::zero();
  const reactor::Duration most = std::min(kMost, kFirst * (1 << doublings));
  return reactor::Duration(
      static_cast<reactor::Duration::rep>(random() % static_cast<std::uint64_t>(most.count() + 1)));
}

}  // namespace wsc
