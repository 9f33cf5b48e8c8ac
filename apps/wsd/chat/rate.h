// So many at once, then so many in a time: the rule (Rate) and one party's account of it (Bucket).
#pragma once

#include <chrono>
#include <cstdint>

#include "reactor/clock.h"

namespace chat {

struct Rate {
  std::uint32_t burst = 0;  // at once
  std::uint32_t count = 0;  // then so many
  reactor::Duration per = std::chrono::seconds(1);

  bool unlimited() const { return burst == 0 || count == 0; }
  bool operator==(const Rate&) const = default;
};

// Eight bytes: when the bucket will be full again. The rule may change between two calls.
class Bucket {
 public:
  // Takes so many if there are so many. REQUIRES: a burst is no less.
  bool take(const Rate& rate, reactor::Time now, std::uint32_t count = 1);
  // How long until there are so many; zero: now.
  reactor::Duration wait(const Rate& rate, reactor::Time now, std::uint32_t count = 1) const;
  // Nothing has been taken that has not come back: as good as a new one.
  bool full(reactor::Time now) const { return full_at_ <= now; }

 private:
  reactor::Time full_at_{};
};

}  // namespace chat
