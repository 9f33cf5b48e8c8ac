// Each time falls into the bucket whose bound it does not exceed.
#include "broadcast/histogram.h"

#include <gtest/gtest.h>

#include <type_traits>

namespace broadcast {
namespace {

using reactor::Duration;

static_assert(std::is_trivially_copyable_v<Histogram>);  // it travels between shards as its bytes

std::size_t bucket_of(Duration took) {
  Histogram one;
  one.add(took);
  return static_cast<std::size_t>(std::find(one.counts.begin(), one.counts.end(), 1u) -
                                  one.counts.begin());
}

TEST(HistogramTest, BoundsAreTheirBuckets) {
  for (std::size_t i = 0; i < Histogram::kBounds; ++i) {
    EXPECT_EQ(bucket_of(Histogram::bound(i)), i);
    EXPECT_EQ(bucket_of(Histogram::bound(i) + Duration(1)), i + 1);
  }
  EXPECT_EQ(bucket_of(Duration(0)), 0u);
  EXPECT_EQ(bucket_of(Duration(1)), 0u);
  EXPECT_EQ(bucket_of(Duration(-5)), 0u);
  EXPECT_EQ(bucket_of(Duration::max()), Histogram::kBounds);
}

TEST(HistogramTest, FromAMicrosecondToSeventeenSeconds) {
  EXPECT_EQ(Histogram::bound(0), Duration(1024));
  EXPECT_GT(Histogram::bound(Histogram::kBounds - 1), std::chrono::seconds(16));
  EXPECT_LT(Histogram::bound(Histogram::kBounds - 1), std::chrono::seconds(18));
}

TEST(HistogramTest, SumsAreOfAll) {
  Histogram one;
  for (int i = 1; i <= 100; ++i) one.add(std::chrono::microseconds(i));
  EXPECT_EQ(one.count(), 100u);
  EXPECT_EQ(one.nanoseconds, 5'050'000u);
  Histogram both = one;
  both += one;
  EXPECT_EQ(both.count(), 200u);
  EXPECT_EQ(both.nanoseconds, 10'100'000u);
}

}  // namespace
}  // namespace broadcast
