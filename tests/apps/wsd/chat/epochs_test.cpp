// Epochs are short, and none comes twice.
#include "apps/wsd/chat/epochs.h"

#include <gtest/gtest.h>

#include <set>

namespace chat {
namespace {

TEST(Epochs, NoneComesTwice) {
  Epochs epochs(1);
  std::set<std::string> seen;
  for (int i = 0; i < 200'000; ++i) ASSERT_TRUE(seen.insert(epochs.next()).second) << i;
}

TEST(Epochs, AreEightSmallLettersAndDigits) {
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{77}, ~std::uint64_t{0}}) {
    Epochs epochs(seed);
    for (int i = 0; i < 100; ++i) {
      const std::string word = epochs.next();
      EXPECT_EQ(word.size(), 8u);
      EXPECT_EQ(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567"), std::string::npos);
    }
  }
}

TEST(Epochs, OfAnotherServerAreOthers) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 1; seed <= 10'000; ++seed) {
    Epochs epochs(seed * 0x9e3779b97f4a7c15);  // seeds as a random device gives them
    seen.insert(epochs.next());
    seen.insert(epochs.next());
  }
  EXPECT_GT(seen.size(), 19'990u);  // 2^40 words: none is expected twice
}

}  // namespace
}  // namespace chat
