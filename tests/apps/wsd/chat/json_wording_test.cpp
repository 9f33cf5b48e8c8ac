// The exact objects of what happens in a room.
#include <gtest/gtest.h>

#include <string>

#include "apps/wsd/chat/json_face.h"

namespace chat::json {
namespace {

using Kind = Happening::Kind;
constexpr Person kBob{3, "bob"};
constexpr View kView{.face = View::Face::json};

Happening happening(Kind kind, std::string_view text = {}) {
  Happening what;
  what.kind = kind;
  what.person = kBob;
  what.text = text;
  what.seq = 121;
  what.ts = 99;
  what.presence = 79;
  what.members = 9;
  return what;
}

std::string said(const Happening& what, const View& view = kView) {
  std::string out;
  word(out, what, "lobby", view);
  return out;
}

constexpr const char* kHead =
    R"({"op":"msg","room":"lobby","seq":121,"from":{"id":"u3","nick":"bob"},)";

TEST(JsonWording, Messages) {
  Happening what = happening(Kind::message, "hello");
  EXPECT_EQ(said(what), std::string(kHead) + R"("text":"hello","ts":99})");
  what.cid = "a1";
  EXPECT_EQ(said(what), std::string(kHead) + R"("text":"hello","cid":"a1","ts":99})");
  what.cid = {};
  what.kind = Kind::action;
  EXPECT_EQ(said(what), std::string(kHead) + R"("action":true,"text":"hello","ts":99})");
  what = happening(Kind::message, R"({"x":[1,2]})");
  what.content = Content::data;
  EXPECT_EQ(said(what), std::string(kHead) + R"("data":{"x":[1,2]},"ts":99})");
  what = happening(Kind::message, "Zm9v");
  what.content = Content::bin;
  EXPECT_EQ(said(what), std::string(kHead) + R"("bin":"Zm9v","ts":99})");
}

TEST(JsonWording, TheServerSays) {
  Happening what = happening(Kind::said, "It is noon.");
  what.person = {};
  EXPECT_EQ(said(what),
            R"({"op":"msg","room":"lobby","seq":121,"from":{"id":"server","nick":"Server"},)"
            R"("text":"It is noon.","ts":99})");
}

constexpr const char* kPresence = R"({"op":"presence","room":"lobby","pv":79,)";

TEST(JsonWording, PeopleComeAndGo) {
  EXPECT_EQ(said(happening(Kind::joined)),
            std::string(kPresence) + R"("add":[{"id":"u3","nick":"bob"}],"count":9})");
  EXPECT_EQ(said(happening(Kind::left)), std::string(kPresence) + R"("del":["u3"],"count":9})");
  EXPECT_EQ(said(happening(Kind::left, "good night")),
            std::string(kPresence) + R"("del":["u3"],"reason":"good night","count":9})");
}

TEST(JsonWording, WhoComesFromAnotherRoomWasHereBefore) {
  Happening what = happening(Kind::joined);
  what.on = true;
  EXPECT_EQ(said(what),
            std::string(kPresence) + R"("add":[{"id":"u3","nick":"bob"}],"moved":true,"count":9})");
  what.kind = Kind::left;
  EXPECT_EQ(said(what), std::string(kPresence) + R"("del":["u3"],"moved":true,"count":9})");
}

TEST(JsonWording, PeopleChange) {
  EXPECT_EQ(
      said(happening(Kind::renamed, "robert")),
      std::string(kPresence) + R"("add":[{"id":"u3","nick":"robert"}],"was":"bob","count":9})");
  EXPECT_EQ(
      said(happening(Kind::away, "lunch")),
      std::string(kPresence) + R"("add":[{"id":"u3","nick":"bob","away":"lunch"}],"count":9})");
  EXPECT_EQ(said(happening(Kind::away)),
            std::string(kPresence) + R"("add":[{"id":"u3","nick":"bob"}],"count":9})");
  Happening what = happening(Kind::away);
  what.on = true;
  EXPECT_EQ(said(what),
            std::string(kPresence) + R"("add":[{"id":"u3","nick":"bob","away":""}],"count":9})");
}

TEST(JsonWording, ManyAtOnce) {
  Happening what = happening(Kind::gathered);
  what.arrived = {{3, "bob"}};  // has changed: it was here
  EXPECT_EQ(said(what), std::string(kPresence) + R"("add":[{"id":"u3","nick":"bob"}],"count":9})");
  what.arrived = {{7, ""}, {8, "eve"}};
  what.arrivals = 2;
  what.departed = {3, 4};
  what.departures = 2;
  EXPECT_EQ(
      said(what),
      std::string(kPresence) +
          R"("add":[{"id":"u7","nick":"User 7"},{"id":"u8","nick":"eve"}],"del":["u3","u4"],"count":9})");
  what.arrived.clear();
  what.departed.clear();
  what.arrivals = 300;
  EXPECT_EQ(said(what), std::string(kPresence) + R"("joined":300,"left":2,"count":9})");
}

TEST(JsonWording, TopicAndTyping) {
  EXPECT_EQ(
      said(happening(Kind::topic, "deploys")),
      R"({"op":"topic","room":"lobby","topic":"deploys","from":{"id":"u3","nick":"bob"},"ts":99})");
  Happening what = happening(Kind::typing);
  what.on = true;
  EXPECT_EQ(said(what),
            R"({"op":"typing","room":"lobby","from":{"id":"u3","nick":"bob"},"on":true})");
}

TEST(JsonWording, WithoutPresenceNobodyComesOrGoes) {
  const View view{.face = View::Face::json, .presence = false};
  for (const Kind kind :
       {Kind::joined, Kind::left, Kind::renamed, Kind::away, Kind::gathered, Kind::typing}) {
    Happening what = happening(kind, "x");
    what.arrivals = 1;
    EXPECT_EQ(said(what, view), "");
  }
  for (const Kind kind : {Kind::message, Kind::action, Kind::said, Kind::topic}) {
    EXPECT_NE(said(happening(kind, "x"), view), "");
  }
}

}  // namespace
}  // namespace chat::json
