// Buckets: so many at once, then evenly.
#include "base/token_bucket.h"

#include <gtest/gtest.h>

#include <random>

#include "reactor/clock.h"

namespace base {
namespace {

using Bucket = TokenBucket<reactor::Time>;

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

TEST(RateTest, SeveralAtATime) {
  Bucket bucket;
  const reactor::Time now{1000s};
  EXPECT_TRUE(bucket.take(kRate, now, 3)) << "a whole burst";
  EXPECT_EQ(bucket.wait(kRate, now), 100ms);
  EXPECT_EQ(bucket.wait(kRate, now, 3), 300ms);
  EXPECT_FALSE(bucket.take(kRate, now + 299ms, 3));
  EXPECT_TRUE(bucket.take(kRate, now + 299ms, 2));
  EXPECT_TRUE(bucket.take(kRate, now + 300ms));
  EXPECT_FALSE(bucket.take(kRate, now + 300ms));
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

TEST(RateTest, AChargeIsTakenWhetherItIsThereOrNot) {
  Bucket bucket;
  const reactor::Time now{1000s};
  for (int i = 0; i < 3; ++i) bucket.charge(kRate, now);
  EXPECT_EQ(bucket.wait(kRate, now), 100ms);
  bucket.charge(Rate{}, now);
  EXPECT_EQ(bucket.wait(kRate, now), 100ms);
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

TEST(RateTest, IsABucketOfTokens) {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    std::mt19937 random(seed);
    const std::uint32_t per_second = std::uint32_t{1} << random() % 10;  // divides a second evenly
    const Rate rate{.burst = 1 + static_cast<std::uint32_t>(random() % 30), .count = per_second};
    Bucket bucket;
    const auto full = std::int64_t{rate.burst} * 1'000'000'000;
    std::int64_t tokens = full;  // in thousand millionths
    reactor::Time now = reactor::Time(1000s);
    for (int i = 0; i < 2000; ++i) {
      const reactor::Duration passed(random() % 3 == 0 ? random() % 2'000'000'000 : 0);
      now += passed;
      tokens = std::min(full, tokens + passed.count() * per_second);
      const bool expected = tokens >= 1'000'000'000;
      ASSERT_EQ(bucket.wait(rate, now) == reactor::Duration::zero(), expected) << seed << " " << i;
      ASSERT_EQ(bucket.take(rate, now), expected) << seed << " " << i;
      if (expected) tokens -= 1'000'000'000;
    }
  }
}

}  // namespace
}  // namespace base
