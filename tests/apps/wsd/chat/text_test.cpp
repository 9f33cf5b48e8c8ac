// A text is of valid bytes, or is none.
#include "apps/wsd/chat/text.h"

#include <gtest/gtest.h>

namespace chat {
namespace {

TEST(TextTest, IsMadeOfValidBytesAlone) {
  for (const char* bytes : {"", "plain", "caf\xC3\xA9", "\xF0\x9F\x90\xA7"}) {
    const auto text = Text::of(bytes);
    ASSERT_TRUE(text) << bytes;
    EXPECT_EQ(text->view(), bytes);
    EXPECT_EQ(text->empty(), std::string_view(bytes).empty());
  }
  for (const char* bytes : {"caf\xE9", "\xC3", "\xED\xA0\x80", "\xF0\x9F\x90", "\xFF"}) {
    EXPECT_FALSE(Text::of(bytes));
    EXPECT_FALSE(is_text(bytes));
  }
  EXPECT_EQ("ours"_text, *Text::of("ours"));
}

#ifdef WSD_CHECK_WORDS
TEST(TextDeathTest, WordsThatAreNoneAreNotSent) {
  check_words("fine");
  EXPECT_DEATH(check_words("caf\xE9"), "UTF-8");
}
#endif

}  // namespace
}  // namespace chat
