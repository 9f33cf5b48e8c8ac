// How long things took: counts in buckets that double, from a microsecond to seventeen seconds.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <numeric>

#include "reactor/clock.h"

namespace broadcast {

// Plain integers, so that it travels as its bytes and adds up over shards.
struct Histogram {
  static constexpr std::size_t kBounds = 25;  // one bucket each, and one for all that took longer

  std::array<std::uint64_t, kBounds + 1> counts{};
  std::uint64_t nanoseconds = 0;  // of all together

  // A bucket holds what took no longer than its bound, and longer than the one before.
  static constexpr reactor::Duration bound(std::size_t bucket) {
    return reactor::Duration(std::int64_t{1024} << bucket);
  }

  void add(reactor::Duration took) {
    const auto spent =
        static_cast<std::uint64_t>(std::max<reactor::Duration::rep>(took.count(), 0));
    const std::uint64_t above = spent == 0 ? 0 : (spent - 1) / 1024;
    ++counts[std::min<std::size_t>(static_cast<std::size_t>(std::bit_width(above)), kBounds)];
    nanoseconds += spent;
  }

  std::uint64_t count() const {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  }

  Histogram& operator+=(const Histogram& other) {
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts[i];
    nanoseconds += other.nanoseconds;
    return *this;
  }
};

}  // namespace broadcast
