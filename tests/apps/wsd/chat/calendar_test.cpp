// Ages, and clocks of day that are set.
#include "apps/wsd/chat/calendar.h"

#include <gtest/gtest.h>

namespace chat {
namespace {

using Age = Calendar::Age;

constexpr Milliseconds kSecond = 1000;
constexpr Milliseconds kDay = 24 * 3600 * kSecond;
constexpr Milliseconds kNoon = 1'700'000'000'000;

// Both clocks from noon on, looked at each second.
class CalendarTest : public ::testing::Test {
 protected:
  CalendarTest() { calendar_.tick(wall_, even_); }
  void pass(Milliseconds time) {
    for (const Milliseconds end = even_ + time; even_ < end;) {
      even_ += kSecond;
      wall_ += kSecond;
      EXPECT_EQ(calendar_.tick(wall_, even_), std::nullopt);
    }
  }
  // The clock of day is set; that is seen a second later.
  void jump(Milliseconds by) {
    even_ += kSecond;
    wall_ += kSecond + by;
    EXPECT_EQ(calendar_.tick(wall_, even_), std::optional(by));
  }
  Age compare(Milliseconds ts, Milliseconds age) { return calendar_.compare(ts, age); }

  Calendar calendar_;
  Milliseconds wall_ = kNoon;
  Milliseconds even_ = 77'000;
};

TEST_F(CalendarTest, WhatIsKeptSinceTheStartGrowsOld) {
  pass(10 * kSecond);
  EXPECT_EQ(compare(kNoon, 10 * kSecond), Age::younger);
  EXPECT_EQ(compare(kNoon, 9 * kSecond), Age::older);
  EXPECT_EQ(compare(kNoon + 5 * kSecond, 9 * kSecond), Age::younger);
}

TEST_F(CalendarTest, WhatIsOfBeforeIsNotTooOldInTheFirstMinutes) {
  EXPECT_EQ(compare(kNoon - kDay, kSecond), Age::younger);
  pass(kClockSettles - kSecond);
  EXPECT_EQ(compare(kNoon - kDay, kSecond), Age::younger);
  pass(kSecond);
  EXPECT_EQ(compare(kNoon - kDay, kSecond), Age::older);
  EXPECT_EQ(compare(kNoon - kDay, 2 * kDay), Age::younger);
}

// The clock is a day ahead for four seconds: nothing becomes older by that.
TEST_F(CalendarTest, AJumpAheadMakesNothingOld) {
  pass(kClockSettles);
  const Milliseconds here = wall_;
  jump(kDay);
  pass(3 * kSecond);
  for (const Milliseconds ts : {kNoon - 60 * kSecond, kNoon, here, wall_ - 2 * kSecond}) {
    EXPECT_EQ(compare(ts, kDay / 2), Age::younger) << ts - kNoon;
  }
  const Milliseconds ahead = wall_;
  jump(-kDay);
  EXPECT_EQ(compare(ahead, kDay), Age::younger) << "it was kept a second ago";
  pass(10 * kSecond);
  EXPECT_EQ(compare(ahead, 5 * kSecond), Age::older) << "and not tomorrow";
  EXPECT_EQ(compare(here, 5 * kSecond), Age::older);
  EXPECT_EQ(compare(here, 60 * kSecond), Age::younger);
  EXPECT_EQ(compare(kNoon - kDay, kDay / 2), Age::younger) << "the clock is not believed yet";
  pass(kClockSettles);
  EXPECT_EQ(compare(kNoon - kDay, kDay / 2), Age::older);
}

// A machine without a battery begins in 1970 and is set when it has a network.
TEST_F(CalendarTest, AClockThatWasBehindMakesNothingOldEither) {
  Calendar calendar;
  calendar.tick(0, 1'000);
  calendar.tick(20 * kSecond, 1'000 + 20 * kSecond);
  EXPECT_TRUE(calendar.tick(kNoon, 1'000 + 21 * kSecond));
  EXPECT_EQ(calendar.compare(5 * kSecond, 60 * kSecond), Age::younger);
  EXPECT_EQ(calendar.compare(5 * kSecond, 10 * kSecond), Age::older) << "16 seconds ago";
  EXPECT_EQ(calendar.compare(kNoon - kDay, kSecond), Age::younger);
}

TEST_F(CalendarTest, WhatSeemsToComeIsToldApart) {
  EXPECT_EQ(compare(kNoon + kDay, kSecond), Age::later);
  EXPECT_EQ(Calendar().compare(1, 1), Age::later) << "nobody said what time it is";
}

TEST_F(CalendarTest, SmallStepsAndLateLooksAreNoJumps) {
  EXPECT_EQ(calendar_.tick(wall_ + kSecond + kClockJump, even_ + kSecond), std::nullopt);
  EXPECT_EQ(calendar_.tick(wall_ + 3600 * kSecond, even_ + 3600 * kSecond), std::nullopt);
  EXPECT_EQ(calendar_.tick(wall_ + kDay, even_ + 3600 * kSecond), std::nullopt) << "no time passed";
  EXPECT_EQ(calendar_.wall(), wall_ + 3600 * kSecond);
}

TEST_F(CalendarTest, RemembersSoManyJumps) {
  for (std::size_t i = 0; i < 3 * kErasMax; ++i) jump(i % 2 == 0 ? kDay : -kDay);
  EXPECT_EQ(compare(wall_ - kSecond, 5 * kSecond), Age::younger);
}

TEST_F(CalendarTest, AJumpIsTold) {
  EXPECT_EQ(jump_notice(-kDay),
            "the clock of day jumped by -86400 s: history from before the start is not deleted by "
            "age for the next 300 s");
}

}  // namespace
}  // namespace chat
