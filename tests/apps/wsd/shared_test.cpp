// What the chat is told of the options.
#include "apps/wsd/shared.h"

#include <gtest/gtest.h>

namespace wsd {
namespace {

TEST(SharedTest, TheChatGoesByTheOptions) {
  Options options;
  options.room = "hall";
  options.rate = {5, 3};
  options.settings.message.bytes = kNoLimit;
  const chat::Rules rules = rules_of(options);
  EXPECT_EQ(rules.lobby, "hall");
  EXPECT_EQ(rules.rate.burst, 5u);
  EXPECT_EQ(rules.limits.per_second, 3u);
  EXPECT_EQ(rules.limits.message_bytes, 0u);  // no limit
  EXPECT_EQ(rules.ping_interval, 25u);
}

}  // namespace
}  // namespace wsd
