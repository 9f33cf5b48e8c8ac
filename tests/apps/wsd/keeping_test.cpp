// What is kept: retention in one word, and how safely.
#include "apps/wsd/keeping.h"

#include <gtest/gtest.h>

namespace wsd {
namespace {

TEST(Keeping, RetentionIsThreeValues) {
  const Setting* const history = find_setting("history");
  ASSERT_NE(history, nullptr);
  Options options;
  EXPECT_EQ(history->read(options, {"0,2MiB,90m"}), "");
  EXPECT_EQ(options.history.count, 0u);
  EXPECT_EQ(options.history.bytes, 2u << 20);
  EXPECT_EQ(options.history.age, std::chrono::minutes(90));
  for (const char* wrong : {"", "1,2", "1,2,3,4", "x,1MiB,0", "1,1MiB,soon", "-1,1,0"})
    EXPECT_NE(history->read(options, {wrong}), "") << wrong;
}

TEST(Keeping, HistoryIsInMemoryUnlessADirectoryIsNamed) {
  Options options;
  EXPECT_TRUE(options.data.empty());
  EXPECT_EQ(find_setting("data")->read(options, {"/tmp/here"}), "");
  EXPECT_EQ(options.data, "/tmp/here");
  EXPECT_EQ(options.durability, disk::Durability::process);
  EXPECT_EQ(find_setting("durability")->read(options, {"power"}), "");
  EXPECT_EQ(options.durability, disk::Durability::power);
}

}  // namespace
}  // namespace wsd
