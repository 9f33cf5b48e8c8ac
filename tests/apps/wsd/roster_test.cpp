// Lines of several shards in one order.
#include "apps/wsd/roster.h"

#include <gtest/gtest.h>

#include "apps/wsd/chat/packing.h"

namespace wsd {
namespace {

std::string packed(std::initializer_list<std::uint64_t> numbers) {
  chat::Packer packer;
  packer.number(static_cast<std::uint32_t>(numbers.size()));
  for (const std::uint64_t number : numbers) {
    packer.number(number).text(std::to_string(number));
  }
  const std::vector<std::byte> bytes = packer.take();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(RosterTest, ShardsAreMergedByNumber) {
  const std::vector<std::string> two = {packed({1, 4}), packed({2, 3})};
  EXPECT_EQ(merge_rosters(two, 10), R"({"connections":[1,2,3,4],"more":false})");
  EXPECT_EQ(merge_rosters(two, 3), R"({"connections":[1,2,3],"more":true})");
  EXPECT_EQ(merge_rosters({}, 3), R"({"connections":[],"more":false})");
}

}  // namespace
}  // namespace wsd
