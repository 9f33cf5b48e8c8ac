// RFC 3629: every kind of sequence, cut at every place, against a decoder written the slow way.
#include "rfc6455/utf8.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tests/rfc6455/slow_utf8.h"

namespace rfc6455 {
namespace {

std::span<const std::byte> bytes(const std::string& text) {
  return std::as_bytes(std::span(text));
}

bool valid(const std::string& text) {
  return is_utf8(bytes(text));
}

TEST(Utf8, Kosme) {
  EXPECT_TRUE(valid("\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5"));
}

TEST(Utf8, EdgesOfEachLength) {
  for (const char* text :
       {"\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80",
        "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF", "\xEE\x80\x80"}) {
    EXPECT_TRUE(valid(text)) << testing::PrintToString(text);
  }
  for (const char* text :
       {"\x80", "\xBF", "\xC0\xAF", "\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xED\xA0\x80",
        "\xED\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xF8\x88\x80\x80\x80", "\xFE",
        "\xFF", "\xC2", "\xE1\x80", "\xF1\x80\x80", "\xC2 "}) {
    EXPECT_FALSE(valid(text)) << testing::PrintToString(text);
  }
}

TEST(Utf8, NulIsACharacter) {
  EXPECT_TRUE(valid(std::string("a\0b", 3)));
}

TEST(Utf8, EveryPairAndTripleOfBytes) {
  for (unsigned high = 0; high < 256; ++high) {
    for (unsigned low = 0; low < 256; ++low) {
      for (const unsigned third : {0x20u, 0x7Fu, 0x80u, 0x9Fu, 0xA0u, 0xBFu, 0xC2u, 0xF4u}) {
        const std::string text = {static_cast<char>(high), static_cast<char>(low),
                                  static_cast<char>(third)};
        ASSERT_EQ(valid(text), slow_is_utf8(bytes(text))) << testing::PrintToString(text);
      }
    }
  }
}

// "a\xE2\x82\xAC" fails nowhere, "\xF4\x90" fails at its second byte: no later byte could repair
// it.
TEST(Utf8, FailsAtTheFirstByteThatCannotBeContinued) {
  const struct {
    std::string text;
    std::size_t at;
  } cases[] = {
      {"\xCE\xBA\xF4\x90\x80\x80", 3}, {"ab\x80", 2},   {"\xED\xA0\x80", 1}, {"\xE0\x80\x80", 1},
      {"\xF0\x80\x80\x80", 1},         {"\xC0\xAF", 0}, {"\xE1\x80 ", 2},    {"\xFF", 0}};
  for (const auto& [text, at] : cases) {
    Utf8Validator validator;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool fine = validator.feed(bytes(text).subspan(i, 1));
      EXPECT_EQ(fine, i < at) << testing::PrintToString(text) << " byte " << i;
      if (!fine) break;
    }
  }
}

TEST(Utf8, LongTextsCutAnywhere) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    const std::string text = random_text(random, 100 + random() % 600, round % 3 == 0 ? 0 : 1);
    const bool expected = slow_is_utf8(bytes(text));
    ASSERT_EQ(valid(text), expected) << round;
    for (int split = 0; split < 20; ++split) {
      const std::size_t cut = random() % (text.size() + 1);
      Utf8Validator validator;
      const bool ours = validator.feed(bytes(text).first(cut)) &&
                        validator.feed(bytes(text).subspan(cut)) && validator.complete();
      ASSERT_EQ(ours, expected) << "round " << round << " cut " << cut;
    }
  }
}

TEST(Utf8, TwoCutCharactersInARow) {
  const std::string plain(200, 'a');
  for (const char* cut : {"\xE0", "\xE0\xB8", "\xF0\x9F\x92", "\xC3"}) {
    for (const char* next : {"\xC3", "\xE0", "\xE0\xB8", "\xF0\x9F\x92"}) {
      Utf8Validator validator;
      EXPECT_FALSE(validator.feed(bytes(plain + cut + next)))
          << testing::PrintToString(std::string(cut) + next);
    }
  }
}

TEST(Utf8, ResetForgetsTheCutCharacter) {
  Utf8Validator validator;
  EXPECT_TRUE(validator.feed(bytes("\xE2\x82")));
  EXPECT_FALSE(validator.complete());
  validator.reset();
  EXPECT_TRUE(validator.complete());
  EXPECT_TRUE(validator.feed(bytes("a")));
}

}  // namespace
}  // namespace rfc6455
