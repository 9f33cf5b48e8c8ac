// The connection's side of a conversation: hello, letters, coming back.
#include "apps/wsc/conversation.h"

#include <gtest/gtest.h>

#include "apps/wsc/version.h"
#include "tests/apps/wsc/talking.h"

namespace wsc {
namespace {

TEST(Conversation, SaysHello) {
  Talking one({.nick = "ana", .rooms = {"Ops", "dev"}});
  EXPECT_EQ(one.sent(), "");
  one.talk.opened(one.now);
  EXPECT_EQ(one.sent(), R"({"op":"hello","id":1,"client":"wsc/)" + std::string(kVersion) +
                            R"(","session":"00000000000000070000000000000007",)"
                            R"("nick":"ana","rooms":[{"room":"dev"},{"room":"ops"}]})"
                            "\n");
  EXPECT_EQ(one.talk.standing().room, "ops");
}

TEST(Conversation, AsksFromWhereTheOptionsSay) {
  Talking all({.rooms = {"ops"}, .since = "all"});
  all.talk.opened(all.now);
  EXPECT_NE(all.sent().find(R"({"room":"ops","since":"all"})"), std::string::npos);
  Talking some({.rooms = {"ops"}, .since = "120"});
  some.talk.opened(some.now);
  EXPECT_NE(some.sent().find(R"({"room":"ops","since":{"seq":120}})"), std::string::npos);
}

TEST(Conversation, LettersWaitForTheirRoom) {
  Talking one;
  one.talk.opened(one.now);
  one.talk.say("hi");
  EXPECT_EQ(one.sent().find("msg"), std::string::npos);
  one.hear(kWelcome);
  EXPECT_EQ(one.sent(), "");
  one.hear(kJoined);
  EXPECT_EQ(one.sent(),
            R"({"op":"msg","id":2,"room":"lobby","text":"hi","cid":"0000000000000007-1"})"
            "\n");
  EXPECT_FALSE(one.talk.settled());
  one.hear(
      R"({"op":"ack","re":2,"room":"lobby","epoch":"e1","seq":11,"cid":"0000000000000007-1"})");
  EXPECT_TRUE(one.talk.settled());
}

TEST(Conversation, ItIsSettledWhenThePastThatWasAskedForHasCome) {
  Talking one({.since = "9"});
  EXPECT_EQ(one.talk.query(), (std::vector<std::pair<std::string, std::string>>{{"since", "9"}}));
  EXPECT_FALSE(one.talk.settled());
  one.talk.opened(one.now);
  one.sent();
  one.hear(kWelcome);
  EXPECT_FALSE(one.talk.settled());
  one.hear(kJoined);
  EXPECT_TRUE(one.talk.query().empty());
  EXPECT_FALSE(one.talk.settled());
  one.msg(10, "x");
  EXPECT_TRUE(one.talk.settled());
}

TEST(Conversation, ARoomThatIsRefusedHoldsNothingUp) {
  Talking one({.rooms = {"ops"}});
  one.talk.opened(one.now);
  one.talk.say("hi");
  one.sent();
  one.hear(kWelcome);
  EXPECT_EQ(one.sent(), "");
  one.hear(
      R"({"op":"error","code":503,"error":"unavailable","text":"Too many rooms.","temporary":true})");
  EXPECT_NE(one.sent().find(R"("text":"hi")"), std::string::npos);
  EXPECT_FALSE(one.talk.settled());
  one.hear(R"({"op":"error","re":2,"code":403,"error":"forbidden","text":"You are not there."})");
  EXPECT_TRUE(one.talk.settled());
  EXPECT_EQ(one.told(),
            "info Welcome.\nerror Too many rooms.\nerror You are not there. Not sent: hi\n");
}

TEST(Conversation, AfterALossItGoesOnWhereItWas) {
  Talking one({.nick = "ana"});
  one.begin();
  one.msg(11, "a");
  one.talk.say("mine");
  one.sent();
  one.talk.lost();
  one.talk.say("later");
  EXPECT_EQ(one.told(), "[lobby] bob: a\nwaiting later\n");
  EXPECT_EQ(one.talk.standing().pending, 2u);
  EXPECT_EQ(one.sent(), "");

  one.talk.opened(one.now);
  EXPECT_NE(one.sent().find(R"("rooms":[{"room":"lobby","since":{"epoch":"e1","seq":11}}])"),
            std::string::npos);
  one.hear(R"({"op":"welcome","user":{"id":"u9","nick":"ana"},"text":"Welcome."})");
  one.hear(
      R"({"op":"joined","room":"lobby","epoch":"e1","seq":13,"pv":9,"members":2,"recovered":true})");
  one.msg(12, "mine", R"({"id":"u1","nick":"ana"})");  // the server had it
  one.msg(13, "b");
  EXPECT_EQ(one.told(), "[lobby] ana(own): mine\n[lobby] bob: b\n");
  EXPECT_EQ(one.sent(),
            R"({"op":"msg","id":4,"room":"lobby","text":"mine","cid":"0000000000000007-1"})"
            "\n"
            R"({"op":"msg","id":5,"room":"lobby","text":"later","cid":"0000000000000007-2"})"
            "\n");
  one.hear(R"({"op":"ack","re":4,"room":"lobby","seq":12,"cid":"0000000000000007-1","dup":true})");
  one.hear(R"({"op":"ack","re":5,"room":"lobby","seq":14,"cid":"0000000000000007-2"})");
  one.msg(12, "mine", R"({"id":"u1","nick":"ana"})");
  one.msg(14, "later", R"({"id":"u9","nick":"ana"})");
  EXPECT_EQ(one.told(), "[lobby] ana(own): later\n");
  EXPECT_EQ(one.talk.standing().pending, 0u);
}

TEST(Conversation, TooLongIsSaidAndNotSent) {
  Talking one;
  one.begin();
  one.talk.say(std::string(101, 'x'));
  EXPECT_EQ(one.told(), "error Too long: 101 of 100 bytes.\n");
  EXPECT_EQ(one.sent(), "");
  one.talk.say(" \n\t");
  EXPECT_EQ(one.sent(), "");
}

TEST(Conversation, TooLongIsSaidOnceItIsKnown) {
  Talking one;
  one.talk.opened(one.now);
  one.sent();
  one.talk.say(std::string(101, 'x'));
  one.talk.say("short");
  one.hear(kWelcome);
  one.hear(kJoined);
  one.told();
  EXPECT_NE(one.sent().find(R"("text":"short")"), std::string::npos);
  EXPECT_EQ(one.told(), "error Too long: 101 of 100 bytes.\n");
  EXPECT_EQ(one.talk.standing().pending, 1u);
}

TEST(Conversation, WhatWasRefusedIsRemembered) {
  using Outcome = Talk::Outcome;
  Talking fine;
  fine.begin();
  fine.talk.type("/away");
  EXPECT_EQ(fine.talk.outcome(), Outcome::fine);
  for (const char* line : {"/foo", "/msg bob", "/leave ops", "/switch ops"}) {
    Talking one;
    one.begin();
    one.talk.type(line);
    EXPECT_EQ(one.talk.outcome(), Outcome::refused) << line;
  }
  Talking one;
  one.begin();
  one.talk.say("hi");
  one.sent();
  EXPECT_EQ(one.talk.outcome(), Outcome::fine);
  one.hear(R"({"op":"error","re":2,"code":403,"error":"forbidden","text":"No."})");
  EXPECT_EQ(one.talk.outcome(), Outcome::refused);
}

TEST(Conversation, ANameThatCannotBeHad) {
  using Outcome = Talk::Outcome;
  Talking one({.nick = "bob"});
  one.talk.opened(one.now);
  one.talk.say("as bob");
  one.sent();
  one.hear(R"({"op":"welcome","re":1,"user":{"id":"u29","nick":"User 29"}})");
  EXPECT_EQ(one.talk.outcome(), Outcome::fine);  // why is still to come
  EXPECT_EQ(one.sent(), "");
  one.hear(R"({"op":"error","code":409,"error":"conflict","text":"The name bob is taken."})");
  EXPECT_EQ(one.told(), "error The name bob is taken.\n");
  EXPECT_EQ(one.talk.outcome(), Outcome::nameless);
  EXPECT_EQ(one.sent(), "");  // it was no room that was refused
}

// It had the name before: what was said then stays said.
TEST(Conversation, ANameThatIsGoneAfterALoss) {
  using Outcome = Talk::Outcome;
  Talking one({.nick = "ana"});
  one.begin();
  one.talk.lost();
  one.talk.opened(one.now);
  one.hear(R"({"op":"welcome","re":2,"user":{"id":"u2","nick":"User 2"}})");
  one.hear(R"({"op":"error","code":409,"error":"conflict","text":"The name ana is taken."})");
  EXPECT_EQ(one.talk.outcome(), Outcome::refused);
}

TEST(Conversation, BinaryGoesAsBase64) {
  Talking one;
  one.begin();
  one.talk.say_binary(std::string("\0\xff", 2));
  EXPECT_NE(one.sent().find(R"("bin":"AP8=")"), std::string::npos);
}

TEST(Conversation, TheStandingIsKnown) {
  Talking one;
  one.begin();
  Standing standing = one.talk.standing();
  EXPECT_EQ(standing.room, "lobby");
  EXPECT_EQ(standing.members, 2u);
  EXPECT_EQ(standing.nick, "ana");
  one.hear(R"({"op":"joined","room":"ops","epoch":"e2","seq":0,"members":1})");
  one.hear(R"({"op":"msg","room":"ops","seq":1,"from":{"id":"u2","nick":"bob"},"text":"x"})");
  standing = one.talk.standing();
  ASSERT_EQ(standing.unread.size(), 1u);
  EXPECT_EQ(standing.unread[0].first, "ops");
  EXPECT_EQ(standing.unread[0].second, 1u);
  EXPECT_EQ(one.talk.vocabulary().rooms, (std::vector<std::string>{"lobby", "ops"}));
}

TEST(Conversation, NamesAreKnownIfTheyAreWanted) {
  Talking one({.names = true});
  one.talk.opened(one.now);
  one.hear(kWelcome);
  one.hear(kJoined);
  EXPECT_NE(one.sent().find(R"({"op":"who","id":2,"room":"lobby"})"), std::string::npos);
  one.hear(R"({"op":"presence","re":2,"room":"lobby","pv":3,"full":true,"count":3,"members":[)"
           R"({"id":"u1","nick":"ana"},{"id":"u2","nick":"bob"},{"id":"u3","nick":"User 3"}]})");
  EXPECT_EQ(one.talk.vocabulary().names, (std::vector<std::string>{"User 3", "bob"}));
  EXPECT_EQ(one.talk.standing().members, 3u);
}

TEST(Conversation, QuittingIsAsked) {
  Talking one;
  one.begin();
  EXPECT_FALSE(one.talk.type("/quit bye"));
  EXPECT_TRUE(one.talk.type("hello"));
}

}  // namespace
}  // namespace wsc
