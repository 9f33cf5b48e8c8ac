// Commands: what each sends, what its answer says.
#include <gtest/gtest.h>

#include "tests/apps/wsc/talking.h"

namespace wsc {
namespace {

TEST(Commands, EachIsARequest) {
  const char* const cases[][2] = {
      {"/ping", R"({"op":"ping","id":2})"},
      {"/stats", R"({"op":"stats","id":2})"},
      {"/nick bob", R"({"op":"nick","id":2,"nick":"bob"})"},
      {"/me waves",
       R"({"op":"me","id":2,"room":"lobby","text":"waves","cid":"0000000000000007-1"})"},
      {"/away", R"({"op":"away","id":2})"},
      {"/away lunch", R"({"op":"away","id":2,"text":"lunch"})"},
      {"/join Ops", R"({"op":"join","id":2,"room":"ops"})"},
      {"/leave", R"({"op":"leave","id":2,"room":"lobby"})"},
      {"/rooms", R"({"op":"rooms","id":2})"},
      {"/rooms o", R"({"op":"rooms","id":2,"prefix":"o"})"},
      {"/who", R"({"op":"who","id":2,"room":"lobby"})"},
      {"/who OPS", R"({"op":"who","id":2,"room":"ops"})"},
      {"/whois bob", R"({"op":"whois","id":2,"user":"bob"})"},
      {"/topic", R"({"op":"topic","id":2,"room":"lobby"})"},
      {"/topic cats", R"({"op":"topic","id":2,"room":"lobby","topic":"cats"})"},
      {"/topic -", R"({"op":"topic","id":2,"room":"lobby","topic":""})"},
      {"/topic - and more", R"({"op":"topic","id":2,"room":"lobby","topic":"- and more"})"},
      {"/msg bob psst",
       R"({"op":"dm","id":2,"to":"bob","text":"psst","cid":"0000000000000007-1"})"},
      {"/history", R"({"op":"history","id":2,"room":"lobby","latest":true,"limit":20})"},
      {"/history 5", R"({"op":"history","id":2,"room":"lobby","latest":true,"limit":5})"},
      {"/since 007", R"({"op":"history","id":2,"room":"lobby","after":7})"},
      {"/since 7", R"({"op":"history","id":2,"room":"lobby","after":7})"},
      {"/search cats dogs", R"({"op":"search","id":2,"room":"lobby","q":"cats dogs"})"},
      {"//shrug",
       R"({"op":"msg","id":2,"room":"lobby","text":"/shrug","cid":"0000000000000007-1"})"},
  };
  for (const auto& [line, request] : cases) {
    Talking one;
    one.begin();
    EXPECT_TRUE(one.talk.type(line));
    EXPECT_EQ(one.sent(), std::string(request) + "\n") << line;
    EXPECT_EQ(one.told(), "") << line;
  }
}

TEST(Commands, RoomsAreEnteredAndSwitched) {
  Talking one;
  one.begin();
  one.talk.type("/join ops");
  one.sent();
  EXPECT_EQ(one.talk.standing().room, "lobby");
  one.hear(R"({"op":"joined","re":2,"room":"ops","epoch":"e2","seq":0,"members":1})");
  EXPECT_EQ(one.talk.standing().room, "ops");
  one.msg(11, "over here");
  EXPECT_EQ(one.talk.standing().unread.size(), 1u);
  one.talk.type("/switch lobby");
  EXPECT_EQ(one.talk.standing().room, "lobby");
  EXPECT_TRUE(one.talk.standing().unread.empty());
  one.talk.type("/join ops");
  EXPECT_EQ(one.talk.standing().room, "ops");
  EXPECT_EQ(one.sent(), "");
  one.told();
  one.talk.type("/switch other");
  EXPECT_EQ(one.told(), "error You are not in other. /join other takes you there.\n");
  EXPECT_EQ(one.sent(), "");
  one.talk.type("/leave ops");
  one.sent();
  one.hear(R"({"op":"ok","re":3})");
  EXPECT_EQ(one.talk.standing().room, "lobby");
  one.hear(R"({"op":"left","room":"lobby"})");
  EXPECT_NE(one.talk.standing().room, "lobby");
}

TEST(Commands, InNoRoomNothingIsKeptForTheNext) {
  for (const bool connected : {true, false}) {
    Talking one;
    one.begin();
    if (!connected) one.talk.lost();
    one.talk.type("/leave");
    one.sent();
    if (connected) one.hear(R"({"op":"ok","re":2})");
    one.told();
    std::vector<const char*> lines = {"kept where?", "/me kept too", "/leave"};
    if (connected) {
      for (const char* line : {"/who", "/topic", "/topic x", "/history", "/since 1", "/search x"})
        lines.push_back(line);
    }
    for (const char* line : lines) {
      one.talk.type(line);
      EXPECT_EQ(one.told(), "error You are in no room. Join one first.\n") << line;
    }
    one.talk.say_binary("b");
    EXPECT_EQ(one.told(), "error You are in no room. Join one first.\n");
    EXPECT_EQ(one.sent(), "");
    EXPECT_EQ(one.talk.standing().pending, 0u);
    EXPECT_EQ(one.talk.settled(), true);
  }
}

TEST(Commands, WhoIsInNoRoomComesBackToNone) {
  Talking one;
  one.begin();
  one.hear(R"({"op":"left","room":"lobby"})");
  one.talk.lost();
  one.talk.opened(one.now);
  EXPECT_NE(one.sent().find(R"("rooms":[]})"), std::string::npos);
  one.hear(R"({"op":"welcome","re":2,"user":{"id":"u1","nick":"ana"}})");
  EXPECT_TRUE(one.talk.settled());
  EXPECT_EQ(one.talk.standing().room, "");
}

TEST(Commands, FromNoRoomIntoOne) {
  Talking one;
  one.begin();
  one.hear(R"({"op":"left","room":"lobby"})");
  one.talk.type("/join ops");
  one.talk.say("for ops");
  EXPECT_EQ(one.sent(), "{\"op\":\"join\",\"id\":2,\"room\":\"ops\"}\n");
  one.hear(R"({"op":"joined","re":2,"room":"ops","epoch":"e2","seq":0,"members":1})");
  EXPECT_NE(one.sent().find(R"("room":"ops","text":"for ops")"), std::string::npos);
  one.hear(R"({"op":"left","room":"ops"})");
  one.told();
  // Refused: what was to be said there is said nowhere else.
  one.talk.type("/join cats");
  one.talk.say("for cats");
  one.sent();
  one.hear(R"({"op":"error","re":4,"code":503,"error":"unavailable","text":"Too many rooms."})");
  EXPECT_EQ(one.told(), "error Too many rooms.\n");
  EXPECT_EQ(one.talk.standing().room, "");
  EXPECT_NE(one.sent().find(R"("room":"cats","text":"for cats")"), std::string::npos);
  one.talk.say("for nobody");
  EXPECT_EQ(one.told(), "error You are in no room. Join one first.\n");
}

TEST(Commands, TheRoomStaysTheSameOverALoss) {
  Talking one;
  one.begin();
  one.hear(R"({"op":"left","room":"lobby"})");
  const auto joined = [&](const char* room) {
    one.hear(R"({"op":"joined","room":")" + std::string(room) +
             R"(","epoch":"e2","seq":0,"members":1})");
  };
  one.talk.type("/join b1");
  joined("b1");
  one.talk.type("/join c1");
  joined("c1");
  EXPECT_EQ(one.talk.standing().room, "c1");
  one.talk.lost();
  one.talk.opened(one.now);
  one.hear(kWelcome);
  for (const char* room : {"b1", "c1"}) joined(room);
  EXPECT_EQ(one.talk.standing().room, "c1");
  for (const char* room : {"c1", "b1"}) joined(room);
  EXPECT_EQ(one.talk.standing().room, "c1");
}

TEST(Commands, TheLastWordSaysWhereOneIs) {
  Talking one;
  one.begin();
  one.talk.type("/join ops");
  one.talk.type("/switch lobby");
  one.sent();
  one.hear(R"({"op":"joined","re":2,"room":"ops","epoch":"e2","seq":0,"members":1})");
  EXPECT_EQ(one.talk.standing().room, "lobby");
}

TEST(Commands, WhatIsWrongIsSaid) {
  const char* const cases[][2] = {
      {"/foo", "error Unknown command /foo. Try /help.\n"},
      {"/jion ops", "error Unknown command /jion. Did you mean /join?\n"},
      {"/help nix", "error Unknown command /nix. Try /help.\n"},
      {"/history x", "error It is /history N, a number from 1.\n"},
      {"/history -5", "error It is /history N, a number from 1.\n"},
      {"/history 0", "error It is /history N, a number from 1.\n"},
      {"/msg bob", "error It is /msg NAME TEXT.\n"},
      {"/r hi", "error Nobody has written to you alone.\n"},
      {"/leave ops", "error You are not in ops.\n"},
      {"/since soon", "error It is /since SEQ, a number.\n"},
      {"/set echo maybe", "error It is on or off.\n"},
      {"/set this on", "error There are echo, seq, time and presence.\n"},
  };
  for (const auto& [line, told] : cases) {
    Talking one;
    one.begin();
    one.talk.type(line);
    EXPECT_EQ(one.told(), told) << line;
    EXPECT_EQ(one.sent(), "") << line;
  }
}

TEST(Commands, WithoutAConnection) {
  Talking one;
  one.begin();
  one.talk.lost();
  one.talk.type("/who");
  EXPECT_EQ(one.told(), "error There is no connection at present.\n");
  one.talk.type("/join ops");
  one.talk.type("/leave lobby");
  one.told();
  one.talk.opened(one.now);
  EXPECT_NE(one.sent().find(R"("rooms":[{"room":"ops"}])"), std::string::npos);
}

TEST(Commands, SettingsChangeWhatIsShown) {
  Talking one;
  one.begin();
  one.talk.type("/set seq on");
  one.talk.type("/set time off");
  EXPECT_EQ(one.talk.showing().numbers, true);
  EXPECT_EQ(one.talk.showing().times, false);
  one.talk.type("/set presence off");
  one.talk.type("/set echo off");
  one.told();
  one.hear(R"({"op":"presence","room":"lobby","pv":4,"add":[{"id":"u5","nick":"carl"}]})");
  one.msg(11, "mine", R"({"id":"u1","nick":"ana"})");
  EXPECT_EQ(one.told(), "");
  one.msg(12, "theirs");
  EXPECT_EQ(one.told(), "[lobby] bob: theirs\n");
}

TEST(Commands, HelpTellsAll) {
  Talking one;
  one.begin();
  one.talk.type("/help");
  const std::string help = one.told();
  for (const std::string& name : command_names()) EXPECT_NE(help.find(name), std::string::npos);
  one.talk.type("/help join");
  EXPECT_EQ(one.told().find("info /join ROOM"), 0u);
}

}  // namespace
}  // namespace wsc
