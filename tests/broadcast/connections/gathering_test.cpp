// What is under way, in which order it goes, and when it is late.
#include "broadcast/connections/gathering.h"

#include <gtest/gtest.h>

namespace broadcast {
namespace {

using std::chrono_literals::operator""s;

constexpr reactor::Time at(reactor::Duration time) {
  return reactor::Time(1000s + time);
}

TEST(GatheringTest, CountsWhatItHolds) {
  Gathering gathering;
  const auto ana = gathering.begin(1, 1, at(0s));
  const auto bob = gathering.begin(2, 2, at(1s));
  gathering.holds(ana, 100);
  gathering.holds(bob, 50);
  gathering.holds(ana, 10);
  EXPECT_EQ(gathering.bytes(), 60u);
  EXPECT_EQ(gathering.oldest(), at(0s));
  gathering.end(ana);
  EXPECT_EQ(gathering.bytes(), 50u);
  EXPECT_EQ(gathering.oldest(), at(1s));
  gathering.end(bob);
  EXPECT_EQ(gathering.bytes(), 0u);
  EXPECT_FALSE(gathering.oldest());
}

TEST(GatheringTest, WhatHoldsMostForLongestIsTheWorst) {
  Gathering gathering;
  const auto large_and_old = gathering.begin(1, 1, at(0s));
  const auto small_and_old = gathering.begin(2, 2, at(0s));
  const auto large_and_young = gathering.begin(3, 3, at(9s));
  gathering.holds(large_and_old, 1000);
  gathering.holds(small_and_old, 10);
  gathering.holds(large_and_young, 1000);
  EXPECT_EQ(gathering.worst(at(10s)).slot, 1u);
  gathering.end(large_and_old);
  EXPECT_EQ(gathering.worst(at(10s)).slot, 3u);
  gathering.end(large_and_young);
  EXPECT_EQ(gathering.worst(at(10s)).slot, 2u);
  gathering.end(small_and_old);
}

TEST(GatheringTest, TheOldestIsLateFirst) {
  Gathering gathering;
  gathering.begin(1, 7, at(0s));
  gathering.begin(2, 8, at(5s));
  EXPECT_FALSE(gathering.overdue(at(9s), 10s));
  const auto late = gathering.overdue(at(10s), 10s);
  ASSERT_TRUE(late);
  EXPECT_EQ(late->slot, 1u);
  EXPECT_EQ(late->serial, 7u);
}

}  // namespace
}  // namespace broadcast
