// UTF-8 to numbers and back.
#include "apps/wsc/code_point.h"

#include <gtest/gtest.h>

namespace wsc {
namespace {

TEST(CodePoint, EveryOneComesBack) {
  for (char32_t value = 0; value < 0x110000; ++value) {
    if (value >= 0xD800 && value <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, value);
    const CodePoint read = first_code_point(text + "x");
    ASSERT_TRUE(read.valid) << static_cast<unsigned>(value);
    ASSERT_EQ(read.value, value);
    ASSERT_EQ(read.bytes, text.size());
    ASSERT_EQ(sequence_length(static_cast<unsigned char>(text[0])), text.size());
  }
}

TEST(CodePoint, WhatIsNoneIsOneByte) {
  for (const char* text :
       {"\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE0\xB8", "\xFF"}) {
    const CodePoint read = first_code_point(text);
    EXPECT_FALSE(read.valid);
    EXPECT_EQ(read.bytes, 1u);
    EXPECT_EQ(read.value, kReplacement);
  }
}

TEST(CodePoint, TextIsMadeValid) {
  EXPECT_EQ(made_valid("เธอ ok"), "เธอ ok");
  EXPECT_EQ(made_valid("a\xFF"
                       "b\xE0\xB8"),
            "a\uFFFDb\uFFFD\uFFFD");
  EXPECT_EQ(made_valid(""), "");
}

}  // namespace
}  // namespace wsc
