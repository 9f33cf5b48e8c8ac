// Sums over shards, and the process.
#include "apps/wsd/measures.h"

#include <gtest/gtest.h>

namespace wsd {
namespace {

TEST(MeasuresTest, ShardsAddUp) {
  Measures one;
  one.counters.opened = 3;
  one.counters.turn_nanoseconds_max = 7;
  one.gauges.members = 2;
  one.gauges.log_bytes = 100;
  one.chat.messages = 5;
  Measures sum = one;
  sum += one;
  EXPECT_EQ(sum.counters.opened, 6u);
  EXPECT_EQ(sum.counters.turn_nanoseconds_max, 7u);
  EXPECT_EQ(sum.gauges.members, 4u);
  EXPECT_EQ(sum.gauges.log_bytes, 100u);  // of the process, whoever tells
  EXPECT_EQ(sum.chat.messages, 10u);
}

TEST(MeasuresTest, TheProcessHasMemoryAndDescriptors) {
  const ProcessMeasures process = measure_process();
  EXPECT_GT(process.resident_bytes, 1u << 20);
  EXPECT_GE(process.descriptors, 3u);
  EXPECT_GE(process.descriptors_max, process.descriptors);
}

}  // namespace
}  // namespace wsd
