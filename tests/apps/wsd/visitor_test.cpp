// Connections by slot: whoever had a slot before is not taken for who has it now.
#include "apps/wsd/visitor.h"

#include <gtest/gtest.h>

namespace wsd {
namespace {

TEST(VisitorsTest, ASlotIsNotAPerson) {
  Visitors visitors;
  EXPECT_EQ(visitors.find({.slot = 3, .serial = 1}), nullptr);
  visitors.admit({.slot = 3, .serial = 1}).kind = Visitor::Kind::echo;
  ASSERT_NE(visitors.find({.slot = 3, .serial = 1}), nullptr);
  EXPECT_EQ(visitors.find({.slot = 3, .serial = 2}), nullptr);
  visitors.left({.slot = 3, .serial = 1});
  EXPECT_EQ(visitors.find({.slot = 3, .serial = 1}), nullptr);
}

}  // namespace
}  // namespace wsd
