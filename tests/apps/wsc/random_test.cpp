// Chance.
#include "apps/wsc/random.h"

#include <gtest/gtest.h>

namespace wsc {
namespace {

TEST(Random, EveryBitMoves) {
  const Random random = system_random();
  std::uint64_t ones = 0;
  std::uint64_t zeros = 0;
  for (int i = 0; i < 64; ++i) {
    const std::uint64_t bits = random();
    ones |= bits;
    zeros |= ~bits;
  }
  EXPECT_EQ(ones, ~std::uint64_t{0});
  EXPECT_EQ(zeros, ~std::uint64_t{0});
}

}  // namespace
}  // namespace wsc
