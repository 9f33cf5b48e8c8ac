// Lines as bytes: colours, wrapping, and nothing of what came from outside that drives a terminal.
#include "apps/wsc/painter.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/apps/wsc/glass.h"
#include "tests/apps/wsc/hostile.h"

namespace wsc {
namespace {

std::string plain(const char* text, std::size_t width) {
  return painted(Line(text), Colours::none, width);
}

TEST(Painter, WrapsAtSpacesAndIndents) {
  EXPECT_EQ(plain("one two three", 0), "one two three\r\n");
  EXPECT_EQ(plain("one two three", 9), "one two\r\n  three\r\n");
  EXPECT_EQ(plain("one two three", 13), "one two three\r\n");
  EXPECT_EQ(plain("abcdefghij", 6), "abcdef\r\n  ghij\r\n");
  EXPECT_EQ(plain("日本語日本語", 7), "日本語\r\n  日本\r\n  語\r\n");
  EXPECT_EQ(plain("a\nb: forged", 40), "a\r\n  b: forged\r\n");
  EXPECT_EQ(plain("a\tb", 40), "a    b\r\n");
  EXPECT_EQ(plain("", 40), "\r\n");
  EXPECT_EQ(plain("a\n", 40), "a\r\n");
}

TEST(Painter, NothingLooksLikeTheBeginningOfAnotherLine) {
  const std::string out =
      plain((std::string("x") + std::string(200, ' ') + "root: forged").c_str(), 40);
  EXPECT_EQ(out.find("\r\nroot"), std::string::npos) << out;
  EXPECT_NE(out.find("\r\n  root: forged"), std::string::npos) << out;
}

TEST(Painter, ColoursOnlyWithColours) {
  Line line;
  line.add(Span::Paint::name, "bob").add(": ").add(Span::Paint::bad, "no");
  EXPECT_EQ(painted(line, Colours::none, 40), "bob: no\r\n");
  const std::string out = painted(line, Colours::some, 40);
  EXPECT_EQ(out.rfind("\x1b[1;38;5;", 0), 0u);
  EXPECT_NE(out.find("mbob\x1b[0m: \x1b[31mno\x1b[0m\r\n"), std::string::npos);
  EXPECT_EQ(begin_paint(Span::Paint::name, "bob", Colours::some),
            begin_paint(Span::Paint::name, "bob", Colours::some));
  EXPECT_NE(begin_paint(Span::Paint::name, "bob", Colours::some),
            begin_paint(Span::Paint::name, "ana", Colours::some));
}

TEST(Painter, EveryPaintButPlainIsSeen) {
  for (int paint = 1; paint <= static_cast<int>(Span::Paint::secret); ++paint) {
    EXPECT_FALSE(begin_paint(static_cast<Span::Paint>(paint), "x", Colours::some).empty()) << paint;
  }
  EXPECT_TRUE(begin_paint(Span::Paint::plain, "x", Colours::some).empty());
}

TEST(Painter, RingsIfAsked) {
  EXPECT_EQ(painted(Line("x").ring(), Colours::none, 40), "x\r\n\a");
}

TEST(Painter, TheHostileAreHarmless) {
  for (const std::string& text : kHostile) {
    Line line;
    line.add(Span::Paint::name, text).add(": ").add(text);
    Glass glass(40, 10);
    EXPECT_TRUE(glass.write(painted(line, Colours::some, 40))) << glass.complaint();
    EXPECT_FALSE(glass.rang());
    const auto rows = glass.rows();
    for (std::size_t i = 1; i < rows.size(); ++i) {
      EXPECT_TRUE(rows[i].empty() || rows[i].rfind("  ", 0) == 0) << rows[i];
    }
  }
}

TEST(Painter, NoRowIsWiderThanTheTerminal) {
  std::minstd_rand random(2);
  const char* const parts[] = {"word ", "日本", "e\u0301", "👨‍👩‍👧",
                               "\n",    "\t",   "x",       "  "};
  for (int round = 0; round < 500; ++round) {
    Line line;
    for (int i = 0; i < 30; ++i) {
      line.add(static_cast<Span::Paint>(random() % 5), parts[random() % std::size(parts)]);
    }
    const std::size_t width = 8 + random() % 40;
    Glass exact(width, 100);
    Glass wide(1000, 100);
    const std::string out = painted(line, Colours::some, width);
    ASSERT_TRUE(exact.write(out));
    ASSERT_TRUE(wide.write(out));
    ASSERT_EQ(exact.text(), wide.text());  // the terminal itself wrapped nothing
  }
}

}  // namespace
}  // namespace wsc
