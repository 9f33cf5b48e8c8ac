// What the server says, read.
#include "apps/wsc/server_word.h"

#include <gtest/gtest.h>

namespace wsc {
namespace {

ServerWord read(std::string_view json) {
  ServerReader reader;
  const auto word = reader.read(json);
  EXPECT_TRUE(word) << json;
  return word.value_or(ServerWord{});
}

TEST(ServerWord, Messages) {
  const ServerWord word = read(
      R"({"op":"msg","room":"lobby","seq":121,"from":{"id":"u3","nick":"bob"},"text":"hé\n","ts":17,"action":true})");
  EXPECT_EQ(word.op, "msg");
  EXPECT_EQ(word.room, "lobby");
  EXPECT_EQ(word.seq, 121u);
  EXPECT_EQ(word.from.id, "u3");
  EXPECT_EQ(word.from.nick, "bob");
  EXPECT_EQ(word.text, "hé\n");
  EXPECT_EQ(word.ts, 17);
  EXPECT_TRUE(word.action);
}

TEST(ServerWord, WelcomeAndLimits) {
  const ServerWord word = read(
      R"({"op":"welcome","re":1,"user":{"id":"u12","nick":"ana"},"limits":{"message":10,"rooms":2,"burst":20,"rate":5},"text":"hi"})");
  EXPECT_EQ(word.re, "1");
  EXPECT_EQ(word.user.nick, "ana");
  EXPECT_EQ(word.limits.message, 10u);
  EXPECT_EQ(word.limits.burst, 20u);
  EXPECT_EQ(word.limits.rate, 5u);
}

TEST(ServerWord, PresenceGapsAndLists) {
  const ServerWord change = read(
      R"({"op":"presence","room":"r","pv":79,"add":[{"id":"u1","nick":"ana","away":""}],"del":["u9","u8"],"count":9,"was":"an"})");
  EXPECT_EQ(change.pv, 79u);
  ASSERT_EQ(change.people.size(), 1u);
  EXPECT_EQ(change.gone, (std::vector<std::string>{"u9", "u8"}));
  EXPECT_EQ(change.members, 9u);
  EXPECT_EQ(change.was, "an");
  const ServerWord gap = read(R"({"op":"gap","room":"r","from":120,"to":180,"reason":"slow"})");
  EXPECT_EQ(gap.gap_from, 120u);
  EXPECT_EQ(gap.gap_to, 180u);
  EXPECT_EQ(gap.from.nick, "");
  const ServerWord rooms =
      read(R"({"op":"rooms","rooms":[{"room":"ops","members":3,"topic":"t"}]})");
  EXPECT_EQ(rooms.rooms.at(0).name, "ops");
  EXPECT_EQ(rooms.rooms.at(0).members, 3u);
  const ServerWord whois =
      read(R"({"op":"whois","user":{"id":"u1","nick":"a","away":"x"},"rooms":["ops"]})");
  EXPECT_EQ(whois.rooms.at(0).name, "ops");
  EXPECT_TRUE(whois.user.is_away);
}

TEST(ServerWord, HistoryHasItems) {
  const ServerWord word =
      read(R"({"op":"history","items":[{"seq":1,"text":"a"},{"seq":2,"data":{"k": [1, 2]}}]})");
  ASSERT_EQ(word.items.size(), 2u);
  EXPECT_EQ(word.items[0].text, "a");
  EXPECT_EQ(word.items[1].data, R"({"k":[1,2]})");
}

TEST(ServerWord, FiguresAndTheWholeOnOneLine) {
  const ServerWord word = read("{\"op\":\"stats\",\n \"bytes_in\": 5,\n\"seconds\":-1}");
  EXPECT_EQ(word.figures.at("bytes_in"), 5u);
  EXPECT_EQ(word.figures.count("seconds"), 0u);
  EXPECT_EQ(word.json, R"({"op":"stats","bytes_in":5,"seconds":-1})");
}

TEST(ServerWord, WhatIsNone) {
  ServerReader reader;
  for (const char* json :
       {"", "{", "[]", "7", "{}", R"({"op":7})", R"({"op":""})", "\xff", R"({"op":"a"} x)"}) {
    EXPECT_FALSE(reader.read(json)) << json;
  }
  EXPECT_TRUE(
      reader.read(R"({"op":"a","seq":"x","from":7,"limits":[],"items":{},"add":[1],"ts":-1})"));
  EXPECT_FALSE(reader.read("{\"op\":" + std::string(100'000, '[')));
}

}  // namespace
}  // namespace wsc
