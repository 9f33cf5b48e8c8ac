// A bucket that is full at some time is as full as that time is near: each token taken puts it off
// by what one costs, and it may not lie further ahead than a whole burst.
#include "apps/wsd/chat/token_bucket.h"

#include <algorithm>

namespace chat {
namespace {

reactor::Duration cost(const Rate& rate) {
  return std::chrono::duration_cast<reactor::Duration>(std::chrono::seconds(1)) / rate.per_second;
}

}  // namespace

bool TokenBucket::take(const Rate& rate, reactor::Time now) {
  if (rate.per_second == 0) return true;
  if (wait(rate, now) > reactor::Duration::zero()) return false;
  full_at_ = std::max(full_at_, now) + cost(rate);
  return true;
}

reactor::Duration TokenBucket::wait(const Rate& rate, reactor::Time now) const {
  if (rate.per_second == 0) return {};
  const auto most = cost(rate) * std::max<std::uint32_t>(rate.burst, 1);
  const auto after_one = std::max(full_at_, now) - now + cost(rate);
  return std::max(after_one - most, reactor::Duration::zero());
}

}  // namespace chat
