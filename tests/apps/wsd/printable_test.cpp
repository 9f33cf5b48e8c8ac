// A stranger's bytes in a line of log.
#include "apps/wsd/printable.h"

#include <gtest/gtest.h>

#include <random>
#include <span>

#include "rfc6455/utf8.h"

namespace wsd {
namespace {

TEST(PrintableTest, OrdinaryTextStaysAsItIs) {
  EXPECT_EQ(printable("no pong"), "no pong");
  EXPECT_EQ(printable("gr\xC3\xBC\xC3\x9F dich \xF0\x9F\x98\x80"),
            "gr\xC3\xBC\xC3\x9F dich \xF0\x9F\x98\x80");
}

TEST(PrintableTest, WhatMovesTheCursorIsSpelledOut) {
  EXPECT_EQ(printable("a\nb\r\t\x1b[2J\x7F"), "a\\x0ab\\x0d\\x09\\x1b[2J\\x7f");
  EXPECT_EQ(printable("\xC2\x85"), "\\xc2\\x85");           // C1: next line
  EXPECT_EQ(printable("\xE2\x80\xA8"), "\\xe2\\x80\\xa8");  // line separator
  EXPECT_EQ(printable("\xE2\x80\xAE"), "\\xe2\\x80\\xae");  // right to left override
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(PrintableTest, WhatIsNoUtf8IsSpelledOut) {
  EXPECT_EQ(printable("\xff\xC3"), "\\xff\\xc3");
  EXPECT_EQ(printable("\xED\xA0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(printable("\xC0\xAF"), "\\xc0\\xaf");
  EXPECT_EQ(printable("\x80x"), "\\x80x");
}

TEST(PrintableTest, ABackslashCannotPretend) {
  EXPECT_EQ(printable("\\x0a"), "\\\\x0a");
}

TEST(PrintableTest, LongTextsAreCutBetweenCharacters) {
  EXPECT_EQ(printable("abcdef", 3), "abc...");
  EXPECT_EQ(printable("abc", 3), "abc");
  EXPECT_EQ(printable("ab\xC3\xA4", 3), "ab...");
}

TEST(PrintableTest, AnyBytesBecomeOneLineOfValidText) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(random() % 40, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    const std::string text = printable(bytes);
    EXPECT_TRUE(rfc6455::is_utf8(std::as_bytes(std::span(text))));
    for (const char c : text) EXPECT_GE(static_cast<unsigned char>(c), 0x20);
  }
}

}  // namespace
}  // namespace wsd
