// Buckets: so many at once, then evenly.
#include "apps/wsd/rate.h"

#include <gtest/gtest.h>

namespace wsd {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

constexpr Rate kRate{3, 10};  // one more every 100 ms

TEST(RateTest, ABurstThenOneAtATime) {
  Bucket bucket;
  reactor::Time now{1000s};
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.take(kRate, now)) << i;
  EXPECT_FALSE(bucket.take(kRate, now));
  EXPECT_EQ(bucket.wait(kRate, now), 100ms);
  EXPECT_FALSE(bucket.take(kRate, now + 99ms));
  EXPECT_TRUE(bucket.take(kRate, now + 100ms));
  EXPECT_FALSE(bucket.take(kRate, now + 100ms));
}

TEST(RateTest, WhoWaitedLongHasABurstAndNoMore) {
  Bucket bucket;
  ASSERT_TRUE(bucket.take(kRate, reactor::Time(1s)));
  int taken = 0;
  while (bucket.take(kRate, reactor::Time(1000s))) ++taken;
  EXPECT_EQ(taken, 3);
}

TEST(RateTest, InTheLongRunItIsTheRate) {
  Bucket bucket;
  int taken = 0;
  for (reactor::Time now{1s}; now < reactor::Time(101s); now += 7ms)
    taken += bucket.take(kRate, now);
  EXPECT_NEAR(taken, 1003, 3);
}

TEST(RateTest, FullAgainWhenAllCameBack) {
  Bucket bucket;
  const reactor::Time now{5s};
  EXPECT_TRUE(bucket.full(now));
  bucket.take(kRate, now);
  EXPECT_FALSE(bucket.full(now + 99ms));
  EXPECT_TRUE(bucket.full(now + 100ms));
}

TEST(RateTest, ZeroIsNoLimit) {
  Bucket bucket;
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(bucket.take(Rate{}, reactor::Time(1s)));
  EXPECT_TRUE(bucket.full(reactor::Time(1s)));
}

TEST(RateTest, AStricterRuleNeverWaitsLongerThanItsOwnBurst) {
  Bucket bucket;
  const reactor::Time now{5s};
  const Rate slow{100, 1};
  for (int i = 0; i < 100; ++i) bucket.take(slow, now);  // a hundred seconds to come
  EXPECT_LE(bucket.wait(kRate, now), 300ms);
}

}  // namespace
}  // namespace wsd
