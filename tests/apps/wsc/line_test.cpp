// Lines as pieces.
#include "apps/wsc/line.h"

#include <gtest/gtest.h>

namespace wsc {
namespace {

TEST(Line, IsMadeOfPieces) {
  Line line("a");
  line.add(Span::Paint::name, "bob").add("").add(": hi").ring();
  ASSERT_EQ(line.spans().size(), 3u);
  EXPECT_EQ(line.spans()[1], (Span{Span::Paint::name, "bob"}));
  EXPECT_EQ(line.text(), "abob: hi");
  EXPECT_TRUE(line.rings());
  EXPECT_FALSE(Line("x").rings());
}

}  // namespace
}  // namespace wsc
