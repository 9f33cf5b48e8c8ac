// What the hundreds of a code tell.
#include "apps/protocol/close_codes.h"

#include <gtest/gtest.h>

#include <vector>

namespace protocol {
namespace {

using Codes = std::vector<rfc6455::CloseCode>;

TEST(CloseCodes, TheHundredsTellWhetherToComeAgain) {
  for (const rfc6455::CloseCode code : Codes{4000, 4099, kCloseKicked, kCloseTakenOver}) {
    EXPECT_TRUE(means_not_again(code)) << code;
    EXPECT_FALSE(means_at_once(code)) << code;
  }
  for (const rfc6455::CloseCode code : Codes{3999, 4100, kCloseRateLimit, 4199, 4300}) {
    EXPECT_FALSE(means_not_again(code)) << code;
    EXPECT_FALSE(means_at_once(code)) << code;
  }
  for (const rfc6455::CloseCode code : Codes{4200, 4299}) {
    EXPECT_FALSE(means_not_again(code)) << code;
    EXPECT_TRUE(means_at_once(code)) << code;
  }
}

}  // namespace
}  // namespace protocol
