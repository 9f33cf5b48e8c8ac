// How like words are.
#include "base/edit_distance.h"

#include <gtest/gtest.h>

#include <string>

namespace base {
namespace {

TEST(Likeness, CountsWhatIsDifferent) {
  const struct {
    const char* a;
    const char* b;
    std::size_t apart;
  } cases[] = {
      {"", "", 0},         {"join", "join", 0}, {"JOIN", "join", 0},   {"", "join", 4},
      {"jion", "join", 1}, {"joi", "join", 1},  {"joinn", "join", 1},  {"jain", "join", 1},
      {"ojni", "join", 2}, {"oin", "join", 1},  {"a", "b", 1},         {"ab", "ba", 1},
      {"abc", "bca", 2},   {"who", "whois", 2}, {"topic", "cipot", 4},
  };
  for (const auto& [a, b, apart] : cases) {
    EXPECT_EQ(edit_distance(a, b), apart) << a << " " << b;
    EXPECT_EQ(edit_distance(b, a), apart) << b << " " << a;
  }
}

TEST(Likeness, WhatIsLongIsNotLookedAtToItsEnd) {
  EXPECT_EQ(edit_distance(std::string(70'000, 'x'), "help"), 32u);
  EXPECT_EQ(edit_distance(std::string(32, 'x') + "a", std::string(40, 'x')), 0u);
}

}  // namespace
}  // namespace base
