// Which texts a search finds.
#include "apps/wsd/chat/words.h"

#include <gtest/gtest.h>

namespace chat {
namespace {

bool finds(std::string_view words, std::string_view text) {
  return Words(words).in(text);
}

TEST(Words, AreFoundWholeOrFromTheirBeginning) {
  EXPECT_TRUE(finds("deploy", "Deploy is done"));
  EXPECT_TRUE(finds("DEP", "the deployment"));
  EXPECT_TRUE(finds("done deploy", "deploy is done"));
  EXPECT_FALSE(finds("ploy", "deploy"));
  EXPECT_FALSE(finds("deploy failed", "deploy is done"));
  EXPECT_FALSE(finds("deployment", "deploy"));
}

TEST(Words, EndAtWhatIsNoLetter) {
  EXPECT_TRUE(finds("foo", "(foo)"));
  EXPECT_TRUE(finds("bar", "foo-bar"));
  EXPECT_TRUE(finds("foo-bar", "bar, then foo"));
  EXPECT_TRUE(finds("2026", "v.2026.1"));
  EXPECT_TRUE(finds("\"quoted\"", "quoted"));
}

TEST(Words, OfOtherScriptsAreWords) {
  EXPECT_TRUE(finds("größe", "Die größe stimmt"));
  EXPECT_TRUE(finds("стол", "на столе"));
  EXPECT_FALSE(finds("тол", "стол"));
}

// Signs of any script end a word, and no sign is a part of one.
TEST(Words, EndAtTheSignsOfAnyScript) {
  EXPECT_TRUE(finds("hello", "“hello”"));
  EXPECT_TRUE(finds("hello", "he said—hello—and left"));
  EXPECT_TRUE(finds("hola", "¡hola!"));
  EXPECT_TRUE(finds("привет", "«привет»"));
  EXPECT_TRUE(finds("“hello”", "hello"));
  EXPECT_TRUE(finds("world", "hello\xC2\xA0world")) << "a space that does not break";
  EXPECT_TRUE(finds("東京", "「東京」"));
  EXPECT_TRUE(finds("10", "€10"));
  EXPECT_FALSE(finds("llo", "“hello”"));
}

TEST(Words, OfAllScriptsAreFolded) {
  EXPECT_TRUE(finds("привет", "ПРИВЕТ"));
  EXPECT_TRUE(finds("ПРИВЕТ", "привет"));
  EXPECT_TRUE(finds("große", "GROSSE"));
  EXPECT_TRUE(finds("STRASSE", "Straße"));
  EXPECT_TRUE(finds("ΣΊΣΥΦΟΣ", "Σίσυφος"));
  EXPECT_TRUE(finds("abc", "ＡＢＣ")) << "full width";
  EXPECT_TRUE(finds("caf\xC3\xA9", "CAFE\xCC\x81")) << "one character, or a letter and its mark";
  EXPECT_FALSE(finds("cafe", "le th\xC3\xA9"));
}

TEST(Words, MarksBelongToTheirLetters) {
  EXPECT_TRUE(finds("สวัสดี", "สวัสดีครับ"));
  EXPECT_FALSE(finds("ครับ", "สวัสดีครับ")) << "no spaces: one word";
  EXPECT_TRUE(finds("नमस्ते", "नमस्ते दुनिया"));
  EXPECT_TRUE(finds("दुनिया", "नमस्ते दुनिया"));
}

TEST(Words, ASymbolIsAWord) {
  EXPECT_TRUE(finds("🎉", "done🎉🎉"));
  EXPECT_TRUE(finds("done", "🎉done"));
  EXPECT_TRUE(finds("❤", "I ❤\xEF\xB8\x8F you")) << "whatever form it is to be drawn in";
}

// What is no UTF-8 comes from a damaged disk alone.
TEST(Words, StandAnything) {
  EXPECT_TRUE(finds("end", "\xFF\xC3 the end \xE0\xB8"));
  EXPECT_TRUE(Words("\xFF").empty());
  EXPECT_TRUE(Words("\xC3\x28\xF0\x9F").empty());
}

// An index of these finds what a look at the text finds.
TEST(Words, OfAnIndexAreTheSame) {
  EXPECT_EQ(indexed_words("«Привет», he said—HELLO!"), "привет he said hello");
  EXPECT_EQ(indexed_words(" -- \"quoted\" foo-bar's 2026.1"), "quoted foo bar s 2026 1");
  EXPECT_EQ(indexed_words("done🎉🎉"), "done 🎉 🎉");
  EXPECT_EQ(indexed_words("…"), "");
  for (const char* text : {"“hello”", "¡hola!", "ＡＢＣ Straße", "สวัสดี 🎉x", "Ǆ ﬁre ½"}) {
    const std::string indexed = indexed_words(text);
    EXPECT_EQ(indexed_words(indexed), indexed) << text;
    EXPECT_TRUE(Words(text).in(indexed)) << text;
    EXPECT_TRUE(Words(indexed).in(text)) << text;
  }
  EXPECT_GT(words_version(), 0);
  EXPECT_EQ(words_version(), words_version());
}

TEST(Words, AreNoneWhereThereAreNone) {
  EXPECT_TRUE(Words("").empty());
  EXPECT_TRUE(Words(" -- !").empty());
  EXPECT_FALSE(Words("a").empty());
}

TEST(Words, AreLookedForOnce) {
  EXPECT_EQ(Words("a A b a").list(), (std::vector<std::string>{"a", "b"}));
}

TEST(Words, AreNotTooMany) {
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "w" + std::to_string(i) + " ";
  EXPECT_EQ(Words(many).list().size(), kWordsMax);
}

}  // namespace
}  // namespace chat
