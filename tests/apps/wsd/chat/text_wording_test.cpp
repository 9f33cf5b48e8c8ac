// The exact words of what happens in a room.
#include <gtest/gtest.h>

#include <string>

#include "apps/wsd/chat/text_face.h"

namespace chat::text {
namespace {

using Kind = Happening::Kind;
constexpr Person kOne{1, ""};
constexpr Person kAna{3, "ana"};

Happening happening(Kind kind, const Person& person, std::string_view text = {}) {
  Happening what;
  what.kind = kind;
  what.person = person;
  what.text = text;
  what.seq = 123;
  what.ts = 1'700'000'000'123;
  return what;
}

std::string said(const Happening& what, const View& view = {}) {
  std::string out;
  word(out, what, "ops", view);
  return out;
}

TEST(TextWording, TheTranscript) {
  EXPECT_EQ(said(happening(Kind::joined, kOne)), "User 1 has connected.");
  EXPECT_EQ(said(happening(Kind::message, kOne, "hello")), "User 1: hello");
  EXPECT_EQ(said(happening(Kind::left, kOne)), "User 1 has disconnected.");
}

TEST(TextWording, OfPeople) {
  EXPECT_EQ(said(happening(Kind::renamed, kOne, "ana")), "* User 1 is now known as ana.");
  EXPECT_EQ(said(happening(Kind::renamed, kAna, "")), "* ana is now known as User 3.");
  EXPECT_EQ(said(happening(Kind::action, kAna, "waves")), "** ana waves");
  EXPECT_EQ(said(happening(Kind::left, kAna, "good night")), "ana has disconnected (good night).");
  EXPECT_EQ(said(happening(Kind::topic, kAna, "deploys")), "* ana set the topic: deploys");
  EXPECT_EQ(said(happening(Kind::topic, kAna)), "* ana removed the topic.");
  EXPECT_EQ(said(happening(Kind::away, kAna, "lunch")), "* ana is away: lunch");
  EXPECT_EQ(said(happening(Kind::away, kAna)), "* ana is back.");
  EXPECT_EQ(said(happening(Kind::said, {}, "The time is 12:34.")), "Server: The time is 12:34.");
}

TEST(TextWording, OfPeopleWhoAreHereAlready) {
  Happening what = happening(Kind::joined, kAna);
  what.on = true;
  EXPECT_EQ(said(what), "ana has joined.");
  what.kind = Kind::left;
  EXPECT_EQ(said(what), "ana has left.");
  what.kind = Kind::away;
  EXPECT_EQ(said(what), "* ana is away.");
}

TEST(TextWording, OfManyAtOnce) {
  Happening what = happening(Kind::gathered, {});
  EXPECT_EQ(said(what), "");
  what.arrivals = 3;
  EXPECT_EQ(said(what), "* 3 joined.");
  what.departures = 9;
  EXPECT_EQ(said(what), "* 3 joined, 9 left.");
  what.arrivals = 0;
  EXPECT_EQ(said(what), "* 9 left.");
}

TEST(TextWording, TypingHasNoWords) {
  EXPECT_EQ(said(happening(Kind::typing, kAna)), "");
}

TEST(TextWording, MarksComeFirst) {
  const Happening hello = happening(Kind::message, kAna, "hi");
  EXPECT_EQ(said(hello, {.numbered = true}), "#123 ana: hi");
  EXPECT_EQ(said(hello, {.timed = true}), "22:13:20 ana: hi");
  EXPECT_EQ(said(hello, {.prefixed = true}), "[ops] ana: hi");
  const View all{.prefixed = true, .numbered = true, .timed = true};
  EXPECT_EQ(said(hello, all), "#123 22:13:20 [ops] ana: hi");
  EXPECT_EQ(said(happening(Kind::joined, kAna), all), "22:13:20 [ops] ana has connected.");
  EXPECT_EQ(said(happening(Kind::topic, kAna, "x"), all), "22:13:20 [ops] * ana set the topic: x");
}

TEST(TextWording, WithoutPresenceNobodyComesOrGoes) {
  const View view{.presence = false};
  for (const Kind kind :
       {Kind::joined, Kind::left, Kind::renamed, Kind::away, Kind::gathered, Kind::typing}) {
    Happening what = happening(kind, kAna, "x");
    what.arrivals = 3;
    EXPECT_EQ(said(what, view), "");
  }
  for (const Kind kind : {Kind::message, Kind::action, Kind::said, Kind::topic}) {
    EXPECT_NE(said(happening(kind, kAna, "x"), view), "");
  }
}

TEST(TextWording, NoLineForgesAnother) {
  const char* const kText = "hi\nbob: x\n* bob is now known as ana.";
  const std::string indented = "hi\n  bob: x\n  * bob is now known as ana.";
  EXPECT_EQ(said(happening(Kind::message, kAna, kText)), "ana: " + indented);
  EXPECT_EQ(said(happening(Kind::action, kAna, kText)), "** ana " + indented);
  EXPECT_EQ(said(happening(Kind::topic, kAna, kText)), "* ana set the topic: " + indented);
  EXPECT_EQ(said(happening(Kind::away, kAna, kText)), "* ana is away: " + indented);
  EXPECT_EQ(said(happening(Kind::left, kAna, kText)), "ana has disconnected (" + indented + ").");
}

TEST(TextWording, GoesBehindWhatIsThere) {
  std::string out = "before ";
  word(out, happening(Kind::message, kAna, "hi"), "ops", {});
  EXPECT_EQ(out, "before ana: hi");
}

}  // namespace
}  // namespace chat::text
