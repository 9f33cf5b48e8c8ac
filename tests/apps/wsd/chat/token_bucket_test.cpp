// A burst, then so many a second: beside a bucket of real tokens.
#include "apps/wsd/chat/token_bucket.h"

#include <gtest/gtest.h>

#include <random>

namespace chat {
namespace {

using namespace std::chrono_literals;

const reactor::Time kBegin{1000s};

TEST(TokenBucket, GivesABurstAndThenWaits) {
  const Rate rate{.burst = 3, .per_second = 10};
  TokenBucket bucket;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.take(rate, kBegin));
  EXPECT_FALSE(bucket.take(rate, kBegin));
  EXPECT_EQ(bucket.wait(rate, kBegin), 100ms);
  EXPECT_FALSE(bucket.take(rate, kBegin + 99ms));
  EXPECT_TRUE(bucket.take(rate, kBegin + 100ms));
  EXPECT_FALSE(bucket.take(rate, kBegin + 100ms));
  EXPECT_EQ(bucket.wait(rate, kBegin + 1h), 0s);
}

TEST(TokenBucket, OfNoRateGivesAlways) {
  const Rate rate{.burst = 0, .per_second = 0};
  TokenBucket bucket;
  for (int i = 0; i < 100'000; ++i) ASSERT_TRUE(bucket.take(rate, kBegin));
  EXPECT_EQ(bucket.wait(rate, kBegin), 0s);
}

TEST(TokenBucket, OfNoBurstGivesOne) {
  const Rate rate{.burst = 0, .per_second = 1};
  TokenBucket bucket;
  EXPECT_TRUE(bucket.take(rate, kBegin));
  EXPECT_FALSE(bucket.take(rate, kBegin));
  EXPECT_TRUE(bucket.take(rate, kBegin + 1s));
}

// A rate that changes while it runs: nobody has to wait longer than under the new one from empty.
TEST(TokenBucket, TakesANewRateAsItIs) {
  TokenBucket bucket;
  const Rate slow{.burst = 1, .per_second = 1};
  const Rate fast{.burst = 100, .per_second = 1000};
  EXPECT_TRUE(bucket.take(slow, kBegin));
  EXPECT_FALSE(bucket.take(slow, kBegin));
  EXPECT_TRUE(bucket.take(fast, kBegin + 1s));
}

TEST(TokenBucket, TheGreatestRateIsNone) {
  const Rate rate{.burst = ~0u, .per_second = ~0u};
  TokenBucket bucket;
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(bucket.take(rate, kBegin));
}

TEST(TokenBucket, IsABucketOfTokens) {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    std::mt19937 random(seed);
    const std::uint32_t per_second = std::uint32_t{1} << random() % 10;  // divides a second evenly
    const Rate rate{.burst = 1 + static_cast<std::uint32_t>(random() % 30),
                    .per_second = per_second};
    TokenBucket bucket;
    const auto full = std::int64_t{rate.burst} * 1'000'000'000;
    std::int64_t tokens = full;  // in thousand millionths
    reactor::Time now = kBegin;
    for (int i = 0; i < 2000; ++i) {
      const reactor::Duration passed(random() % 3 == 0 ? random() % 2'000'000'000 : 0);
      now += passed;
      tokens = std::min(full, tokens + passed.count() * per_second);
      const bool expected = tokens >= 1'000'000'000;
      ASSERT_EQ(bucket.wait(rate, now) == 0ns, expected) << seed << " " << i;
      ASSERT_EQ(bucket.take(rate, now), expected) << seed << " " << i;
      if (expected) tokens -= 1'000'000'000;
    }
  }
}

}  // namespace
}  // namespace chat
