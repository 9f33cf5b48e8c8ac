// Socket activation: whose descriptors they are.
#include "reactor/inherited.h"

#include <gtest/gtest.h>

namespace reactor {
namespace {

TEST(Inherited, OursIfTheProcessIdIs) {
  EXPECT_EQ(inherited_count("42", "2", 42), 2);
  EXPECT_EQ(inherited_count("42", "2", 43), 0);
}

TEST(Inherited, NothingWhereNothingIsSaid) {
  EXPECT_EQ(inherited_count(nullptr, nullptr, 42), 0);
  EXPECT_EQ(inherited_count(nullptr, "2", 42), 0);
  EXPECT_EQ(inherited_count("42", nullptr, 42), 0);
}

TEST(Inherited, AnythingButPlainNumbersIsAFault) {
  for (const char* wrong : {"", "x", "1x", "-1", "0", " 1", "99999999999999999999"}) {
    EXPECT_EQ(inherited_count("42", wrong, 42), std::nullopt) << wrong;
    EXPECT_EQ(inherited_count(wrong, "1", 42), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace reactor
