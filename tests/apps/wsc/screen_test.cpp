// The bottom of the terminal, seen on a glass: what is printed, what is being typed, the status.
#include "apps/wsc/screen.h"

#include <gtest/gtest.h>

#include <random>

#include "apps/wsc/width.h"
#include "tests/apps/wsc/glass.h"

namespace wsc {
namespace {

struct Seen {
  explicit Seen(std::size_t columns = 20, std::size_t rows = 6)
      : screen({columns, rows}, Colours::none), glass(columns, rows) {}

  void write(const std::string& bytes) { ASSERT_TRUE(glass.write(bytes)) << glass.complaint(); }
  void show(std::string text, std::size_t cursor, const char* status = "status") {
    write(screen.show({"> ", std::move(text), cursor, Line(status)}));
  }
  void print(const char* line) { write(screen.print({Line(line)})); }

  Screen screen;
  Glass glass;
};

TEST(Screen, MessagesStandAboveWhatIsTyped) {
  Seen seen;
  seen.show("hel", 3);
  EXPECT_EQ(seen.glass.text(), "> hel\nstatus\n");
  EXPECT_EQ(seen.glass.cursor_row(), 0u);
  EXPECT_EQ(seen.glass.cursor_column(), 5u);
  seen.print("bob: hi");
  EXPECT_EQ(seen.glass.text(), "bob: hi\n> hel\nstatus\n");
  EXPECT_EQ(seen.glass.cursor_row(), 1u);
  seen.show("hello", 2);
  EXPECT_EQ(seen.glass.text(), "bob: hi\n> hello\nstatus\n");
  EXPECT_EQ(seen.glass.cursor_column(), 4u);
}

TEST(Screen, LongTextTakesRows) {
  Seen seen;
  seen.show("abcdefghijklmnopqrstuvwxyz", 26);
  EXPECT_EQ(seen.glass.text(), "> abcdefghijklmnopq\n  rstuvwxyz\nstatus\n");
  EXPECT_EQ(seen.glass.cursor_row(), 1u);
  seen.print("x");
  EXPECT_EQ(seen.glass.text(), "x\n> abcdefghijklmnopq\n  rstuvwxyz\nstatus\n");
  seen.show("a\nb", 1);
  EXPECT_EQ(seen.glass.text(), "x\n> a\n  b\nstatus\n");
  EXPECT_EQ(seen.glass.cursor_row(), 1u);
  EXPECT_EQ(seen.glass.cursor_column(), 3u);
  seen.show("", 0);
  EXPECT_EQ(seen.glass.text(), "x\n>\nstatus\n");
}

TEST(Screen, ShowsThePartOfALongTextThatIsBeingEdited) {
  Seen seen;  // six rows: three for the text
  seen.show("1\n2\n3\n4\n5\n6\n7", 0);
  EXPECT_EQ(seen.glass.text(), "> 1\n  2\n  3\nstatus\n");
  seen.show("1\n2\n3\n4\n5\n6\n7", 6);
  EXPECT_EQ(seen.glass.text(), "  3\n  4\n  5\nstatus\n");
  EXPECT_EQ(seen.glass.cursor_row(), 1u);
  seen.show("1\n2\n3\n4\n5\n6\n7", 13);
  EXPECT_EQ(seen.glass.text(), "  5\n  6\n  7\nstatus\n");
}

TEST(Screen, TheStatusIsCutAndLeftOutWhenThereIsNoRoom) {
  Seen seen(10, 6);
  seen.show("x", 1, "a long status line");
  EXPECT_EQ(seen.glass.text(), "> x\na long st\n");
  Seen flat(10, 2);
  flat.show("x", 1, "status");
  EXPECT_EQ(flat.glass.text(), "> x\n");
}

TEST(Screen, ScrollsAsUsual) {
  Seen seen(20, 4);
  seen.show("typing", 6);
  for (int i = 0; i < 20; ++i) seen.print(("line " + std::to_string(i)).c_str());
  const auto rows = seen.glass.rows();
  ASSERT_EQ(rows.size(), 22u);
  EXPECT_EQ(rows[0], "line 0");
  EXPECT_EQ(rows[19], "line 19");
  EXPECT_EQ(rows[20], "> typing");
  EXPECT_EQ(seen.glass.cursor_row(), 20u);
}

TEST(Screen, WhatIsTypedIsHarmlessToo) {
  Seen seen;
  seen.show("a\u202eb\tc", 5);
  EXPECT_EQ(seen.glass.text(), "> a\\u{202e}b c\nstatus\n");
}

TEST(Screen, ClearsAndLeaves) {
  Seen seen;
  seen.print("old");
  seen.show("typing", 6);
  seen.write(seen.screen.clear());
  EXPECT_EQ(seen.glass.text(), "> typing\nstatus\n");
  seen.write(seen.screen.leave());
  EXPECT_EQ(seen.glass.text(), "");
  EXPECT_EQ(seen.screen.leave(), "");
}

TEST(Screen, ANarrowerTerminalKeepsWhatWasPrinted) {
  Seen seen(30, 10);
  seen.print("bob: something to read");
  seen.show("typing a line that is here", 20, "a status of some length");
  seen.glass.narrow(12);
  seen.write(seen.screen.resize({12, 10}));
  EXPECT_EQ(seen.glass.text(),
            "bob: somethi\nng to read\n> typing a\n  line that\n   is here\na status of\n");
  seen.print("x");
  EXPECT_EQ(seen.glass.rows()[2], "x");
}

TEST(Screen, AWiderTerminalIsUsed) {
  Seen seen(12, 10);
  seen.show("typing a line", 13);
  Glass wider(30, 10);
  ASSERT_TRUE(wider.write(seen.screen.resize({30, 10})));
  EXPECT_EQ(wider.text(), "> typing a line\nstatus\n");
}

// Whatever is printed and typed: the printed lines stand in order, the prompt below them, the
// cursor where it belongs.
TEST(Screen, NothingIsEverGarbled) {
  std::minstd_rand random(17);
  const char* const parts[] = {"a", "เธอ", "日本", "👨‍👩‍👧", " ", "\n", "word"};
  for (int round = 0; round < 200; ++round) {
    const std::size_t columns = 6 + random() % 30;
    const std::size_t rows = 3 + random() % 10;
    Seen seen(columns, rows);
    std::vector<std::string> printed;
    std::string text;
    std::size_t cursor = 0;
    seen.show(text, cursor);
    for (int step = 0; step < 40; ++step) {
      if (random() % 3 == 0) {
        printed.push_back("m" + std::to_string(printed.size()));
        seen.print(printed.back().c_str());
        continue;
      }
      if (random() % 8 == 0) text.clear();
      text += parts[random() % std::size(parts)];
      cursor = text.size();
      for (auto back = random() % 4; back > 0; --back) cursor = cluster_before(text, cursor);
      seen.show(text, cursor);
    }
    const auto glass = seen.glass.rows();
    ASSERT_GE(glass.size(), printed.size() + 1);
    for (std::size_t i = 0; i < printed.size(); ++i) ASSERT_EQ(glass[i], printed[i]);
    ASSERT_EQ(glass.back(), std::string("status").substr(0, columns - 1));
    // The cursor stands behind the character before it.
    ASSERT_GE(seen.glass.cursor_row(), printed.size());
    ASSERT_LT(seen.glass.cursor_row(), glass.size() - 1);
    const std::size_t before = cluster_before(text, cursor);
    if (cursor > 0 && text[before] != '\n' && text[before] != ' ' &&
        seen.glass.cursor_column() > 2) {
      const std::string& row = glass[seen.glass.cursor_row()];
      const std::string_view until = cut_to_columns(row, seen.glass.cursor_column());
      const std::string one = text.substr(before, cursor - before);
      ASSERT_GE(until.size(), one.size());
      ASSERT_EQ(until.substr(until.size() - one.size()), one);
    }
  }
}

}  // namespace
}  // namespace wsc
