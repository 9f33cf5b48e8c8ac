// Timers against a sorted map, and the promises one by one: never early, hardly late, sleeps long
// enough.
#include "reactor/timer_wheel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "reactor/poller.h"

namespace reactor {
namespace {

using namespace std::chrono_literals;

constexpr Time kStart{Duration(123'456'789)};

std::vector<TimerWheel::Timer> expired(TimerWheel& wheel, Time now) {
  std::vector<TimerWheel::Timer> timers;
  wheel.advance(now);
  while (auto timer = wheel.next_expired()) timers.push_back(*timer);
  return timers;
}

using Timers = std::vector<TimerWheel::Timer>;

TEST(TimerWheel, ExpiresOnceAndNeverEarly) {
  TimerWheel wheel(kStart);
  wheel.arm(5, kStart + 100ms);
  EXPECT_TRUE(wheel.armed(5));
  EXPECT_EQ(expired(wheel, kStart + 100ms - 1ns), Timers{});
  EXPECT_EQ(expired(wheel, kStart + 100ms + TimerWheel::kResolution), Timers{5});
  EXPECT_FALSE(wheel.armed(5));
  EXPECT_EQ(wheel.next_deadline(), std::nullopt);
  EXPECT_EQ(expired(wheel, kStart + 10s), Timers{});
}

TEST(TimerWheel, DisarmedNeverExpires) {
  TimerWheel wheel(kStart);
  wheel.arm(1, kStart + 10ms);
  wheel.disarm(1);
  wheel.disarm(1);
  wheel.disarm(77);  // never seen
  EXPECT_FALSE(wheel.armed(77));
  EXPECT_EQ(wheel.next_deadline(), std::nullopt);
  EXPECT_EQ(expired(wheel, kStart + 1s), Timers{});
}

TEST(TimerWheel, ArmedAgainOnlyTheLastDeadlineCounts) {
  TimerWheel wheel(kStart);
  wheel.arm(1, kStart + 10ms);
  wheel.arm(1, kStart + 500ms);  // put off
  EXPECT_EQ(expired(wheel, kStart + 499ms), Timers{});
  EXPECT_EQ(expired(wheel, kStart + 502ms), Timers{1});
  wheel.arm(1, kStart + 50s);
  wheel.arm(1, kStart + 600ms);  // brought forward
  EXPECT_EQ(expired(wheel, kStart + 602ms), Timers{1});
  EXPECT_EQ(wheel.next_deadline(), std::nullopt);
  EXPECT_EQ(expired(wheel, kStart + 60s), Timers{});
}

TEST(TimerWheel, DisarmedAndArmedAgainBeforeItsSlotCame) {
  TimerWheel wheel(kStart);
  wheel.arm(1, kStart + 50ms);
  wheel.disarm(1);
  wheel.arm(1, kStart + 80ms);
  EXPECT_EQ(expired(wheel, kStart + 79ms), Timers{});
  EXPECT_EQ(expired(wheel, kStart + 82ms), Timers{1});
}

TEST(TimerWheel, WhatIsLongPastExpiresNext) {
  TimerWheel wheel(kStart);
  expired(wheel, kStart + 10s);
  wheel.arm(1, kStart - 1h);
  EXPECT_EQ(expired(wheel, kStart + 10s), Timers{});  // not in the same advance: no endless pull
  EXPECT_EQ(expired(wheel, kStart + 10s + TimerWheel::kResolution), Timers{1});
}

TEST(TimerWheel, ArmingWhilePullingIsFine) {
  TimerWheel wheel(kStart);
  for (TimerWheel::Timer timer = 0; timer < 10; ++timer) wheel.arm(timer, kStart + 10ms);
  wheel.advance(kStart + 20ms);
  std::size_t pulled = 0;
  while (auto timer = wheel.next_expired()) {
    ++pulled;
    wheel.arm(*timer, kStart + 20ms);
    wheel.disarm((*timer + 1) % 10);
  }
  EXPECT_LT(pulled, 10u);
  Timers armed;
  for (TimerWheel::Timer timer = 0; timer < 10; ++timer) {
    if (wheel.armed(timer)) armed.push_back(timer);
  }
  EXPECT_FALSE(armed.empty());
  Timers rest = expired(wheel, kStart + 30ms);
  std::sort(rest.begin(), rest.end());
  EXPECT_EQ(rest, armed);
}

TEST(TimerWheel, TheFarEndAndTheWrap) {
  TimerWheel wheel(kStart);
  Time now = kStart;
  for (int lap = 0; lap < 10; ++lap) {  // 130 days, past the wrap of a tick
    const Time deadline = now + TimerWheel::kSpanMax - TimerWheel::kResolution;
    wheel.arm(3, deadline);
    EXPECT_EQ(expired(wheel, deadline - 1ns), Timers{}) << lap;
    now = deadline + 2 * TimerWheel::kResolution;
    EXPECT_EQ(expired(wheel, now), Timers{3}) << lap;
  }
}

TEST(TimerWheel, NextDeadlineIsExactNearByAndNeverLate) {
  TimerWheel wheel(kStart);
  EXPECT_EQ(wheel.next_deadline(), std::nullopt);
  wheel.arm(1, kStart + 40ms);
  ASSERT_TRUE(wheel.next_deadline());
  EXPECT_GE(*wheel.next_deadline(), kStart + 40ms);
  EXPECT_LE(*wheel.next_deadline(), kStart + 40ms + TimerWheel::kResolution);
  wheel.arm(2, kStart + 10min);
  wheel.disarm(1);
  int turns = 0;
  while (!wheel.armed(1) && wheel.armed(2)) {
    const Time next = *wheel.next_deadline();
    ASSERT_LE(next, kStart + 10min + TimerWheel::kResolution);
    expired(wheel, next);
    ++turns;
  }
  EXPECT_LE(turns, 5);  // one for each level, not one for each millisecond
}

// A loop that sleeps until the next deadline wakes for the timers, not for the time that passes.
TEST(TimerWheel, ALoopSleepsFromDeadlineToDeadline) {
  const Time start = now();
  TimerWheel wheel(start);
  Poller poller;
  for (TimerWheel::Timer timer = 0; timer < 5; ++timer) {
    wheel.arm(timer, start + (timer + 1) * 20ms);
  }
  int turns = 0;
  while (const auto deadline = wheel.next_deadline()) {
    poller.wait(std::max(Duration::zero(), *deadline - now()));
    const Time moment = now();
    for (const auto timer : expired(wheel, moment)) EXPECT_GE(moment, start + (timer + 1) * 20ms);
    ++turns;
  }
  EXPECT_LE(turns, 10);
}

// Random arming, disarming and passing of time, against a map sorted by deadline.
class Model {
 public:
  explicit Model(unsigned seed) : random_(seed), wheel_(kStart) {}

  void step() {
    switch (random_() % 4) {
      case 0:
        return disarm(pick());
      case 1:
        return pass();
      default:
        return arm(pick());
    }
  }

  // What was armed and is disarmed, and nothing else, was there.
  void end() {
    for (const auto& armed : deadlines_) wheel_.disarm(armed.first);
    EXPECT_EQ(wheel_.next_deadline(), std::nullopt);
  }

 private:
  TimerWheel::Timer pick() { return static_cast<TimerWheel::Timer>(random_() % 500); }

  Duration some_duration() {
    const auto bits = random_() % 42;  // up to an hour, short ones as likely as long ones
    return Duration(static_cast<std::int64_t>(random_()) << 10 & ((std::int64_t{1} << bits) - 1));
  }

  void arm(TimerWheel::Timer timer) {
    deadlines_[timer] = now_ + some_duration();
    armed_at_[timer] = now_;
    wheel_.arm(timer, deadlines_[timer]);
  }

  void disarm(TimerWheel::Timer timer) {
    deadlines_.erase(timer);
    wheel_.disarm(timer);
  }

  void pass() {
    const auto next = wheel_.next_deadline();
    ASSERT_EQ(next.has_value(), !deadlines_.empty());
    now_ = next && random_() % 2 == 0 ? std::max(now_, *next) : now_ + some_duration();
    wheel_.advance(now_);
    while (auto timer = wheel_.next_expired()) {
      ASSERT_TRUE(deadlines_.contains(*timer));
      ASSERT_LE(deadlines_[*timer], now_);
      deadlines_.erase(*timer);
    }
    for (const auto& [timer, deadline] : deadlines_) {
      ASSERT_TRUE(wheel_.armed(timer));
      ASSERT_GT(std::max(deadline, armed_at_[timer]) + TimerWheel::kResolution, now_);
    }
    if (const auto sleep = wheel_.next_deadline()) {
      for (const auto& [timer, deadline] : deadlines_) {
        ASSERT_LE(*sleep, std::max(deadline, armed_at_[timer]) + 2 * TimerWheel::kResolution);
      }
    }
  }

  std::mt19937 random_;
  TimerWheel wheel_;
  Time now_ = kStart;
  std::map<TimerWheel::Timer, Time> deadlines_;
  std::map<TimerWheel::Timer, Time> armed_at_;
};

TEST(TimerWheel, AgreesWithASortedMap) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    Model model(seed);
    for (int i = 0; i < 5000; ++i) {
      model.step();
      if (::testing::Test::HasFatalFailure()) return;
    }
    model.end();
  }
}

}  // namespace
}  // namespace reactor
