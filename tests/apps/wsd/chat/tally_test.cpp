// What lies somewhere, of each source and in all.
#include "apps/wsd/chat/tally.h"

#include <gtest/gtest.h>

namespace chat {
namespace {

TEST(Tally, CountsInAllAndOfEachSource) {
  Tally tally;
  tally.add("a", 3);
  tally.add("b", 5);
  tally.add("a", 4);
  EXPECT_EQ(tally.bytes(), 12u);
  EXPECT_EQ(tally.from("a"), 7u);
  EXPECT_EQ(tally.from("b"), 5u);
  EXPECT_EQ(tally.from("c"), 0u);
  tally.remove("a", 3);
  EXPECT_EQ(tally.bytes(), 9u);
  EXPECT_EQ(tally.from("a"), 4u);
}

TEST(Tally, NoSourceIsNotCountedApart) {
  Tally tally;
  tally.add({}, 3);
  EXPECT_EQ(tally.bytes(), 3u);
  EXPECT_EQ(tally.from({}), 0u);
  EXPECT_EQ(tally.sources(), 0u);
  tally.remove({}, 3);
  EXPECT_EQ(tally.bytes(), 0u);
}

TEST(Tally, ForgetsASourceThatHasNothingLeft) {
  Tally tally;
  tally.add("a", 3);
  tally.add("b", 0);
  EXPECT_EQ(tally.sources(), 1u);
  tally.remove("a", 3);
  EXPECT_EQ(tally.sources(), 0u);
  EXPECT_EQ(tally.bytes(), 0u);
}

}  // namespace
}  // namespace chat
