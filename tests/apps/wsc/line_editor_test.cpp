// Keys in, state and wishes out.
#include "apps/wsc/line_editor.h"

#include <gtest/gtest.h>

#include <random>

namespace wsc {
namespace {

using Name = Key::Name;
using Outcome = LineEditor::Outcome;

Key letter(const char* text) {
  return {.name = Name::character, .text = text};
}
Key control(const char* text) {
  return {.name = Name::character, .text = text, .control = true};
}
Key named(Name name) {
  return {.name = name};
}

void type(LineEditor& editor, std::string_view text) {
  for (const char byte : text) editor.press(letter(std::string(1, byte).c_str()));
}

LineEditor with_history(std::initializer_list<const char*> lines) {
  LineEditor editor;
  for (const char* line : lines) editor.history().add(line);
  return editor;
}

TEST(LineEditor, TypesAndSubmits) {
  LineEditor editor;
  EXPECT_EQ(editor.press(named(Name::enter)), Outcome::nothing);
  type(editor, "hello");
  EXPECT_EQ(editor.press(named(Name::enter)), Outcome::submitted);
  EXPECT_EQ(editor.take(), "hello");
  EXPECT_EQ(editor.text(), "");
}

TEST(LineEditor, APasteIsOneMessage) {
  LineEditor editor;
  EXPECT_EQ(editor.press({.name = Name::paste, .text = "one\ntwo\n"}), Outcome::changed);
  EXPECT_EQ(editor.press({.name = Name::enter, .alt = true}), Outcome::changed);
  type(editor, "x");
  EXPECT_EQ(editor.press(named(Name::enter)), Outcome::submitted);
  EXPECT_EQ(editor.take(), "one\ntwo\n\nx");
  EXPECT_EQ(editor.press({.name = Name::paste, .text = "x", .cut_off = true}), Outcome::cut_off);
  EXPECT_EQ(editor.press({.name = Name::paste, .text = std::string(kTextMax, 'x')}),
            Outcome::cut_off);
}

TEST(LineEditor, LeavesByTheUsualKeys) {
  LineEditor editor;
  EXPECT_EQ(editor.press(control("d")), Outcome::leave);
  type(editor, "ab");
  EXPECT_EQ(editor.press(control("c")), Outcome::leave);
  EXPECT_EQ(editor.press(control("z")), Outcome::suspend);
  EXPECT_EQ(editor.press(control("l")), Outcome::clear);
  editor.press(control("a"));
  EXPECT_EQ(editor.press(control("d")), Outcome::changed);
  EXPECT_EQ(editor.text(), "b");
}

TEST(LineEditor, KeysMoveAndCut) {
  LineEditor editor;
  type(editor, "one two three");
  editor.press({.name = Name::left, .control = true});
  EXPECT_EQ(editor.cursor(), 8u);
  editor.press({.name = Name::character, .text = "b", .alt = true});
  EXPECT_EQ(editor.cursor(), 4u);
  editor.press({.name = Name::character, .text = "d", .alt = true});
  EXPECT_EQ(editor.text(), "one  three");
  editor.press(control("e"));
  editor.press(control("y"));
  EXPECT_EQ(editor.text(), "one  threetwo");
  editor.press(control("w"));
  EXPECT_EQ(editor.text(), "one  ");
  editor.press(control("u"));
  EXPECT_EQ(editor.text(), "");
  EXPECT_EQ(editor.press(named(Name::left)), Outcome::nothing);
  EXPECT_EQ(editor.press(named(Name::unknown)), Outcome::nothing);
}

TEST(LineEditor, HistoryGoesUpAndComesBackToTheDraft) {
  LineEditor editor = with_history({"one", "two"});
  type(editor, "dra");
  editor.press(named(Name::up));
  EXPECT_EQ(editor.text(), "two");
  editor.press(control("p"));
  EXPECT_EQ(editor.text(), "one");
  EXPECT_EQ(editor.press(named(Name::up)), Outcome::nothing);
  editor.press(named(Name::down));
  editor.press(control("n"));
  EXPECT_EQ(editor.text(), "dra");
  EXPECT_EQ(editor.press(named(Name::down)), Outcome::nothing);
}

TEST(LineEditor, UpMovesInsideSeveralLinesFirst) {
  LineEditor editor = with_history({"old"});
  editor.press({.name = Name::paste, .text = "a\nb"});
  editor.press(named(Name::up));
  EXPECT_EQ(editor.text(), "a\nb");
  editor.press(named(Name::up));
  EXPECT_EQ(editor.text(), "old");
}

TEST(LineEditor, SearchFindsFurtherAndFurtherBack) {
  LineEditor editor = with_history({"deploy one", "look", "deploy two"});
  type(editor, "before");
  editor.press(control("r"));
  EXPECT_TRUE(editor.searching());
  type(editor, "dep");
  EXPECT_EQ(editor.text(), "deploy two");
  EXPECT_TRUE(editor.found());
  editor.press(control("r"));
  EXPECT_EQ(editor.text(), "deploy one");
  editor.press(control("r"));
  EXPECT_EQ(editor.text(), "deploy one");
  type(editor, "zz");
  EXPECT_FALSE(editor.found());
  editor.press(named(Name::backspace));
  editor.press(named(Name::backspace));
  EXPECT_EQ(editor.query(), "dep");
  EXPECT_EQ(editor.text(), "deploy two");
  EXPECT_EQ(editor.press(named(Name::enter)), Outcome::submitted);
  EXPECT_EQ(editor.take(), "deploy two");
  EXPECT_FALSE(editor.searching());
}

TEST(LineEditor, SearchIsLeftWithWhatWasThere) {
  LineEditor editor = with_history({"old"});
  type(editor, "mine");
  for (const Key& key : {control("g"), control("c"), named(Name::escape)}) {
    editor.press(control("r"));
    type(editor, "o");
    EXPECT_EQ(editor.text(), "old");
    EXPECT_EQ(editor.press(key), Outcome::changed);
    EXPECT_EQ(editor.text(), "mine");
  }
  editor.press(control("r"));
  type(editor, "o");
  editor.press(named(Name::home));  // works on what was found
  EXPECT_FALSE(editor.searching());
  EXPECT_EQ(editor.text(), "old");
  EXPECT_EQ(editor.cursor(), 0u);
}

TEST(LineEditor, TabPutsInWhatIsCertainThenGoesRound) {
  LineEditor editor;
  type(editor, "hi o");
  EXPECT_EQ(editor.press(named(Name::tab)), Outcome::complete);
  EXPECT_EQ(editor.offer({3, {"open ", "ops "}}), Outcome::changed);
  EXPECT_EQ(editor.text(), "hi op");
  EXPECT_FALSE(editor.candidate());
  editor.press(named(Name::tab));
  EXPECT_EQ(editor.text(), "hi open ");
  editor.press(named(Name::tab));
  EXPECT_EQ(editor.text(), "hi ops ");
  editor.press(named(Name::tab));
  EXPECT_EQ(editor.text(), "hi open ");
  editor.press({.name = Name::tab, .shift = true});
  EXPECT_EQ(editor.text(), "hi ops ");
  EXPECT_EQ(editor.candidate(), 1u);
  type(editor, "x");
  EXPECT_TRUE(editor.candidates().empty());
  EXPECT_EQ(editor.press({.name = Name::tab, .shift = true}), Outcome::nothing);
}

TEST(LineEditor, TabWithOneOrNone) {
  LineEditor editor;
  type(editor, "/j");
  editor.press(named(Name::tab));
  EXPECT_EQ(editor.offer({0, {"/join "}}), Outcome::changed);
  EXPECT_EQ(editor.text(), "/join ");
  EXPECT_EQ(editor.press(named(Name::tab)), Outcome::complete);
  EXPECT_EQ(editor.offer({}), Outcome::nothing);
}

TEST(LineEditor, AnyKeysInAnyOrderAreSafe) {
  std::minstd_rand random(5);
  for (int round = 0; round < 100; ++round) {
    LineEditor editor = with_history({"one", "two three", "ก็ x"});
    for (int step = 0; step < 300; ++step) {
      Key key{.name = static_cast<Name>(random() % 16)};
      key.control = random() % 4 == 0;
      key.alt = random() % 5 == 0;
      key.shift = random() % 7 == 0;
      if (key.name == Name::character)
        key.text = key.control ? std::string(1, static_cast<char>('a' + random() % 26)) : "ก";
      if (key.name == Name::paste) key.text = "a\nb";
      const Outcome outcome = editor.press(key);
      if (outcome == Outcome::submitted) editor.history().add(editor.take());
      if (outcome == Outcome::complete) editor.offer({0, {"aa", "ab"}});
      ASSERT_LE(editor.cursor(), editor.text().size());
    }
  }
}

}  // namespace
}  // namespace wsc
