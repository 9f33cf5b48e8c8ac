// Lines that people type: what each asks for, or which sentence it gets.
#include <gtest/gtest.h>

#include <string>

#include "apps/wsd/chat/commands.h"
#include "apps/wsd/chat/text_face.h"

namespace chat::text {
namespace {

Request asked(std::string_view line) {
  auto read_line = read(line);
  if (const auto* complaint = std::get_if<Complaint>(&read_line)) {
    ADD_FAILURE() << line << ": " << complaint->text;
    return {};
  }
  return std::get<Request>(read_line);
}

std::string refused(std::string_view line) {
  const auto read_line = read(line);
  const auto* complaint = std::get_if<Complaint>(&read_line);
  return complaint ? complaint->text : "";
}

TEST(TextReader, WhatIsNoCommandIsSaid) {
  for (const char* line :
       {"hello", " /help", "a/b", "!", "* ana waves", "{\"op\":\"msg\"}", " x"}) {
    EXPECT_EQ(asked(line).verb, Verb::say);
    EXPECT_EQ(asked(line).text, line);
    EXPECT_EQ(asked(line).content, Content::text);
  }
}

TEST(TextReader, TwoSlashesSayOne) {
  EXPECT_EQ(asked("//usr/bin").verb, Verb::say);
  EXPECT_EQ(asked("//usr/bin").text, "/usr/bin");
  EXPECT_EQ(asked("//").text, "/");
}

TEST(TextReader, AnEmptyLineIsNothing) {
  for (const char* line : {"", " ", "\r\n", " \t "}) EXPECT_EQ(asked(line).verb, Verb::nothing);
}

TEST(TextReader, CommandsInAnyCaseWithAnySpace) {
  EXPECT_EQ(asked("/NICK ana").name, "ana");
  EXPECT_EQ(asked("/nick   ana \r\n").name, "ana");
  EXPECT_EQ(asked("/nick\tana").name, "ana");
}

TEST(TextReader, EveryCommandOfTheTableIsKnown) {
  for (const Command& command : commands()) {
    const std::string line = "/" + std::string(command.name);
    const auto bare = read(line);
    if (const auto* request = std::get_if<Request>(&bare)) {
      EXPECT_EQ(request->verb, command.verb);
      EXPECT_TRUE(command.wants.empty() || command.wants.starts_with('[')) << command.name;
      continue;
    }
    std::string usage = "Usage: ";
    append_usage(usage, command);
    EXPECT_EQ(std::get<Complaint>(bare).text, usage);
    EXPECT_EQ(std::get<Complaint>(bare).code, 400);
    EXPECT_FALSE(command.wants.starts_with('[')) << command.name;
  }
}

TEST(TextReader, Names) {
  EXPECT_EQ(asked("/nick ana").verb, Verb::nick);
  EXPECT_EQ(asked("/nick ana maria").name, "ana maria");  // refused by who knows names
  EXPECT_EQ(asked("/whois bob").name, "bob");
  EXPECT_EQ(asked("/whois User 7").name, "User 7");
  EXPECT_EQ(refused("/whois bob ana"), "Usage: /whois NAME");
  EXPECT_EQ(refused("/nick "), "Usage: /nick NAME");
}

TEST(TextReader, PrivateMessages) {
  const Request request = asked("/msg bob  psst: a  b");
  EXPECT_EQ(request.verb, Verb::dm);
  EXPECT_EQ(request.name, "bob");
  EXPECT_EQ(request.text, "psst: a  b");
  EXPECT_EQ(asked("/r yes").verb, Verb::reply);
  EXPECT_EQ(asked("/r yes").text, "yes");
  EXPECT_EQ(asked("/msg bob one\ntwo").text, "one\ntwo");
}

TEST(TextReader, PrivateMessagesToANumber) {
  for (const char* line : {"/msg User 7 hi there", "/msg user 7 hi there"}) {
    EXPECT_EQ(asked(line).name.substr(1), "ser 7");
    EXPECT_EQ(asked(line).text, "hi there");
  }
  EXPECT_EQ(asked("/msg u7 hi").name, "u7");
  EXPECT_EQ(asked("/msg User x hi").name, "User");
  EXPECT_EQ(asked("/msg User  7 hi").name, "User");
  EXPECT_EQ(refused("/msg User 7"), "Usage: /msg NAME TEXT");
  EXPECT_EQ(refused("/msg bob"), "Usage: /msg NAME TEXT");
  EXPECT_EQ(refused("/msg bob  "), "Usage: /msg NAME TEXT");
  EXPECT_EQ(refused("/msg"), "Usage: /msg NAME TEXT");
  EXPECT_EQ(refused("/r"), "Usage: /r TEXT");
}

TEST(TextReader, Rooms) {
  EXPECT_EQ(asked("/join ops").room, "ops");
  EXPECT_EQ(asked("/join #ops").room, "ops");
  EXPECT_EQ(asked("/join ops").since.kind, Since::Kind::latest);
  EXPECT_EQ(asked("/switch ops").verb, Verb::go);
  EXPECT_EQ(asked("/leave").room, "");
  EXPECT_EQ(asked("/leave ops").room, "ops");
  EXPECT_EQ(asked("/who").room, "");
  EXPECT_EQ(asked("/who ops").room, "ops");
  EXPECT_EQ(asked("/rooms").text, "");
  EXPECT_EQ(asked("/rooms dev").text, "dev");
  EXPECT_EQ(refused("/join"), "Usage: /join ROOM");
  EXPECT_EQ(refused("/join #"), "Usage: /join ROOM");
  EXPECT_EQ(refused("/join a b"), "Usage: /join ROOM");
  EXPECT_EQ(refused("/who a b"), "Usage: /who [ROOM]");
}

TEST(TextReader, TopicAndAway) {
  EXPECT_FALSE(asked("/topic").has_text);
  EXPECT_TRUE(asked("/topic new things").has_text);
  EXPECT_EQ(asked("/topic new things").text, "new things");
  EXPECT_TRUE(asked("/topic -").has_text);
  EXPECT_EQ(asked("/topic -").text, "");
  EXPECT_TRUE(asked("/away lunch").has_text);
  EXPECT_EQ(asked("/away lunch").text, "lunch");
  EXPECT_FALSE(asked("/away").has_text);
}

TEST(TextReader, EarlierMessages) {
  EXPECT_EQ(asked("/history").page.limit, 0u);
  EXPECT_EQ(asked("/history 50").page.limit, 50u);
  EXPECT_EQ(asked("/history 50").page.from, PageWish::From::latest);
  for (const char* line : {"/history 0", "/history x", "/history -1", "/history 5x",
                           "/history 99999999999999999999"}) {
    EXPECT_EQ(refused(line), "Usage: /history [N]") << line;
  }
  EXPECT_EQ(asked("/since 120").since.seq, 120u);
  EXPECT_EQ(asked("/since #120").since.seq, 120u);
  EXPECT_EQ(asked("/since 0").since.kind, Since::Kind::after);
  EXPECT_EQ(asked("/since all").since.kind, Since::Kind::all);
  EXPECT_EQ(refused("/since yesterday"), "Usage: /since SEQ");
  EXPECT_EQ(asked("/search two words").text, "two words");
  EXPECT_EQ(refused("/search"), "Usage: /search WORDS");
}

TEST(TextReader, Settings) {
  const std::pair<const char*, Setting> settings[] = {{"echo", Setting::echo},
                                                      {"seq", Setting::seq},
                                                      {"time", Setting::time},
                                                      {"presence", Setting::presence}};
  for (const auto& [name, setting] : settings) {
    for (const bool on : {true, false}) {
      const std::string line = std::string("/set ") + name + (on ? " on" : " off");
      EXPECT_EQ(asked(line).verb, Verb::set);
      EXPECT_EQ(asked(line).setting, setting);
      EXPECT_EQ(asked(line).on, on);
    }
  }
  for (const char* line :
       {"/set", "/set echo", "/set echo yes", "/set colour on", "/set echo on x"}) {
    EXPECT_EQ(refused(line), "Usage: /set echo|seq|time|presence on|off") << line;
  }
}

TEST(TextReader, TheRest) {
  EXPECT_EQ(asked("/me waves").verb, Verb::me);
  EXPECT_EQ(asked("/me waves").text, "waves");
  EXPECT_EQ(refused("/me"), "Usage: /me TEXT");
  EXPECT_EQ(asked("/help").text, "");
  EXPECT_EQ(asked("/help msg").text, "msg");
  EXPECT_EQ(asked("/help /msg").text, "msg");
  EXPECT_EQ(asked("/ping now").verb, Verb::ping);
  EXPECT_EQ(asked("/stats").verb, Verb::stats);
  EXPECT_EQ(asked("/quit").text, "");
  EXPECT_EQ(asked("/quit good night").text, "good night");
}

TEST(TextReader, UnknownCommands) {
  EXPECT_EQ(refused("/foo"), "Unknown command /foo. Try /help.");
  EXPECT_EQ(refused("/nik ana"), "Unknown command /nik. Did you mean /nick?");
  EXPECT_EQ(refused("/"), "Unknown command /. Try /help.");
  EXPECT_EQ(refused("/ nick"), "Unknown command /. Try /help.");
  EXPECT_EQ(std::get<Complaint>(read("/foo")).code, 404);
}

TEST(TextReader, ViewsLieInTheLine) {
  const std::string line = "/msg User 7 hi there";
  const Request request = asked(line);
  for (const std::string_view view : {request.name, request.text}) {
    EXPECT_GE(view.data(), line.data());
    EXPECT_LE(view.data() + view.size(), line.data() + line.size());
  }
}

}  // namespace
}  // namespace chat::text
