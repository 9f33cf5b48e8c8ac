// A listener that sees no fault must be able to see one.
#include "tests/soak/numbers.h"

#include <gtest/gtest.h>

namespace soak {
namespace {

TEST(NumbersTest, InOrderAndDenseFromTheFirst) {
  Numbers numbers;
  EXPECT_FALSE(numbers.next());
  numbers.heard(7);
  numbers.heard(8);
  EXPECT_EQ(numbers.next(), 9u);
  EXPECT_THROW(numbers.heard(8), Violation);
  EXPECT_THROW(numbers.heard(10), Violation);
}

TEST(NumbersTest, AGapFillsAHoleIfItIsTheHole) {
  Numbers numbers;
  numbers.begin_at(3);
  EXPECT_THROW(numbers.missed(4, 9), Violation);
  EXPECT_THROW(numbers.missed(3, 2), Violation);
  numbers.missed(3, 9);
  numbers.heard(10);
  numbers.missed(0, 20);
  numbers.heard(21);
}

TEST(NumbersTest, BeginsAnywhereAgain) {
  Numbers numbers;
  numbers.heard(5);
  numbers.begin_anywhere();
  numbers.heard(2);
  EXPECT_EQ(numbers.next(), 3u);
}

}  // namespace
}  // namespace soak
