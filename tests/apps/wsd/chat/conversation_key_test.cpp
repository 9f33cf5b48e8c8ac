// Two conversations never have one key.
#include "apps/wsd/chat/conversation_key.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "apps/wsd/chat/names.h"

namespace chat {
namespace {

TEST(ConversationKey, IsTheSameFromBothSides) {
  EXPECT_EQ(conversation_between({1, "bob"}, {2, "ana"}), "ana:bob");
  EXPECT_EQ(conversation_between({2, "Ana"}, {1, "BOB"}), "ana:bob");
  EXPECT_EQ(conversation_between({7, {}}, {2, "ana"}), "#7:ana");
  EXPECT_EQ(conversation_between({7, {}}, {12, {}}), "#12:#7");
}

// U+0903, a letter of Devanagari, looks like a colon, and names may have it.
TEST(ConversationKey, IsNotThatOfTwoOthersWhoseNamesLookLikeAColon) {
  const std::string visarga = "\u0903";
  ASSERT_FALSE(check_nick("a" + visarga + "b"));
  ASSERT_EQ(skeleton_of("a" + visarga + "b"), "a:b");
  const std::vector<std::string> names = {"a",
                                          "b",
                                          "c",
                                          "a" + visarga,
                                          "b" + visarga,
                                          "a" + visarga + "b",
                                          "b" + visarga + "c",
                                          "a" + visarga + "b" + visarga + "c",
                                          "3" + visarga + "a",
                                          "3"};
  std::map<std::string, std::set<std::string>> pairs;  // by key
  for (const std::string& one : names) {
    ASSERT_FALSE(check_nick(one)) << one;
    for (const std::string& other : names) {
      if (other == one) continue;
      const std::string key = conversation_between({1, one}, {2, other});
      EXPECT_EQ(conversation_between({2, other}, {1, one}), key);
      EXPECT_NE(key.find(':'), key.npos) << "that tells it from a room";
      pairs[key].insert(std::min(one, other) + " and " + std::max(one, other));
    }
  }
  EXPECT_EQ(pairs.size(), names.size() * (names.size() - 1) / 2);
  for (const auto& [key, who] : pairs) EXPECT_EQ(who.size(), 1u) << key;
}

}  // namespace
}  // namespace chat
