// Messages as they are, and the text form's few words.
#include "apps/wsc/plain_talk.h"

#include <gtest/gtest.h>

namespace wsc {
namespace {

using Speech = PlainWishes::Speech;

std::string sent(PlainTalk& talk) {
  std::string all;
  while (const auto out = talk.next_out({}))
    all += (out->binary ? "binary " : "") + out->bytes + "\n";
  return all;
}

std::string told(PlainTalk& talk) {
  std::string all;
  while (const auto one = talk.next_told()) {
    all += std::to_string(static_cast<int>(one->kind)) + " " + one->text + "\n";
  }
  return all;
}

TEST(PlainTalk, RawIsRaw) {
  PlainTalk talk({.nick = "ana"});
  EXPECT_TRUE(talk.query().empty());
  talk.opened({});
  EXPECT_EQ(sent(talk), "");
  talk.type("/join x");
  talk.say("#12 hello");
  talk.say_binary("b");
  EXPECT_FALSE(talk.settled());
  EXPECT_EQ(sent(talk), "/join x\n#12 hello\nbinary b\n");
  EXPECT_TRUE(talk.settled());
  talk.hear("#123 text", {});
  talk.hear_binary("x");
  EXPECT_EQ(told(talk), "3 #123 text\n4 x\n");
  EXPECT_FALSE(talk.type("/quit"));
}

TEST(PlainTalk, TellsWhatWasSentIfAsked) {
  PlainTalk talk({.shows_sent = true});
  talk.opened({});
  talk.say("hi");
  EXPECT_EQ(told(talk), "");
  sent(talk);
  EXPECT_EQ(told(talk), std::to_string(static_cast<int>(Told::Kind::sent)) + " hi\n");
}

TEST(PlainTalk, WaitsForTheConnection) {
  PlainTalk talk({});
  talk.opened({});
  talk.lost();
  talk.say("later");
  EXPECT_EQ(sent(talk), "");
  EXPECT_EQ(talk.standing().pending, 1u);
  EXPECT_EQ(told(talk), std::to_string(static_cast<int>(Told::Kind::waiting)) + " later\n");
  talk.opened({});
  EXPECT_EQ(sent(talk), "later\n");
}

TEST(PlainTalk, TheTextFormIsAskedByQuery) {
  PlainTalk talk({.speech = Speech::text, .nick = "ana", .rooms = {"ops", "dev"}, .since = "5"});
  EXPECT_EQ(talk.query(), (std::vector<std::pair<std::string, std::string>>{
                              {"room", "ops"}, {"nick", "ana"}, {"since", "5"}, {"seq", "1"}}));
  talk.granted(true);
  talk.opened({});
  EXPECT_EQ(sent(talk), "/join dev\n/switch ops\n");
  talk.hear("#123 bob: hi", {});
  talk.hear("[dev] carl has joined.", {});
  talk.hear("#7 [dev] carl: x", {});
  EXPECT_EQ(told(talk), "3 bob: hi\n3 [dev] carl has joined.\n3 [dev] carl: x\n");
  EXPECT_EQ(talk.query()[2].second, "123");
  const std::string gap = std::to_string(static_cast<int>(Told::Kind::gap)) + " ";
  talk.hear("* You missed messages 120-180; they are no longer kept.", {});
  EXPECT_EQ(told(talk), gap + "You missed messages 120-180; they are no longer kept.\n");
  talk.hear("[dev] * You may have missed messages; the server ended without warning.", {});
  EXPECT_EQ(told(talk),
            gap + "[dev] * You may have missed messages; the server ended without warning.\n");
  for (const char* said : {"bob (private): * You missed me", "bob: * You missed me", "["}) {
    talk.hear(said, {});
    EXPECT_EQ(told(talk), "3 " + std::string(said) + "\n");
  }
  EXPECT_FALSE(talk.vocabulary().commands.empty());
}

TEST(PlainTalk, AfterAFallbackItIntroducesItself) {
  PlainTalk talk({.speech = Speech::fallback, .nick = "ana", .rooms = {"ops"}, .history = 20});
  EXPECT_TRUE(talk.query().empty());
  talk.granted(true);
  talk.opened({});
  EXPECT_EQ(sent(talk), "/nick ana\n/join ops\n/history 20\n");
  talk.lost();
  talk.opened({});
  EXPECT_EQ(sent(talk), "/nick ana\n/join ops\n");
}

TEST(PlainTalk, AStrangerIsNotAskedForAnything) {
  PlainTalk talk({.speech = Speech::fallback, .nick = "ana"});
  talk.opened({});
  EXPECT_EQ(sent(talk), "");
  EXPECT_NE(told(talk).find("does not say that it is a wsd"), std::string::npos);
  talk.opened({});
  EXPECT_EQ(told(talk), "");
  EXPECT_TRUE(talk.vocabulary().commands.empty());
  talk.hear("#1 x", {});
  EXPECT_EQ(told(talk), "3 #1 x\n");
}

}  // namespace
}  // namespace wsc
