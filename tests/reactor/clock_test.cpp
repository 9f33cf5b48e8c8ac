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
  const std::time_t before = std::time(nullptr);
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(wall_now().time_since_epoch()).count();
  EXPECT_GE(seconds, before);
  EXPECT_LE(seconds, std::time(nullptr) + 1);  // that one may be a tick late
}

}  // namespace
}  // namespace reactor
