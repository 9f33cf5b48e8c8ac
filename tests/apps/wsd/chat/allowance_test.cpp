// Each source has its own; who has been quiet long enough is forgotten.
#include "apps/wsd/chat/allowance.h"

#include <gtest/gtest.h>

#include "base/token_bucket.h"

namespace chat {
namespace {

constexpr base::Rate kTwoAMinute{2, 2, std::chrono::minutes(1)};
constexpr reactor::Duration kNow = reactor::Duration::zero();

reactor::Time at(int seconds) {
  return reactor::Time{} + std::chrono::hours(1) + std::chrono::seconds(seconds);
}

TEST(Allowance, IsOfEachSource) {
  Allowance allowance;
  EXPECT_EQ(allowance.take("a", kTwoAMinute, at(0)), kNow);
  EXPECT_EQ(allowance.take("a", kTwoAMinute, at(0)), kNow);
  EXPECT_EQ(allowance.take("a", kTwoAMinute, at(0)), std::chrono::seconds(30));
  EXPECT_EQ(allowance.take("b", kTwoAMinute, at(0)), kNow);
  EXPECT_EQ(allowance.take("a", kTwoAMinute, at(20)), std::chrono::seconds(10));
  EXPECT_EQ(allowance.take("a", kTwoAMinute, at(30)), kNow);
}

TEST(Allowance, IsEndlessWithoutASourceOrALimit) {
  Allowance allowance;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(allowance.take("", kTwoAMinute, at(0)), kNow);
    EXPECT_EQ(allowance.take("a", {0, 0}, at(0)), kNow);
  }
  EXPECT_EQ(allowance.sources(), 0u);
}

TEST(Allowance, RemembersSoManySources) {
  Allowance allowance;
  for (std::size_t i = 0; i < kSourcesMax + 1000; ++i) {
    allowance.take(std::to_string(i), kTwoAMinute, at(0));
  }
  EXPECT_LE(allowance.sources(), kSourcesMax);
  for (std::size_t i = 0; i < kSourcesMax; ++i) allowance.take("late", kTwoAMinute, at(100));
  EXPECT_EQ(allowance.sources(), 1u);
}

}  // namespace
}  // namespace chat
