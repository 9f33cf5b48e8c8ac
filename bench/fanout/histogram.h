// Durations by the million in a few kilobytes: 32 steps per power of two, so 3 % exact.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "reactor/clock.h"

namespace fanout {

class Histogram {
 public:
  void note(reactor::Duration duration) {
    const auto value = static_cast<std::uint64_t>(duration.count() > 0 ? duration.count() : 0);
    ++counts_[slot(value)];
    ++total_;
    if (duration > max_) max_ = duration;
  }

  // The duration that `share` of all are not above; zero if nothing was noted.
  reactor::Duration percentile(double share) const;
  reactor::Duration max() const { return max_; }

 private:
  static constexpr int kStepBits = 5;
  static constexpr std::size_t kSlots = std::size_t{64 - kStepBits} << kStepBits;

  // Values below 2^kStepBits one by one; above, the leading bits and how many follow them.
  static std::size_t slot(std::uint64_t value) {
    const auto shift = static_cast<std::size_t>(std::bit_width(value >> kStepBits));
    if (shift == 0) return static_cast<std::size_t>(value);
    return ((shift - 1) << kStepBits) + static_cast<std::size_t>(value >> (shift - 1));
  }
  static std::uint64_t upper_end(std::size_t slot);

  std::array<std::uint64_t, kSlots + (1 << kStepBits)> counts_{};
  std::uint64_t total_ = 0;
  reactor::Duration max_{};
};

}  // namespace fanout
