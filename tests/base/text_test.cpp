// Questions about texts.
#include "base/text.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Text, HarmfulIsWhatMovesHidesOrTurns) {
  for (const char32_t value : {0x00, 0x09, 0x0A, 0x1B, 0x1F, 0x7F, 0x85, 0x9F, 0x061C, 0x200E,
                               0x200F, 0x2028, 0x202E, 0x2066, 0x206F, 0xFFF9, 0xFFFB, 0xFEFF}) {
    EXPECT_TRUE(is_harmful(value)) << static_cast<unsigned>(value);
  }
  for (const char32_t value : {0x20, 0x7E, 0xA0, 0xE9, 0x061B, 0x061D, 0x200B, 0x200D, 0x2010,
                               0x2027, 0x202F, 0x2065, 0x2070, 0xFFF8, 0xFFFC, 0xFFFD, 0x1F600}) {
    EXPECT_FALSE(is_harmful(value)) << static_cast<unsigned>(value);
  }
}

TEST(Text, IsTrimmedOnBothSides) {
  EXPECT_EQ(trimmed(" \t\r\na b\n "), "a b");
  EXPECT_EQ(trimmed("a"), "a");
  EXPECT_EQ(trimmed(" \n"), "");
  EXPECT_EQ(trimmed(""), "");
}

TEST(Text, CharactersAreCounted) {
  EXPECT_EQ(characters_in(""), 0u);
  EXPECT_EQ(characters_in("a\xC3\xA9\xF0\x9F\x91\x8B"), 3u);
}

TEST(Text, IsCutBetweenCharacters) {
  EXPECT_EQ(cut("hello", 5), "hello");
  EXPECT_EQ(cut("hello", 4), "hell");
  EXPECT_EQ(cut("h\xC3\xA9llo", 2), "h");
  EXPECT_EQ(cut("h\xC3\xA9llo", 3), "h\xC3\xA9");
  EXPECT_EQ(cut("\xF0\x9F\x91\x8B", 3), "");
}

}  // namespace
}  // namespace base
