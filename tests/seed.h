// Where a test that draws has its dice from: TEST_SEED, or a new seed in every run. scripts/test
// sets it to a number of the tree's own: what it found once it finds again, and only by hand or
// with TEST_SEED=... are there other runs.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace tests {

inline std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* set = std::getenv(variable);
  return set == nullptr ? otherwise : std::strtoull(set, nullptr, 10);
}

inline unsigned seed_of_this_run() {
  const auto seed = static_cast<unsigned>(number_from("TEST_SEED", std::random_device{}()));
  std::printf("TEST_SEED=%u has this run again\n", seed);
  return seed;
}

}  // namespace tests
