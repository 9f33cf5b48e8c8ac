// What answers a person's question, in words.
#include <gtest/gtest.h>

#include "tests/apps/wsc/talking.h"

namespace wsc {
namespace {

TEST(Answers, AreWorded) {
  const char* const cases[][3] = {
      {"/ping", R"({"op":"pong","re":2,"rtt":1500})", "info Pong: 1.5 ms.\n"},
      {"/topic cats", R"({"op":"ok","re":2})", ""},
      {"/stats",
       R"({"op":"stats","re":2,"messages_in":4,"bytes_in":9,"bytes_out":8,"seconds":7,"rooms":1,"people":2})",
       "info 4 requests; 9 bytes there, 8 back; 7 s in 1 room; 2 people on this server.\n"},
      {"/nick bob", R"({"op":"nick","re":2,"nick":"bob"})", "info You are bob now.\n"},
      {"/away", R"({"op":"ok","re":2})", "info You are back.\n"},
      {"/away lunch", R"({"op":"ok","re":2})", "info You are away: lunch\n"},
      {"/rooms",
       R"({"op":"rooms","re":2,"rooms":[{"room":"ops","members":3,"topic":"t"},{"room":"x","members":0}]})",
       "info ops (3): t\ninfo x (0)\n"},
      {"/rooms z", R"({"op":"rooms","re":2,"rooms":[]})", "info There are no such rooms.\n"},
      {"/who",
       R"({"op":"presence","re":2,"room":"lobby","pv":3,"full":true,"count":2,"members":[{"id":"u1","nick":"ana"},{"id":"u2","nick":"bob","away":"x"}]})",
       "info 2 in lobby: ana, bob (away)\n"},
      {"/whois bob",
       R"({"op":"whois","re":2,"user":{"id":"u2","nick":"bob","away":"lunch"},"since":5,"rooms":["lobby","ops"]})",
       "info bob (u2) is in lobby, ops; away: lunch.\n"},
      {"/topic", R"({"op":"topic","re":2,"room":"lobby","topic":"cats"})", "topic [lobby] cats\n"},
      {"/history", R"({"op":"history","re":2,"room":"lobby","items":[]})", "info Nothing.\n"},
      {"/search a",
       R"({"op":"search","re":2,"room":"lobby","items":[{"op":"msg","seq":3,"from":{"id":"u2","nick":"bob"},"text":"a"}]})",
       "[lobby] bob: a (old)\n"},
      {"/leave", R"({"op":"ok","re":2})", "info You have left lobby.\n"},
      {"/join nowhere", R"({"op":"error","re":2,"code":403,"error":"forbidden","text":"No."})",
       "error No.\n"},
  };
  for (const auto& [line, answer, told] : cases) {
    Talking one;
    one.begin();
    one.talk.type(line);
    one.sent();
    one.hear(answer);
    EXPECT_EQ(one.told(), told) << line;
    EXPECT_TRUE(one.talk.settled()) << line;
  }
}

// Before the server has pinged it does not know how far it is.
TEST(Answers, APongSaysHowLongItTook) {
  Talking one;
  one.begin();
  one.talk.type("/ping");
  one.now += std::chrono::seconds(5);  // the person's time does not count
  one.sent();
  one.now += std::chrono::microseconds(1'500);
  one.hear(R"({"op":"pong","re":2})");
  EXPECT_EQ(one.told(), "info Pong: 1.5 ms.\n");
}

// What a script is told, and what it is told on the side.
TEST(Answers, AreMarked) {
  using Asked = Told::Asked;
  const struct {
    const char* line;
    const char* answer;
    Asked asked;
    const char* json;
  } cases[] = {
      {"/ping", R"({"op":"pong","re":2,"rtt":5})", Asked::answered,
       R"({"op":"pong","re":2,"rtt":5})"},
      {"/rooms", R"({"op":"rooms","re":2,"rooms":[]})", Asked::in_vain,
       R"({"op":"rooms","re":2,"rooms":[]})"},
      {"/history", R"({"op":"history","re":2,"room":"lobby","items":[]})", Asked::in_vain, ""},
      {"/topic", R"({"op":"topic","re":2,"room":"lobby","topic":""})", Asked::answered,
       R"({"op":"topic","re":2,"room":"lobby","topic":""})"},
      {"/away", R"({"op":"ok","re":2})", Asked::no, ""},
  };
  for (const auto& [line, answer, asked, json] : cases) {
    Talking one;
    one.begin();
    one.talk.type(line);
    one.sent();
    one.hear(answer);
    const std::optional<Told> told = one.talk.next_told();
    ASSERT_TRUE(told) << line;
    EXPECT_EQ(told->asked, asked) << line;
    EXPECT_EQ(told->json, json) << line;
  }
  Talking one;
  one.begin();
  one.talk.type("/help join");
  const std::optional<Told> told = one.talk.next_told();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->asked, Asked::answered);
  EXPECT_EQ(told->json, "{\"text\":\"" + told->text + "\"}");
}

TEST(Answers, WhatNobodyAskedIsToldToo) {
  Talking one;
  one.begin();
  one.hear(R"({"op":"left","room":"lobby"})");
  one.hear(R"({"op":"dropped","count":3})");
  one.hear(R"({"op":"topic","room":"ops","topic":"cats","from":{"id":"u2","nick":"bob"}})");
  EXPECT_EQ(
      one.told(),
      "info You have left lobby.\ngap You missed 3 private messages; too many waited for you.\n"
      "topic [ops] bob: cats\n");
}

}  // namespace
}  // namespace wsc
