// One taken moves the moment of being full by what one costs; there are not so many left when that
// moment would be more than a burst away.
#include "apps/wsd/chat/rate.h"

#include <algorithm>
#include <cassert>

namespace chat {

reactor::Duration Bucket::wait(const Rate& rate, reactor::Time now, std::uint32_t count) const {
  if (rate.unlimited() || full_at_ <= now) return reactor::Duration::zero();
  const reactor::Duration each = rate.per / rate.count;
  const reactor::Duration latest = each * (rate.burst - count);
  // A stricter rule than the one it was taken by may leave it far behind: never more than a burst.
  const reactor::Duration owed = std::min(full_at_ - now, each * rate.burst);
  return std::max(owed - latest, reactor::Duration::zero());
}

bool Bucket::take(const Rate& rate, reactor::Time now, std::uint32_t count) {
  if (rate.unlimited()) return true;
  assert(count <= rate.burst);
  if (wait(rate, now, count) > reactor::Duration::zero()) return false;
  full_at_ = std::max(full_at_, now) + rate.per / rate.count * count;
  return true;
}

}  // namespace chat
