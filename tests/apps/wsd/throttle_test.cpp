// What is held back is counted, and told once.
#include "apps/wsd/throttle.h"

#include <gtest/gtest.h>

#include "base/token_bucket.h"

namespace wsd {
namespace {

using std::chrono_literals::operator""s;

TEST(ThrottleTest, KindsDoNotDisturbEachOther) {
  Throttle<2> throttle;
  const base::Rate rate{2, 1};
  const reactor::Time now{10s};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(throttle.admit(0, rate, now), i < 2);
  EXPECT_TRUE(throttle.admit(1, rate, now));
  EXPECT_TRUE(throttle.any_held_back());
  EXPECT_EQ(throttle.told(0, rate, now), 0u) << "not yet";
  EXPECT_EQ(throttle.told(0, rate, now + 1s), 3u);
  EXPECT_FALSE(throttle.any_held_back());
  EXPECT_EQ(throttle.told(1, rate, now + 1s), 0u);
}

TEST(ThrottleTest, TakingTheCountEndsIt) {
  Throttle<1> throttle;
  const base::Rate rate{1, 1};
  throttle.admit(0, rate, reactor::Time(10s));
  throttle.admit(0, rate, reactor::Time(10s));
  EXPECT_EQ(throttle.take(0), 1u);
  EXPECT_EQ(throttle.take(0), 0u);
}

}  // namespace
}  // namespace wsd
