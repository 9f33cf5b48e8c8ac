// UTF-8 to numbers and back.
#include "base/utf8.h"

#include <gtest/gtest.h>

#include <random>
#include <span>

#include "rfc6455/utf8.h"

namespace base {
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

TEST(CodePoint, APieceThatIsNoneEndsWhereAnotherCouldBegin) {
  const std::pair<const char*, std::size_t> pieces[] = {
      {"\x80", 1},     {"\xC0\xAF", 1},         {"\xED\xA0\x80", 1}, {"\xF5\x80\x80\x80", 1},
      {"\xE0\xB8", 2}, {"\xF0\x9F\x98z", 3},    {"\xE0\xC3\xA9", 1}, {"\xF0\x8F\x80\x80", 1},
      {"\xFF", 1},     {"\xF4\x90\x80\x80", 1},
  };
  for (const auto& [text, bytes] : pieces) {
    const CodePoint read = first_code_point(text);
    EXPECT_FALSE(read.valid);
    EXPECT_EQ(read.bytes, bytes);
    EXPECT_EQ(read.value, kReplacement);
  }
}

TEST(CodePoint, OneIsValidWhereTheProtocolSaysSo) {
  std::mt19937 random(1);
  constexpr unsigned char kSome[] = {0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2,
                                     0xDF, 0xE0, 0xE1, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5};
  for (int round = 0; round < 100'000; ++round) {
    std::string text(1 + random() % 5, ' ');
    for (char& byte : text) byte = static_cast<char>(kSome[random() % std::size(kSome)]);
    bool valid = true;
    for (std::string_view rest = text; !rest.empty();) {
      const CodePoint next = first_code_point(rest);
      valid = valid && next.valid;
      rest.remove_prefix(next.bytes);
    }
    ASSERT_EQ(valid, rfc6455::is_utf8(std::as_bytes(std::span(text))));
    const std::string made = made_valid(text);
    ASSERT_TRUE(rfc6455::is_utf8(std::as_bytes(std::span(made))));
    ASSERT_EQ(made_valid(made), made);
    if (valid) {
      ASSERT_EQ(made, text);
    }
  }
}

TEST(CodePoint, TextIsMadeValid) {
  EXPECT_EQ(made_valid("\u0E40\u0E18\u0E2D ok"), "\u0E40\u0E18\u0E2D ok");
  EXPECT_EQ(made_valid("a\xFF"
                       "b\xE0\xB8"),
            "a\uFFFDb\uFFFD");
  EXPECT_EQ(made_valid("\xE0\xB8z"), "\uFFFDz");
  EXPECT_EQ(made_valid(""), "");
}

}  // namespace
}  // namespace base
