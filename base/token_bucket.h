// A rate limit: so many at once, then so many in a time. Rate is the rule, TokenBucket one party's
// account of it. Any thread; an account belongs to one thread at a time.
#pragma once

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstdint>

namespace base {

struct Rate {
  std::uint32_t burst = 0;  // at once
  std::uint32_t count = 0;  // then so many
  std::chrono::nanoseconds per = std::chrono::seconds(1);

  bool unlimited() const { return burst == 0 || count == 0; }
  std::chrono::nanoseconds each() const { return per / count; }  // REQUIRES: not unlimited
  bool operator==(const Rate&) const = default;
};

// Eight bytes: the time at which the bucket is full again. A token that is taken moves this time by
// what one token costs. There are too few tokens when it would be more than a burst away. The rule
// may change between two calls. Time is a time_point that counts nanoseconds.
template <class Time>
class TokenBucket {
 public:
  using Duration = std::chrono::nanoseconds;

  // Takes so many if there are so many. REQUIRES: a burst is no less.
  bool take(const Rate& rate, Time now, std::uint32_t count = 1) {
    if (rate.unlimited()) return true;
    assert(count <= rate.burst);
    if (wait(rate, now, count) > Duration::zero()) return false;
    charge(rate, now, count);
    return true;
  }

  // Takes so many whether they are there or not.
  void charge(const Rate& rate, Time now, std::uint32_t count = 1) {
    if (!rate.unlimited()) full_at_ = std::max(full_at_, now) + rate.each() * count;
  }

  // How long until there are so many; zero: now.
  Duration wait(const Rate& rate, Time now, std::uint32_t count = 1) const {
    if (rate.unlimited() || full_at_ <= now) return Duration::zero();
    const Duration latest = rate.each() * (rate.burst - count);
    // A stricter rule than the one it was taken by may leave it far behind: at most a burst.
    const Duration owed = std::min(full_at_ - now, rate.each() * rate.burst);
    return std::max(owed - latest, Duration::zero());
  }

  // Whether it is as good as a new one: all that was taken came back.
  bool full(Time now) const { return full_at_ <= now; }

 private:
  Time full_at_{};
};

}  // namespace base
