// What Tab may put in.
#include "apps/wsc/completion.h"

#include <gtest/gtest.h>

namespace wsc {
namespace {

const Vocabulary kVocabulary = {.commands = {"/join", "/leave", "/msg", "/me"},
                                .rooms = {"lobby", "ops", "open"},
                                .names = {"ana", "Anton", "User 7", "User 12", "เธอ"}};

std::string offered(std::string_view text) {
  const Completion found = complete(kVocabulary, text, text.size());
  std::string words = std::to_string(found.begin);
  for (const std::string& one : found.candidates) words += "|" + one;
  return words;
}

TEST(Completion, FitsWhatIsBeingTyped) {
  EXPECT_EQ(offered("/j"), "0|/join ");
  EXPECT_EQ(offered("/m"), "0|/me |/msg ");
  EXPECT_EQ(offered("/join o"), "6|open |ops ");
  EXPECT_EQ(offered("/JOIN"), "0|/join ");
  EXPECT_EQ(offered("an"), "0|Anton: |ana: ");
  EXPECT_EQ(offered("hi an"), "3|Anton |ana ");
  EXPECT_EQ(offered("hi @an"), "4|Anton |ana ");
  EXPECT_EQ(offered("@a"), "1|Anton |ana ");
  EXPECT_EQ(offered("/msg an"), "5|Anton |ana ");
  EXPECT_EQ(offered("User 1"), "0|User 12: ");
  EXPECT_EQ(offered("hi user 7"), "3|User 7 ");
  EXPECT_EQ(offered("เ"), "0|เธอ: ");
  EXPECT_EQ(offered("a\nan"), "2|Anton |ana ");
  EXPECT_EQ(offered("zzz"), "0");
  EXPECT_EQ(offered("/zzz"), "0");
  EXPECT_EQ(offered("hello "), "0");
}

TEST(Completion, WhereThereAreNoCommandsASlashIsText) {
  EXPECT_TRUE(complete({}, "/j", 2).candidates.empty());
}

TEST(Completion, LooksOnlyAtWhatIsBeforeTheCursor) {
  const Completion found = complete(kVocabulary, "hi an there", 5);
  EXPECT_EQ(found.begin, 3u);
  EXPECT_EQ(found.candidates.size(), 2u);
}

TEST(Completion, WhatAllHaveInCommon) {
  EXPECT_EQ(common_beginning({"open", "ops"}), "op");
  EXPECT_EQ(common_beginning({"Anton", "ana"}), "An");
  EXPECT_EQ(common_beginning({"ก็1", "ก่2"}), "ก");
  EXPECT_EQ(common_beginning({"one"}), "one");
  EXPECT_EQ(common_beginning({"a", "b"}), "");
  EXPECT_EQ(common_beginning({}), "");
}

}  // namespace
}  // namespace wsc
