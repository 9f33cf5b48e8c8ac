// Text being edited: each motion and change, then all of them at random.
#include "apps/wsc/text_field.h"

#include <gtest/gtest.h>

#include <random>

#include "apps/wsc/width.h"
#include "rfc6455/utf8.h"

namespace wsc {
namespace {

// The text with | where the place is.
std::string shown(const TextField& field) {
  std::string text = field.text();
  return text.insert(field.cursor(), "|");
}

TextField at(std::string text) {
  TextField field;
  const std::size_t place = text.find('|');
  const std::string behind = text.substr(place + 1);
  field.set(text.substr(0, place) + behind);
  while (field.cursor() > place) field.left();
  return field;
}

struct Case {
  const char* before;
  bool (TextField::*key)();
  const char* after;
};

TEST(TextField, KeysDoWhatTheySay) {
  const Case cases[] = {
      {"ab|c", &TextField::left, "a|bc"},
      {"|abc", &TextField::left, "|abc"},
      {"ก็|", &TextField::left, "|ก็"},
      {"👨‍👩‍👧|x", &TextField::left, "|👨‍👩‍👧x"},
      {"|🇹🇭x", &TextField::right, "🇹🇭|x"},
      {"foo bar|", &TextField::word_left, "foo |bar"},
      {"foo |bar", &TextField::word_left, "|foo bar"},
      {"|foo, bar", &TextField::word_right, "foo|, bar"},
      {"foo|, bar", &TextField::word_right, "foo, bar|"},
      {"a\nbc|d", &TextField::line_begin, "a\n|bcd"},
      {"a|b\ncd", &TextField::line_end, "ab|\ncd"},
      {"abc\nd|e", &TextField::up, "a|bc\nde"},
      {"ab|c\n日本", &TextField::down, "abc\n日|本"},
      {"abc|\nd", &TextField::down, "abc\nd|"},
      {"a|b", &TextField::up, "a|b"},
      {"ab|c", &TextField::erase_before, "a|c"},
      {"ก็|", &TextField::erase_before, "ก|"},
      {"น้ำ|", &TextField::erase_before, "น้|"},
      {"👨‍👩‍👧|", &TextField::erase_before, "|"},
      {"🇹🇭|", &TextField::erase_before, "|"},
      {"❤️|", &TextField::erase_before, "|"},
      {"👍🏽|", &TextField::erase_before, "|"},
      {"|ก็x", &TextField::erase_after, "|x"},
      {"a|b", &TextField::swap_before, "ba|"},
      {"日本|", &TextField::swap_before, "本日|"},
      {"foo bar-baz |", &TextField::cut_word_before, "foo |"},
      {"foo bar-baz|", &TextField::cut_small_word_before, "foo bar-|"},
      {"|foo bar", &TextField::cut_word_after, "| bar"},
      {"a\nfoo |bar", &TextField::cut_to_line_begin, "a\n|bar"},
      {"a\n|bar", &TextField::cut_to_line_begin, "a|bar"},
      {"fo|o\nbar", &TextField::cut_to_line_end, "fo|\nbar"},
      {"fo|\nbar", &TextField::cut_to_line_end, "fo|bar"},
  };
  for (const auto& [before, key, after] : cases) {
    TextField field = at(before);
    const bool changed = (field.*key)();
    EXPECT_EQ(shown(field), after) << before;
    EXPECT_EQ(changed, std::string(before) != after) << before;
  }
}

TEST(TextField, WhatWasCutComesBack) {
  TextField field = at("one two|");
  field.cut_word_before();
  field.line_begin();
  EXPECT_TRUE(field.yank());
  EXPECT_EQ(shown(field), "two|one ");
  EXPECT_FALSE(TextField().yank());
}

TEST(TextField, DoesNotGrowForEver) {
  TextField field;
  field.insert("some words");
  for (int i = 0; i < 100; ++i) {
    field.cut_to_line_begin();
    field.yank();
    field.yank();
  }
  EXPECT_LE(field.text().size(), kTextMax);
  EXPECT_FALSE(field.insert(std::string(kTextMax + 1, 'x')));
}

TEST(TextField, ReplacesWhatWasTyped) {
  TextField field = at("hi an|!");
  field.replace(3, "ana ");
  EXPECT_EQ(shown(field), "hi ana |!");
}

TEST(TextField, WhateverIsPressedThePlaceIsBetweenTwoCharacters) {
  bool (TextField::*const keys[])() = {&TextField::left,
                                       &TextField::right,
                                       &TextField::word_left,
                                       &TextField::word_right,
                                       &TextField::line_begin,
                                       &TextField::line_end,
                                       &TextField::up,
                                       &TextField::down,
                                       &TextField::erase_before,
                                       &TextField::erase_after,
                                       &TextField::swap_before,
                                       &TextField::cut_word_before,
                                       &TextField::cut_small_word_before,
                                       &TextField::cut_word_after,
                                       &TextField::cut_to_line_begin,
                                       &TextField::cut_to_line_end,
                                       &TextField::yank};
  const char* const texts[] = {"a",      " ",    "é", "\u0301", "น้ำ", "👨",
                               "\u200d", "🏽", "🇹", "日",     "\n", "-"};
  std::minstd_rand random(11);
  for (int round = 0; round < 300; ++round) {
    TextField field;
    for (int step = 0; step < 200; ++step) {
      if (random() % 3 == 0) {
        field.insert(texts[random() % std::size(texts)]);
      } else {
        (field.*keys[random() % std::size(keys)])();
      }
      ASSERT_LE(field.cursor(), field.text().size());
      ASSERT_TRUE(rfc6455::is_utf8(std::as_bytes(std::span(field.text()))));
      std::size_t place = 0;
      while (place < field.cursor()) place = cluster_after(field.text(), place);
      ASSERT_EQ(place, field.cursor()) << field.text();
    }
  }
}

}  // namespace
}  // namespace wsc
