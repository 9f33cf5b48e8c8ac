// The table of commands, and guessing what was meant.
#include "apps/wsd/chat/commands.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace chat {
namespace {

TEST(Commands, AreFoundInAnyCase) {
  for (const Command& command : commands()) EXPECT_EQ(find_command(command.name), &command);
  ASSERT_NE(find_command("NICK"), nullptr);
  EXPECT_EQ(find_command("Nick")->verb, Verb::nick);
  EXPECT_EQ(find_command(""), nullptr);
  EXPECT_EQ(find_command("nic"), nullptr);
  EXPECT_EQ(find_command("nick2"), nullptr);
}

TEST(Commands, EachIsThereOnceAndSaysWhatItIsFor) {
  std::set<std::string_view> names;
  std::set<Verb> verbs;
  for (const Command& command : commands()) {
    EXPECT_TRUE(names.insert(command.name).second) << command.name;
    EXPECT_TRUE(verbs.insert(command.verb).second) << command.name;
    EXPECT_FALSE(command.does.empty()) << command.name;
    EXPECT_FALSE(command.does.ends_with('.')) << command.name;
    EXPECT_TRUE(command.more.empty() || command.more.ends_with('.')) << command.name;
  }
}

std::string nearest(std::string_view name) {
  const Command* command = nearest_command(name);
  return command ? std::string(command->name) : "";
}

TEST(Commands, AreGuessed) {
  EXPECT_EQ(nearest("nik"), "nick");
  EXPECT_EQ(nearest("nikc"), "nick");
  EXPECT_EQ(nearest("hist"), "history");
  EXPECT_EQ(nearest("HISTROY"), "history");
  EXPECT_EQ(nearest("jion"), "join");
  EXPECT_EQ(nearest("seach"), "search");
  EXPECT_EQ(nearest("part"), "leave");
  EXPECT_EQ(nearest("exit"), "quit");
  EXPECT_EQ(nearest("?"), "help");
  EXPECT_EQ(nearest("roomz"), "rooms");
}

TEST(Commands, AreNotGuessedAtRandom) {
  for (const char* name : {"", "x", "foo", "bar", "usr/bin", "etc", "nothinglikeit",
                           "\xC3\xA9\xC3\xA9", "averyveryverylongwordthatisnocommand"}) {
    EXPECT_EQ(nearest(name), "") << name;
  }
  EXPECT_EQ(nearest("s"), "");   // switch, search, since, set, stats
  EXPECT_EQ(nearest("se"), "");  // search, set
}

TEST(Commands, WhatThereIsNot) {
  EXPECT_EQ(no_such_command("foo"), "Unknown command /foo. Try /help.");
  EXPECT_EQ(no_such_command("nik"), "Unknown command /nik. Did you mean /nick?");
  EXPECT_EQ(no_such_command(""), "Unknown command /. Try /help.");
  EXPECT_EQ(no_such_command("a\x1B\nb"), "Unknown command /a b. Try /help.");
  EXPECT_EQ(no_such_command(std::string(1000, 'x')),
            "Unknown command /" + std::string(32, 'x') + ". Try /help.");
}

TEST(Commands, Usage) {
  std::string out;
  append_usage(out, *find_command("msg"));
  out += ';';
  append_usage(out, *find_command("ping"));
  EXPECT_EQ(out, "/msg NAME TEXT;/ping");
}

}  // namespace
}  // namespace chat
