// Percentiles by walking the counts from below; a slot answers with its upper end, never less.
#include "bench/fanout/histogram.h"

#include <algorithm>
#include <cmath>

namespace fanout {

reactor::Duration Histogram::percentile(double share) const {
  if (total_ == 0) return {};
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(total_)));
  std::uint64_t passed = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    passed += counts_[i];
    if (passed < wanted) continue;
    const reactor::Duration end(static_cast<reactor::Duration::rep>(upper_end(i)));
    return std::min(end, max_);
  }
  return max_;
}

std::uint64_t Histogram::upper_end(std::size_t slot) {
  constexpr std::size_t kSteps = std::size_t{1} << kStepBits;
  if (slot < 2 * kSteps) return slot;
  const std::size_t shift = (slot >> kStepBits) - 1;
  const std::size_t leading = kSteps + (slot & (kSteps - 1));
  return ((leading + 1) << shift) - 1;
}

}  // namespace fanout
