// How many lines of each kind are written, and how many were not.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/token_bucket.h"
#include "reactor/clock.h"

namespace wsd {

template <std::size_t kinds>
class Throttle {
 public:
  // Whether one more of that kind may pass; else it is counted.
  bool admit(std::size_t kind, const base::Rate& rate, reactor::Time now) {
    if (accounts_[kind].bucket.take(rate, now)) return true;
    ++accounts_[kind].held_back;
    return false;
  }

  // How many of that kind were held back, if it is time to say so; then counting begins anew. A
  // line about lines costs one, too.
  std::uint64_t told(std::size_t kind, const base::Rate& rate, reactor::Time now) {
    if (accounts_[kind].held_back == 0 || !accounts_[kind].bucket.take(rate, now)) return 0;
    return take(kind);
  }
  std::uint64_t take(std::size_t kind) { return std::exchange(accounts_[kind].held_back, 0); }

  bool any_held_back() const {
    return std::any_of(accounts_.begin(), accounts_.end(),
                       [](const Account& one) { return one.held_back != 0; });
  }

 private:
  struct Account {
    base::TokenBucket<reactor::Time> bucket;
    std::uint64_t held_back = 0;
  };
  std::array<Account, kinds> accounts_;
};

}  // namespace wsd
