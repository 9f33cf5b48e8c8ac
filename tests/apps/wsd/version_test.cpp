// Which wsd this is.
#include "apps/wsd/version.h"

#include <gtest/gtest.h>

#include <regex>
#include <string>

namespace wsd {
namespace {

TEST(Version, IsThreeNumbers) {
  EXPECT_TRUE(std::regex_match(std::string(kVersion), std::regex(R"(\d+\.\d+\.\d+)"))) << kVersion;
}

}  // namespace
}  // namespace wsd
