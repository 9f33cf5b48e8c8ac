// Which texts a search finds.
#include "apps/wsd/chat/words.h"

#include <gtest/gtest.h>

namespace chat {
namespace {

bool finds(std::string_view words, std::string_view text) {
  return Words(words).in(text);
}

TEST(Words, AreFoundWholeOrFromTheirBeginning) {
  EXPECT_TRUE(finds("deploy", "Deploy is done"));
  EXPECT_TRUE(finds("DEP", "the deployment"));
  EXPECT_TRUE(finds("done deploy", "deploy is done"));
  EXPECT_FALSE(finds("ploy", "deploy"));
  EXPECT_FALSE(finds("deploy failed", "deploy is done"));
  EXPECT_FALSE(finds("deployment", "deploy"));
}

TEST(Words, EndAtWhatIsNoLetter) {
  EXPECT_TRUE(finds("foo", "(foo)"));
  EXPECT_TRUE(finds("bar", "foo-bar"));
  EXPECT_TRUE(finds("foo-bar", "bar, then foo"));
  EXPECT_TRUE(finds("2026", "v.2026.1"));
  EXPECT_TRUE(finds("\"quoted\"", "quoted"));
}

TEST(Words, OfOtherScriptsAreWords) {
  EXPECT_TRUE(finds("größe", "Die größe stimmt"));
  EXPECT_TRUE(finds("стол", "на столе"));
  EXPECT_FALSE(finds("тол", "стол"));
}

TEST(Words, AreNoneWhereThereAreNone) {
  EXPECT_TRUE(Words("").empty());
  EXPECT_TRUE(Words(" -- !").empty());
  EXPECT_FALSE(Words("a").empty());
}

TEST(Words, AreLookedForOnce) {
  EXPECT_EQ(Words("a A b a").list(), (std::vector<std::string>{"a", "b"}));
}

TEST(Words, AreNotTooMany) {
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "w" + std::to_string(i) + " ";
  EXPECT_EQ(Words(many).list().size(), kWordsMax);
}

}  // namespace
}  // namespace chat
