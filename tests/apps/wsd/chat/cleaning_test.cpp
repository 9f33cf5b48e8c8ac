// What is left of a text, and that it cannot look like another speaker's.
#include "apps/wsd/chat/cleaning.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "rfc6455/utf8.h"

namespace chat {
namespace {

bool valid(std::string_view text) {
  return rfc6455::is_utf8(std::as_bytes(std::span(text)));
}

TEST(Cleaning, OrdinaryTextStays) {
  for (const char* text : {"", "hello", "hello, world: how are you?", "a\tb", "one\ntwo",
                           " indented", "\xC3\xA9t\xC3\xA9", "\xE2\x80\x9Cquoted\xE2\x80\x9D",
                           "\xC2\xA0x", "\xF0\x9F\x91\x8B\xF0\x9F\x8F\xBD waves"}) {
    EXPECT_EQ(cleaned(text), text);
    EXPECT_TRUE(is_clean(text)) << text;
  }
}

// Some languages need them; a name may not have any.
TEST(Cleaning, DirectionsOfWritingStay) {
  for (const char* text : {"a\xE2\x80\xAE"
                           "b",
                           "\xE2\x81\xA7"
                           "x\xE2\x81\xA9",
                           "\xE2\x80\x8F"
                           "x"}) {
    EXPECT_EQ(cleaned(text), text);
    EXPECT_TRUE(is_clean(text)) << text;
  }
}

TEST(Cleaning, ControlsGo) {
  for (int byte = 0; byte < 0x20; ++byte) {
    if (byte == '\t' || byte == '\n' || byte == '\r') continue;
    const std::string text = std::string("long enough ") + static_cast<char>(byte) + "x";
    EXPECT_EQ(cleaned(text), "long enough x");
    EXPECT_FALSE(is_clean(text));
  }
  EXPECT_EQ(cleaned("a\x7F"
                    "b"),
            "ab");
  EXPECT_EQ(cleaned("a\xC2\x80\xC2\x9F"
                    "b"),
            "ab");                                         // C1
  EXPECT_EQ(cleaned("\x1B[31mred\x1B[0m"), "[31mred[0m");  // no colours on a terminal
  EXPECT_EQ(cleaned("a\xC2\x9B"
                    "2Jb"),
            "a2Jb");  // CSI in one character
}

TEST(Cleaning, EveryLineBreakIsANewline) {
  EXPECT_EQ(cleaned("a\r\nb\rc\nd"), "a\nb\nc\nd");
  EXPECT_EQ(cleaned("a\xC2\x85"
                    "b\xE2\x80\xA8"
                    "c\xE2\x80\xA9"
                    "d"),
            "a\nb\nc\nd");
  EXPECT_EQ(cleaned("a\n\r\n\rb"), "a\n\n\nb");
  EXPECT_FALSE(is_clean("12345678\r9"));
}

TEST(Cleaning, TheEndIsCut) {
  EXPECT_EQ(cleaned("hello \n\t \r\n"), "hello");
  EXPECT_EQ(cleaned("hello \x01"), "hello");
  EXPECT_EQ(cleaned(" \n "), "");
  EXPECT_FALSE(is_clean("hello "));
  EXPECT_FALSE(is_clean("hello\n"));
}

TEST(Cleaning, OneLineHasNoBreaks) {
  EXPECT_EQ(cleaned_line("a\r\nb\nc\xE2\x80\xA8"
                         "d\n"),
            "a b c d");
  EXPECT_EQ(cleaned_line("a\x01"
                         "b"),
            "ab");
}

TEST(Cleaning, NoLineOfAMessageBeginsLikeASpeaker) {
  std::string out = "ana: ";
  append_indented(out, "hi\nbob: I owe you money\n\n* ana is now known as bob.");
  EXPECT_EQ(out, "ana: hi\n  bob: I owe you money\n  \n  * ana is now known as bob.");
}

// ---- of random texts ----

std::string random_text(std::mt19937& random) {
  static const char* const kPieces[] = {"a",
                                        "hello",
                                        " ",
                                        "\n",
                                        "\r",
                                        "\r\n",
                                        "\t",
                                        "\x01",
                                        "\x1F",
                                        "\x7F",
                                        "\xC2\x80",
                                        "\xC2\x85",
                                        "\xC2\xA0",
                                        "\xC3\xA9",
                                        ":",
                                        "12345678",
                                        "\x1B",
                                        "\xC2\x9F",
                                        "\xE2\x80\xA8",
                                        "\xE2\x80\xA9",
                                        "\xE2\x80\xAA",
                                        "\xF0\x9F\x91\x8B"};
  std::string text;
  for (auto count = random() % 12; count > 0; --count) {
    text += kPieces[random() % std::size(kPieces)];
  }
  return text;
}

TEST(Cleaning, OnceIsEnough) {
  std::mt19937 random(2);
  for (int i = 0; i < 50'000; ++i) {
    const std::string text = random_text(random);
    const std::string clean = cleaned(text);
    ASSERT_TRUE(valid(clean));
    ASSERT_EQ(cleaned(clean), clean);
    ASSERT_TRUE(is_clean(clean));
    ASSERT_EQ(is_clean(text), clean == text);
    ASSERT_EQ(cleaned_line(text).find_first_of("\r\n"), std::string::npos);
  }
}

}  // namespace
}  // namespace chat
