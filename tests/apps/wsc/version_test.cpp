// Which wsc this is.
#include "apps/wsc/version.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace wsc {
namespace {

TEST(Version, HasThreeNumbers) {
  EXPECT_EQ(std::count(kVersion.begin(), kVersion.end(), '.'), 2);
  EXPECT_EQ(kVersion.find_first_not_of("0123456789."), std::string_view::npos);
}

}  // namespace
}  // namespace wsc
