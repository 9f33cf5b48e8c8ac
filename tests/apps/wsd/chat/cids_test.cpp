// A message that is sent again is known for as long as there is room to remember it.
#include "apps/wsd/chat/cids.h"

#include <gtest/gtest.h>

#include <set>

namespace chat {
namespace {

TEST(Cids, TellWhatWasSeen) {
  Cids cids;
  EXPECT_FALSE(cids.find("a"));
  cids.add("a", {7, 1000});
  const auto seen = cids.find("a");
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->seq, 7u);
  EXPECT_EQ(seen->ts, 1000);
  EXPECT_FALSE(cids.find("b"));
}

TEST(Cids, ForgetTheOldest) {
  Cids cids;
  for (Sequence i = 1; i <= 100; ++i) {
    cids.add("key " + std::to_string(i), {i, 0});
    cids.keep(10, 1 << 20);
    ASSERT_EQ(cids.count(), std::min<std::size_t>(i, 10));
  }
  for (Sequence i = 1; i <= 100; ++i)
    EXPECT_EQ(cids.find("key " + std::to_string(i)).has_value(), i > 90) << i;
}

TEST(Cids, WeighWhatTheyRemember) {
  Cids cids;
  for (Sequence i = 1; i <= 100; ++i) {
    cids.add(std::string(1000, 'x') + std::to_string(i), {i, 0});
    cids.keep(1000, 20'000);
    ASSERT_LE(cids.bytes(), 20'000u);
  }
  EXPECT_LT(cids.count(), 20u);
  EXPECT_GT(cids.count(), 10u);
  cids.keep(0, 0);
  EXPECT_EQ(cids.count(), 0u);
  EXPECT_EQ(cids.bytes(), 0u);
}

TEST(Cids, NoTwoAuthorsHaveOneKey) {
  const std::set<std::string> keys = {
      cid_key("", 7, "a"),
      cid_key("", 71, "a"),
      cid_key("", 7, "1 a"),
      cid_key("7", 1, "a"),
      cid_key("u7", 1, "a"),
      cid_key("x", 1, "y z"),
      cid_key("x y", 1, "z"),
      cid_key("2:x", 1, "y"),
      cid_key("", 7, ""),
      cid_key("x", 1, "1:x y z"),
      cid_key(std::string(1, 0), 1, "a"),
  };
  EXPECT_EQ(keys.size(), 11u);
  EXPECT_EQ(cid_key("s", 1, "a"), cid_key("s", 2, "a"));  // over connections
}

}  // namespace
}  // namespace chat
