// What the log is to say comes in its order, and not too much of it.
#include "apps/wsd/chat/notices.h"

#include <gtest/gtest.h>

namespace chat {
namespace {

TEST(Notices, ComeInTheirOrder) {
  Notices notices;
  EXPECT_EQ(notices.take(), std::nullopt);
  notices.put("one");
  notices.put("two");
  EXPECT_EQ(notices.take(), "one");
  EXPECT_EQ(notices.take(), "two");
  EXPECT_EQ(notices.take(), std::nullopt);
}

TEST(Notices, AreNotTooMany) {
  Notices notices;
  for (std::size_t i = 0; i < 2 * kNoticesMax; ++i) notices.put(std::to_string(i));
  std::size_t taken = 0;
  while (notices.take()) ++taken;
  EXPECT_EQ(taken, kNoticesMax);
}

}  // namespace
}  // namespace chat
