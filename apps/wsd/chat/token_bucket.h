// How fast somebody may go: a burst, then so many a second. Time is an argument.
#pragma once

#include <cstdint>

#include "reactor/clock.h"

namespace chat {

struct Rate {
  std::uint32_t burst = 20;       // at least 1
  std::uint32_t per_second = 10;  // 0: no limit

  bool operator==(const Rate&) const = default;
};

class TokenBucket {
 public:
  // One more: whether there is one left.
  bool take(const Rate& rate, reactor::Time now);
  // How long until there will be.
  reactor::Duration wait(const Rate& rate, reactor::Time now) const;

 private:
  reactor::Time full_at_{};  // when it is full again: all that has to be known
};

}  // namespace chat
