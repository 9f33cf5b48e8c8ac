// What somebody who comes back gets: every message that is kept, once, in order, however many
// these are and however slowly they are read.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/apps/wsd/chat/replay.h"

namespace chat::test {
namespace {

// ---- however long ----

TEST(ChatReplayTest, ALongReplayComesWholeAndWaitsForItsReader) {
  wsd::Options options = keeping(8 << 10);
  for (const broadcast::ShardNumber shards : kOneOrTwo) {
    Salon salon(options, shards);
    Guest& bob = greeted(salon);
    for (int i = 0; i < 5'000; ++i) {
      bob.say(text_of(100));
      if (i % 500 == 0) salon.settle();
    }
    salon.settle();
    Guest& ana = salon.json("/", shards - 1);
    ana.say(wish_of(since(salon, 3)));
    ana.deaf(true);
    Lines heard;
    for (int i = 0; i < 400; ++i) {
      if (i % 8 == 7) bob.say(text_of(100));
      ana.read_some(10'000);
      salon.round();
      for (std::string& line : Salon::heard(ana)) heard.push_back(std::move(line));
      ASSERT_LE(salon.shard(shards - 1).private_bytes(), 64u << 10);
    }
    ana.deaf(false);
    for (std::string& line : hear(salon, ana)) heard.push_back(std::move(line));
    EXPECT_EQ(story(heard), "joined 5000 true 4-5050");
    EXPECT_EQ(salon.front(shards - 1).chat().counters().errands, 0u);
  }
}

// Messages that are much longer as they are sent than as they are kept.
TEST(ChatReplayTest, LongMessagesDoNotOverfillTheReader) {
  wsd::Options options = keeping(8 << 10);
  options.settings.outbox_max = 64 << 10;
  Salon salon(options, 2);
  Guest& bob = greeted(salon);
  std::string quotes;
  for (int i = 0; i < 30'000; ++i) quotes += "\\\"";
  for (int i = 0; i < 40; ++i)
    say(salon, bob, R"({"op":"msg","echo":false,"text":")" + quotes + "\"}");
  Guest& ana = salon.json("/", 1);
  ana.deaf(true);
  ana.say(wish_of(R"("all")"));
  salon.settle();
  ana.deaf(false);
  EXPECT_EQ(story(hear(salon, ana)), "joined 40 true 1-40");
}

// What one says while the replay is under way comes in its place, or not at all without an echo.
TEST(ChatReplayTest, WhoSpeaksDuringTheReplayIsHeardOnce) {
  wsd::Options options = keeping(8 << 10);
  Salon salon(options, 2);
  Guest& bob = greeted(salon);
  for (int i = 0; i < 1'000; ++i) bob.say(text_of(400));
  salon.settle();
  Guest& ana = salon.json("/", 1);
  ana.deaf(true);
  ana.say(wish_of(R"("all")"));
  salon.settle();
  ana.say(R"({"op":"msg","text":"seen","cid":"a"})");
  ana.say(R"({"op":"msg","text":"unseen","cid":"b","echo":false})");
  ana.say(R"({"op":"msg","text":"unseen","echo":false})");
  ana.say(R"({"op":"msg","text":"seen"})");
  salon.settle();
  EXPECT_EQ(at(only(hear(salon, bob), "msg").at(0), "/text"), "seen");
  for (int i = 0; i < 100; ++i) bob.say(text_of(400));
  salon.settle();
  ana.say(R"({"op":"msg","text":"unseen","echo":false})");
  ana.deaf(false);
  EXPECT_EQ(story(hear(salon, ana)), "joined 1000 true 1-1001 1004-1104");
}

// A reader who does not take one room's past hears of its other rooms, and leaves when it likes.
TEST(ChatReplayTest, RoomsTakeTurnsAndMayBeLeft) {
  wsd::Options options = keeping(8 << 10);
  Salon salon(options, 2);
  Guest& bob = greeted(salon, R"(,"rooms":[{"room":"a"},{"room":"b"}])");
  for (int i = 0; i < 2'000; ++i) {
    bob.say(text_of(200, i % 2 == 0 ? R"(,"room":"a")" : R"(,"room":"b")"));
    if (i % 100 == 0) salon.settle();
  }
  salon.settle();
  Guest& ana = greeted(salon, R"(,"rooms":[])", 1);
  ana.deaf(true);
  ana.send({{broadcast::Opcode::text, R"({"op":"join","id":1,"room":"a","since":"all"})"},
            {broadcast::Opcode::text, R"({"op":"join","id":2,"room":"b","since":"all"})"}});
  for (int i = 0; i < 30; ++i) {
    salon.round();
    ana.read_some(8'000);
  }
  ana.send({{broadcast::Opcode::text, R"({"op":"leave","id":3,"room":"a"})"}});
  ana.deaf(false);
  const Lines heard = hear(salon, ana);
  std::vector<Sequence> a;
  std::vector<Sequence> b;
  Lines answers;
  for (const std::string& line : heard) {
    if (!at(line, "/re").empty()) answers.push_back(at(line, "/re"));
    if (at(line, "/op") == "msg")
      (at(line, "/room") == "a" ? a : b).push_back(std::stoul(at(line, "/seq")));
  }
  EXPECT_EQ(answers, (Lines{"1", "2", "3"}));
  EXPECT_EQ(only(heard, "error"), Lines{});
  EXPECT_GT(a.size(), 0u);
  EXPECT_LT(a.size(), 1'000u);
  ASSERT_EQ(b.size(), 1'000u);
  for (std::size_t i = 0; i < b.size(); ++i) EXPECT_EQ(b[i], i + 1);
}

// ---- the last ones first ----

// Messages are longer than what the room's memory holds, and a member on the guest's shard is there
// already: what its shard knows of the room's log is behind what the store has.
TEST(ChatReplayTest, WhatIsToldAsOlderEndsWhereThePlaceBegins) {
  wsd::Options options = keeping(2 << 10);
  for (int pause = 0; pause < 24; ++pause) {
    SCOPED_TRACE(pause);
    Salon salon(options, 2);
    Guest& bob = greeted(salon);
    Guest& cyd = greeted(salon, {}, 1);
    Guest& ana = greeted(salon, R"(,"rooms":[])", 1);
    for (int i = 0; i < 20; ++i) bob.say(text_of(3'000));
    hear(salon, cyd);
    for (int i = 0; i < 30; ++i) {
      bob.say(text_of(3'000));
      if (i == pause) ana.say(R"({"op":"join","id":1,"room":"lobby","history":4})");
      salon.round();
    }
    salon.settle();
    const Lines heard = hear(salon, ana);
    const Lines messages = only(heard, "msg");
    EXPECT_EQ(only(heard, "gap"), Lines{});
    ASSERT_FALSE(messages.empty());
    const Sequence joined = std::stoul(at(only(heard, "joined").at(0), "/seq"));
    for (std::size_t i = 0; i < messages.size(); ++i)
      EXPECT_EQ(at(messages[i], "/seq"), std::to_string(joined - 3 + i));
    EXPECT_EQ(at(messages.back(), "/seq"), "50");
  }
}

// A shard's turn, or the half of it after which nobody has heard of what was said.
enum class Turn { whole, half };
void turn(Salon& salon, Guest& guest, broadcast::ShardNumber number, Turn how) {
  guest.turn();
  salon.shard(number).wait(reactor::Duration::zero());
  salon.front(number).begin_turn(1'700'000'000'000, 0);
  while (const auto event = salon.shard(number).next()) salon.front(number).handle(*event);
  salon.front(number).finish_turn(salon.shard(number).now());
  if (how == Turn::whole) salon.shard(number).flush();
  guest.turn();
}

// The store has what the home has ordered and not announced yet: the guest's shard knows less of
// the room's log than the guest was told.
TEST(ChatReplayTest, NothingIsToldAgainThatTheLogDidNotHaveYet) {
  std::string room = "room";
  while (broadcast::Mesh(2).home_of("chat/" + room) != 0) room += "-";
  const std::string rooms = R"(,"rooms":[{"room":")" + room + "\"}]";
  Salon salon(keeping(2 << 10), 2);
  Guest& bob = greeted(salon, rooms);
  Guest& cyd = greeted(salon, rooms, 1);
  Guest& ana = greeted(salon, R"(,"rooms":[])", 1);
  for (int i = 0; i < 8; ++i) bob.say(text_of(60'000, R"(,"room":")" + room + "\""));
  const auto there = salon.shared().commons.rooms.find(room);
  for (int i = 0; i < 100 && there->standing().head < 8; ++i) turn(salon, bob, 0, Turn::half);
  ASSERT_EQ(there->standing().head, 8u);
  ana.say(R"({"op":"join","id":1,"room":")" + room + R"(","history":8})");
  for (int i = 0; i < 40; ++i) turn(salon, ana, 1, Turn::whole);
  EXPECT_EQ(story(hear(salon, ana)), "joined 8 true 1-8");
  EXPECT_EQ(story(hear(salon, cyd)), " 1-8");
  say(salon, bob, text_of(10, R"(,"room":")" + room + "\""));
  EXPECT_EQ(story(hear(salon, ana)), " 9");
}

}  // namespace
}  // namespace chat::test
