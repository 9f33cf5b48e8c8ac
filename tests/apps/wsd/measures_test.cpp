// Sums over shards, and the process.
#include "apps/wsd/measures.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>
#include <vector>

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

// Whoever adds a counter adds it to the sum, or names it here.
TEST(MeasuresTest, NoCounterIsForgotten) {
  const auto numbers_of = [](const auto& of) {
    std::vector<std::uint64_t> numbers(sizeof of / sizeof(std::uint64_t));
    std::memcpy(numbers.data(), &of, sizeof of);
    return numbers;
  };
  const auto fill = [](auto& one) {
    std::vector<std::uint64_t> ones(sizeof one / sizeof(std::uint64_t), 1);
    std::memcpy(static_cast<void*>(&one), ones.data(), sizeof one);
  };
  Measures one;
  fill(one.counters);
  fill(one.chat);
  Measures sum = one;
  sum += one;
  std::vector<std::uint64_t> doubled(sizeof one.counters / sizeof(std::uint64_t), 2);
  doubled[offsetof(broadcast::Counters, turn_nanoseconds_max) / sizeof(std::uint64_t)] = 1;
  EXPECT_EQ(numbers_of(sum.counters), doubled);
  EXPECT_EQ(numbers_of(sum.chat), std::vector<std::uint64_t>(sizeof one.chat / 8, 2));
}

TEST(MeasuresTest, TheProcessHasMemoryAndDescriptors) {
  const ProcessMeasures process = measure_process();
  EXPECT_GT(process.resident_bytes, 1u << 20);
  EXPECT_GE(process.descriptors, 3u);
  EXPECT_GE(process.descriptors_max, process.descriptors);
}

// As in a container without /proc, or when no descriptor is left to read it.
TEST(MeasuresTest, WhatTheKernelDoesNotSayIsNothing) {
  const ProcessMeasures process = measure_process("/nowhere");
  EXPECT_EQ(process.resident_bytes, 0u);
  EXPECT_EQ(process.descriptors, 0u);
  EXPECT_EQ(process.descriptors_max, 0u);
}

}  // namespace
}  // namespace wsd
