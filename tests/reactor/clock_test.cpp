// The two clocks.
#include "reactor/clock.h"

#include <gtest/gtest.h>

#include <ctime>

namespace reactor {
namespace {

TEST(Clock, MonotonicTimeNeverGoesBack) {
  Time before = now();
  for (int i = 0; i < 1000; ++i) {
    const Time after = now();
    ASSERT_GE(after, before);
    before = after;
  }
}

TEST(Clock, WallTimeIsTheSystems) {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(wall_now().time_since_epoch());
  EXPECT_NEAR(static_cast<double>(seconds.count()), static_cast<double>(std::time(nullptr)), 5);
}

}  // namespace
}  // namespace reactor
