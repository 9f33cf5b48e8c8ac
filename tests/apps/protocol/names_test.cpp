// Rooms' names.
#include "apps/protocol/names.h"

#include <gtest/gtest.h>

namespace protocol {
namespace {

TEST(RoomName, IsFoldedAndChecked) {
  EXPECT_EQ(room_name("Ops"), "ops");
  EXPECT_EQ(room_name("0-a.b_c"), "0-a.b_c");
  EXPECT_EQ(room_name(std::string(64, 'a')), std::string(64, 'a'));
  for (const std::string& name :
       {std::string(), std::string(65, 'a'), std::string("-a"), std::string(".a"),
        std::string("_a"), std::string("a b"), std::string("#ops"), std::string("a/b"),
        std::string("\xC3\xA9"), std::string("a\0b", 3)}) {
    EXPECT_EQ(room_name(name), std::nullopt) << name;
  }
}

TEST(RoomName, TheRuleTellsTheLimits) {
  EXPECT_NE(kRoomNameRule.find("1 to " + std::to_string(kRoomNameMax) + " of"), kRoomNameRule.npos);
  EXPECT_NE(kNickLengthRule.find("1 to " + std::to_string(kNickLengthMax) + " c"),
            kNickLengthRule.npos);
}

}  // namespace
}  // namespace protocol
