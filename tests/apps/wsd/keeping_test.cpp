// What is kept: retention in one word, and how safely.
#include "apps/wsd/keeping.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "apps/wsd/machine.h"
#include "base/token_bucket.h"

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

// Whoever names a directory wants what is said to be there; memory is not for that.
TEST(Keeping, AllIsKeptOnDiskUnlessSomebodySaysOtherwise) {
  const Setting* const history = find_setting("history");
  Options options;
  EXPECT_EQ(history->write(options), Setting::Texts{"auto"});
  EXPECT_EQ(history_of(options), (Retention{1000, 1 << 20, {}}));
  options.data = "/tmp/here";
  EXPECT_EQ(history_of(options), (Retention{0, 0, {}}));
  EXPECT_EQ(history->read(options, {"1000,1MiB,0"}), "");
  EXPECT_EQ(history_of(options), (Retention{1000, 1 << 20, {}})) << "the same, said";
  EXPECT_EQ(history->write(options), Setting::Texts{"1000,1MiB,0"});
  EXPECT_EQ(history->read(options, {"auto"}), "");
  EXPECT_EQ(history_of(options), (Retention{0, 0, {}}));
}

TEST(Keeping, ADirectoryHasALimit) {
  const Setting* const most = find_setting("data-max");
  ASSERT_NE(most, nullptr);
  Options options;
  options.data = "/tmp";
  EXPECT_EQ(most->write(options), Setting::Texts{"auto"});
  const std::uint64_t share = file_system_bytes("/tmp") / 10;
  EXPECT_EQ(data_max_of(options), std::max<std::uint64_t>(share >> 20 << 20, 1 << 30));
  EXPECT_EQ(most->read(options, {"2GiB"}), "");
  EXPECT_EQ(data_max_of(options), std::uint64_t{2} << 30);
  EXPECT_EQ(most->read(options, {"0"}), "");
  EXPECT_EQ(data_max_of(options), 0u);
  for (const char* wrong : {"15MiB", "1", "much", ""}) {
    EXPECT_EQ(most->read(options, {wrong}), "must be a size from 16MiB on, 0 for no limit, or auto")
        << wrong;
  }
}

TEST(Keeping, NewRoomsOfAnAddressAreLimited) {
  const Setting* const rooms = find_setting("new-rooms");
  ASSERT_NE(rooms, nullptr);
  Options options;
  EXPECT_EQ(rooms->write(options), Setting::Texts{"128"});
  EXPECT_EQ(rooms->read(options, {"0"}), "");
  EXPECT_TRUE(options.new_rooms.unlimited());
  EXPECT_EQ(rooms->read(options, {"5"}), "");
  EXPECT_EQ(options.new_rooms, (base::Rate{5, 5, std::chrono::minutes(1)}));
  EXPECT_NE(rooms->read(options, {"-1"}), "");
  EXPECT_NE(rooms->read(options, {"4294967296"}), "");
}

}  // namespace
}  // namespace wsd
