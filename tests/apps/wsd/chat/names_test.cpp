// Which names may be had, and which are the same to somebody who reads them.
#include "apps/wsd/chat/names.h"

#include <gtest/gtest.h>

#include <string>

namespace chat {
namespace {

std::string said_of(std::string_view nick) {
  const auto complaint = check_nick(nick);
  if (!complaint) return {};
  EXPECT_EQ(complaint->code, 422);
  EXPECT_EQ(complaint->word, "invalid");
  return complaint->text;
}

TEST(Nick, NamesOfManyPeople) {
  for (const char* nick : {"ana",
                           "Ana-Maria",
                           "bob_2",
                           "o'neill",
                           "x",
                           "42",
                           "z\xC3\xA9",
                           "\xC3\x98yvind",
                           "\xD0\x90\xD0\xBD\xD0\xBD\xD0\xB0",  // Anna, Cyrillic
                           "\xE5\xB1\xB1\xE7\x94\xB0",
                           "\xEC\xA7\x80\xED\x9B\x88",                          // Yamada, Jihun
                           "\xD7\xA9\xD7\xA8\xD7\x94",                          // Sarah, Hebrew
                           "\xD9\x85\xD8\xAD\xD9\x85\xD8\xAF",                  // Muhammad, Arabic
                           "\xE0\xA4\xA6\xE0\xA5\x81\xE0\xA4\x83\xE0\xA4\x96",  // with a visarga
                           "\xF0\x9F\x90\xA7",
                           "userland",
                           "users",
                           "Ulla",
                           "u",
                           "serverside",
                           "a.b.c",
                           "(bob)",
                           "r2d2",
                           "Uli",
                           "ussr7",
                           "s3v3n",
                           "\u30CE\u30D6\u30AA",  // Nobuo: the first looks like a slash
                           "\u0928\u092E\u0903",  // ends with a visarga, which looks like a colon
                           "12345678901234567890123456789012"}) {
    EXPECT_EQ(said_of(nick), "") << nick;
  }
}

TEST(Nick, Length) {
  const std::string said = "A name has 1 to 32 characters.";
  EXPECT_EQ(said_of(""), said);
  EXPECT_EQ(said_of(std::string(33, 'x')), said);
  EXPECT_EQ(said_of(std::string(100'000, 'x')), said);
  std::string wide;
  for (int i = 0; i < 32; ++i) wide += "\xF0\x9F\x90\xA7";
  EXPECT_EQ(said_of(wide), "");
  EXPECT_EQ(said_of("\xEF\xB7\xBA\xEF\xB7\xBA"), said);  // one character that stands for 18
}

TEST(Nick, NoSpaces) {
  for (const char* nick : {"a b", "a\tb", "a\nb",
                           "a\xC2\xA0"
                           "b",
                           "a\xE3\x80\x80"
                           "b",
                           "a\xE2\x80\xA8"
                           "b"}) {
    EXPECT_EQ(said_of(nick), "A name has no spaces in it.") << nick;
  }
}

TEST(Nick, NothingInvisible) {
  const char* const kNicks[] = {
      "a\x01"
      "b",
      "a\x7F",
      "a\xC2\x9F",
      "a\xE2\x80\x8B"
      "b",
      "a\xE2\x80\x8D"
      "b",
      "a\xE2\x80\xAE"
      "b",  // right-to-left override
      "a\xE2\x81\xA6"
      "b",  // isolate
      "a\xC2\xAD"
      "b",                  // soft hyphen
      "\xE3\x85\xA4",       // Hangul filler
      "\xE2\xA0\x80",       // blank in Braille
      "a\xEF\xB8\x8F",      // variation selector
      "a\xF3\xA0\x81\xA1",  // tag
      "a\xEE\x80\x80",      // private use
      "a\xCD\x8F"
      "b",             // grapheme joiner
      "\xEF\xBF\xBF",  // no character
  };
  for (const char* nick : kNicks) {
    EXPECT_EQ(said_of(nick), "A name has no control characters and no invisible ones.") << nick;
  }
}

TEST(Nick, NoColonNorWhatLooksLikeOne) {
  for (const char* nick : {"a:b", ":",
                           "a\xEF\xBC\x9A"
                           "b",
                           "a\xEA\x9E\x89"
                           "b",
                           "x\u02D0", "\uA4FDx",  // letters of phonetics and of Lisu
                           "a\xE2\x88\xB6"
                           "b"}) {
    EXPECT_EQ(said_of(nick), "A name has no colon in it.") << nick;
  }
}

TEST(Nick, DoesNotBeginLikeALineOfAnotherKind) {
  for (const char* nick : {"!a", "*a", "#1", "@a", "/a", "[a]",
                           "\xEF\xBC\x81"
                           "a",
                           "\xEF\xBC\x83"
                           "1",
                           "\u01C3x", "\u2D51x", "\U0001031Fx", "\u2CC6x",
                           "\xE2\x88\x97"
                           "a"}) {
    EXPECT_EQ(said_of(nick), "A name does not begin with one of ! * # @ / [") << nick;
  }
  EXPECT_EQ(said_of("a!*#@/["), "");
}

TEST(Nick, AccentsHaveAMeasure) {
  EXPECT_EQ(said_of("a\xCC\x81"), "");
  std::string zalgo = "z";
  for (int i = 0; i < 5; ++i) zalgo += "\xCC\x81";
  EXPECT_EQ(said_of(zalgo), "A name has at most 4 accents upon one letter.");
  EXPECT_EQ(said_of("\xCC\x81"
                    "a"),
            "A name does not begin with an accent.");
}

TEST(Nick, NobodyIsTheServerOrANumber) {
  for (const char* nick : {"Server",
                           "server",
                           "SERVER",
                           "\xEF\xBC\xB3"
                           "erver",
                           "S\xD0\xB5rver",
                           "5erver",
                           "s3rv3r",
                           "$erver",
                           "S\u00E9rver",
                           "user",
                           "us3r",
                           "U5er7",
                           "Us\u00E9r7",
                           "us\u0435\u0301r7",
                           "U-5-e-r-7",
                           "Userl",
                           "UserI0",
                           "User7",
                           "user_7",
                           "USER-12",
                           "u7",
                           "U007",
                           "\xD5\xBD"
                           "7",
                           "Us\xD0\xB5r7",
                           "user\xEF\xBC\x97",
                           "u.7",
                           "\xD5\xBD"
                           "7"}) {
    EXPECT_EQ(said_of(nick),
              "That name looks like the server's or like a number's. Choose another.")
        << nick;
  }
}

TEST(Nick, WhatIsNoTextIsNoName) {
  for (const char* nick : {"\xFF\xFE", "\xC3", "a\xED\xA0\x80"}) EXPECT_NE(said_of(nick), "");
}

TEST(Skeleton, IsTheSameForLookAlikes) {
  const std::pair<const char*, const char*> pairs[] = {
      {"Ana", "ana"},
      {"ANA", "ana"},
      {"\xEF\xBD\x81\xEF\xBD\x8E\xEF\xBD\x81", "ana"},  // full width
      {"\xD0\xB0n\xD0\xB0", "ana"},                     // Cyrillic a
      {"Stra\xC3\x9F"
       "e",
       "STRASSE"},
      {"z\xC3\xA9", "ze\xCC\x81"},  // composed or not
      {"PauI", "Paul"},
      {"paypa1", "paypal"},
      {"b0b", "bob"},
      {"B0B", "bob"},
      {"modern", "modem"},
      {"\xCE\x9F\xCF\x81s", "Ops"},
  };
  for (const auto& [a, b] : pairs) EXPECT_EQ(skeleton_of(a), skeleton_of(b)) << a << ' ' << b;
}

TEST(Skeleton, DiffersForOthers) {
  const char* const kNames[] = {"ana",          "anna", "bob",      "rob",
                                "zo\xC3\xA9",   "zoe",  "\xD0\x96", "x",
                                "\xE5\xB1\xB1", "ana_", "ana2",     "\xF0\x9F\x90\xA7"};
  for (const char* a : kNames) {
    for (const char* b : kNames) EXPECT_EQ(skeleton_of(a) == skeleton_of(b), a == b) << a << b;
  }
}

TEST(Skeleton, CaseNeverMatters) {
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    EXPECT_EQ(skeleton_of(std::string(1, letter)),
              skeleton_of(std::string(1, static_cast<char>(letter - 32))));
  }
}

}  // namespace
}  // namespace chat
