// Typed lines and what they ask for.
#include "apps/wsc/command.h"

#include <gtest/gtest.h>

namespace wsc {
namespace {

using Verb = Command::Verb;

Command parse(std::string_view line) {
  return parse_command(line, {"ana", "Ana Maria", "เธอ"});
}

TEST(Command, WhatIsNoneIsSaid) {
  EXPECT_EQ(parse("hello").verb, Verb::say);
  EXPECT_EQ(parse("hello").words, "hello");
  EXPECT_EQ(parse("//x").words, "/x");
  EXPECT_EQ(parse(" /join x").verb, Verb::say);
}

TEST(Command, TakesWordsAndNames) {
  const struct {
    const char* line;
    Verb verb;
    const char* name;
    const char* words;
  } cases[] = {
      {"/join ops", Verb::join, "", "ops"},
      {"/JOIN  ops ", Verb::join, "", "ops"},
      {"/who", Verb::who, "", ""},
      {"/msg bob psst you", Verb::msg, "bob", "psst you"},
      {"/msg @bob psst", Verb::msg, "bob", "psst"},
      {"/msg ana maria hi", Verb::msg, "ana maria", "hi"},
      {"/msg ana hi", Verb::msg, "ana", "hi"},
      {"/msg User 7 hi", Verb::msg, "User 7", "hi"},
      {"/msg user seven", Verb::msg, "user", "seven"},
      {"/msg เธอ hi", Verb::msg, "เธอ", "hi"},
      {"/msg bob two\nlines", Verb::msg, "bob", "two\nlines"},
      {"/whois User 7", Verb::whois, "User 7", ""},
      {"/r yes", Verb::reply, "", "yes"},
      {"/set echo off", Verb::set, "echo", "off"},
      {"/quit bye", Verb::quit, "", "bye"},
      {"/away", Verb::away, "", ""},
  };
  for (const auto& [line, verb, name, words] : cases) {
    const Command command = parse(line);
    EXPECT_EQ(command.verb, verb) << line;
    EXPECT_EQ(command.name, name) << line;
    EXPECT_EQ(command.words, words) << line;
  }
}

TEST(Command, SaysHowItIsRight) {
  EXPECT_EQ(parse("/foo").verb, Verb::unknown);
  EXPECT_EQ(parse("/foo bar").words, "/foo");
  EXPECT_EQ(parse("/msg bob").verb, Verb::incomplete);
  EXPECT_EQ(parse("/msg bob").words, "/msg NAME TEXT");
  EXPECT_EQ(parse("/join").words, "/join ROOM");
  EXPECT_EQ(parse("/whois").verb, Verb::incomplete);
  EXPECT_EQ(parse("/").verb, Verb::unknown);
}

TEST(Command, EachHasItsHelp) {
  EXPECT_EQ(command_help("").size(), command_names().size() + 1);
  EXPECT_EQ(command_help("").back().substr(0, 4), "//x ");
  for (const std::string& name : command_names()) {
    ASSERT_EQ(command_help(name).size(), 1u);
    EXPECT_EQ(command_help(name.substr(1)), command_help(name));
    EXPECT_NE(parse(name).verb, Verb::unknown) << name;
  }
  EXPECT_TRUE(command_help("nothing").empty());
  EXPECT_EQ(command_help("/JOIN"), command_help("join"));
}

TEST(Command, WhatIsNoneMayBeMeantForOne) {
  const char* const cases[][2] = {
      {"/jion", "Unknown command /jion. Did you mean /join?"},
      {"serach", "Unknown command /serach. Did you mean /search?"},
      {"/sw", "Unknown command /sw. Did you mean /switch?"},
      {"/hel", "Unknown command /hel. Did you mean /help?"},
      {"/foo", "Unknown command /foo. Try /help."},
      {"/s", "Unknown command /s. Try /help."},
      {"/", "Unknown command /. Try /help."},
      {"nix", "Unknown command /nix. Try /help."},
  };
  for (const auto& [command, said] : cases) EXPECT_EQ(no_such_command(command), said);
}

TEST(Command, RoomsAreFolded) {
  EXPECT_EQ(folded_room("Ops-1"), "ops-1");
}

}  // namespace
}  // namespace wsc
