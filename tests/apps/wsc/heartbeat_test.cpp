// Pings, pongs, and silence.
#include "apps/wsc/heartbeat.h"

#include <gtest/gtest.h>

namespace wsc {
namespace {

using reactor::Time;
using namespace std::chrono_literals;

TEST(Heartbeat, MeasuresTheRoundTrip) {
  const Time begin{};
  Heartbeat heart(begin);
  EXPECT_FALSE(heart.round_trip());
  const auto ping = heart.ping(begin);
  ASSERT_TRUE(ping);
  EXPECT_FALSE(heart.ping(begin + 1s));
  EXPECT_TRUE(heart.pong(*ping, begin + 30ms));
  EXPECT_EQ(heart.round_trip(), reactor::Duration(30ms));
  const auto second = heart.ping(begin + Heartbeat::kInterval);
  ASSERT_TRUE(second);
  EXPECT_NE(*second, *ping);
  EXPECT_FALSE(heart.pong(*ping, begin + 25s));
  EXPECT_EQ(heart.round_trip(), reactor::Duration(30ms));
}

TEST(Heartbeat, SilenceAfterAPingIsDeath) {
  const Time begin{};
  Heartbeat heart(begin);
  (void)heart.ping(begin);
  EXPECT_FALSE(heart.dead(begin + Heartbeat::kPatience - 1ms));
  EXPECT_EQ(heart.deadline(), begin + Heartbeat::kPatience);
  EXPECT_TRUE(heart.dead(begin + Heartbeat::kPatience));
}

TEST(Heartbeat, WhateverComesIsLife) {
  const Time begin{};
  Heartbeat heart(begin);
  (void)heart.ping(begin);
  heart.heard();
  EXPECT_FALSE(heart.dead(begin + 10min));
  EXPECT_EQ(heart.deadline(), begin + Heartbeat::kInterval);
  (void)heart.ping(begin + 20s);
  EXPECT_FALSE(heart.dead(begin + 30s));
  EXPECT_TRUE(heart.dead(begin + 40s));
}

}  // namespace
}  // namespace wsc
