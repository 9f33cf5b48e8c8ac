// Who sits where: rooms, what comes to those who come back, what slow ones are told.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "tests/apps/wsd/chat/talk.h"

namespace chat::test {
namespace {

TEST(ChatSeatsTest, RoomsAndTheirPrefixes) {
  Salon salon(unhurried(), 2);
  Guest& ana = salon.guest("/?nick=ana");
  Guest& bob = salon.guest("/?nick=bob", {}, 1);
  say(salon, bob, "/join ops");
  say(salon, ana, "/join ops");
  hear(salon, bob);
  EXPECT_EQ(say(salon, bob, "deploy done"), Lines{"bob: deploy done"});
  EXPECT_EQ(hear(salon, ana), Lines{"bob: deploy done"});
  say(salon, ana, "/switch lobby");
  EXPECT_EQ(say(salon, ana, "hello"), Lines{"ana: hello"});
  EXPECT_EQ(hear(salon, bob), Lines{"[lobby] ana: hello"});
  say(salon, bob, "two\nlines");
  EXPECT_EQ(hear(salon, ana), Lines{"[ops] bob: two\n  lines"});
  say(salon, bob, "/set seq on");
  say(salon, bob, "/set time on");
  EXPECT_EQ(say(salon, ana, "again"), Lines{"ana: again"});
  EXPECT_EQ(hear(salon, bob), Lines{"#2 22:13:20 [lobby] ana: again"});
  say(salon, bob, "/leave");
  EXPECT_EQ(hear(salon, ana), Lines{"[ops] bob has left."});
}

TEST(ChatSeatsTest, SoManyRoomsAndNoMore) {
  wsd::Options options = unhurried();
  options.settings.memberships_max = 4;
  Salon salon(options, 2);
  Guest& ana = salon.guest("/");
  for (const char* room : {"a", "b", "c"}) say(salon, ana, std::string("/join ") + room);
  EXPECT_EQ(say(salon, ana, "/join d"),
            Lines{"! You are in 4 rooms, and more is not allowed. Leave one first."});
  EXPECT_EQ(say(salon, ana, "here"), Lines{"User 1: here"});
  say(salon, ana, "/leave b");
  EXPECT_EQ(say(salon, ana, "/join d").at(0), "* You are in d, alone.");
}

TEST(ChatSeatsTest, WhoeverComesInIsToldHowManyOthersAreThere) {
  for (const broadcast::ShardNumber shards : kOneOrThree) {
    Salon salon(unhurried(), shards);
    Guest& ana = salon.guest("/");
    Guest& bob = greeted(salon, R"(,"nick":"bob")", shards - 1);
    Guest& carl = salon.guest("/", {}, shards - 1);
    for (Guest* one : {&ana, &carl}) hear(salon, *one);
    EXPECT_EQ(say(salon, ana, "/join ops").at(0), "* You are in ops, alone.");
    const Lines heard = only(say(salon, bob, R"({"op":"join","room":"ops"})"), "joined");
    EXPECT_EQ(at(heard.at(0), "/members"), "2");
    EXPECT_EQ(hear(salon, ana), Lines{"bob has joined."});
    EXPECT_EQ(say(salon, ana, "/switch ops").at(0), "* You are in ops with 1 other.");
    EXPECT_EQ(say(salon, carl, "/join ops").at(0), "* You are in ops with 2 others.");
  }
}

TEST(ChatSeatsTest, WhatWasMissedComesFirst) {
  Salon salon(unhurried(), 3);
  Guest& bob = greeted(salon, R"(,"nick":"bob")");
  const std::string epoch =
      at(only(say(salon, bob, R"({"op":"join","room":"ops"})"), "joined").at(0), "/epoch");
  for (int i = 1; i <= 5; ++i) {
    say(salon, bob, R"({"op":"msg","room":"ops","text":")" + std::to_string(i) + "\"}");
  }
  const auto come = [&](const std::string& wish, broadcast::ShardNumber shard) {
    Guest& ana = salon.json("/", shard);
    std::string told;
    for (const std::string& line :
         say(salon, ana, R"({"op":"hello","rooms":[{"room":"ops","since":)" + wish + "}]}")) {
      const std::string op = at(line, "/op");
      if (op == "joined") told += "joined " + at(line, "/seq") + " " + at(line, "/recovered");
      if (op == "gap")
        told += " gap " + at(line, "/from") + "-" + at(line, "/to") + " " + at(line, "/reason");
      if (op == "msg") told += " " + at(line, "/seq");
    }
    return told;
  };
  const std::string here = R"({"epoch":")" + epoch + R"(","seq":)";
  for (const broadcast::ShardNumber shard : kThreeShards) {
    EXPECT_EQ(come(R"("latest")", shard), "joined 5 true");
    EXPECT_EQ(come(R"("all")", shard), "joined 5 true 1 2 3 4 5");
    EXPECT_EQ(come(here + "3}", shard), "joined 5 true 4 5");
    EXPECT_EQ(come(here + "5}", shard), "joined 5 true");
    EXPECT_EQ(come(here + "0}", shard), "joined 5 true 1 2 3 4 5");
    EXPECT_EQ(come(R"({"epoch":"other","seq":3})", shard),
              "joined 5 false gap 0-0 epoch 1 2 3 4 5");
    // What was said in a life that nothing is left of nobody knows.
    EXPECT_EQ(come(R"({"epoch":"other","seq":0})", shard),
              "joined 5 false gap 0-0 epoch 1 2 3 4 5");
    EXPECT_EQ(come(here + "9}", shard), "joined 5 false gap 0-0 restart 1 2 3 4 5");
  }
}

// The room's memory is short, its store's is longer.
wsd::Options forgetful() {
  wsd::Options options = unhurried();
  options.settings.log.retention = 8 << 10;
  options.history.count = 300;
  return options;
}

std::string numbered(int i) {
  return R"({"op":"msg","text":")" + std::to_string(i) + std::string(100, '.') + "\"}";
}

TEST(ChatSeatsTest, OlderThanMemoryFromTheStore) {
  for (const broadcast::ShardNumber shard : kTwoShards) {
    Salon salon(forgetful(), 2);
    Guest& bob = greeted(salon);
    for (int i = 1; i <= 500; ++i) bob.say(numbered(i));
    hear(salon, bob);
    ASSERT_GT(*salon.shared().commons.rooms.find("lobby")->first_in_memory(), 210u);
    const auto come = [&](const std::string& wish) {
      Guest& ana = salon.json("/", shard);
      Lines heard =
          say(salon, ana, R"({"op":"hello","rooms":[{"room":"lobby","since":)" + wish + "}]}");
      EXPECT_EQ(at(heard.at(1), "/op"), "joined");
      return heard;
    };
    const Lines near = come(R"({"epoch":")" + salon.shared().commons.rooms.find("lobby")->epoch() +
                            R"(","seq":210})");
    EXPECT_EQ(at(near[1], "/recovered"), "true");
    const Lines messages = only(near, "msg");
    ASSERT_EQ(messages.size(), 290u);
    for (std::size_t i = 0; i < messages.size(); ++i)
      EXPECT_EQ(at(messages[i], "/seq"), std::to_string(211 + i));
    const Lines far = come(R"({"epoch":")" + salon.shared().commons.rooms.find("lobby")->epoch() +
                           R"(","seq":100})");
    EXPECT_EQ(at(far[1], "/recovered"), "false");
    EXPECT_EQ(at(far.at(2), "/from") + "-" + at(far[2], "/to") + at(far[2], "/reason"),
              "101-200retention");
    EXPECT_EQ(only(far, "msg").size(), 300u);
    EXPECT_EQ(at(only(far, "msg").at(0), "/seq"), "201");
    EXPECT_EQ(only(come(R"("all")"), "gap"), Lines{});
    Guest& cyd = salon.guest("/?since=100&seq=1", {}, shard);
    const Lines lines = hear(salon, cyd);
    EXPECT_EQ(lines.at(0), "* You missed messages 101-200; they are no longer kept.");
    EXPECT_EQ(lines.at(1).substr(0, 5), "#201 ");
  }
}

// A text client knows only its last number. In memory, a higher one than the room has is of a
// server that was started anew.
TEST(ChatSeatsTest, NumbersThatBeganAnewAreNotCalledAnUncleanEnd) {
  Salon salon(unhurried());
  EXPECT_EQ(hear(salon, salon.guest("/?since=7")).at(0),
            "* You may have missed messages; the room's numbers began anew.");
}

TEST(ChatSeatsTest, TheLastOfARoomOnJoining) {
  Salon salon(forgetful(), 2);
  Guest& bob = greeted(salon);
  for (int i = 1; i <= 500; ++i) bob.say(numbered(i));
  hear(salon, bob);
  Guest& ana = greeted(salon, R"(,"rooms":[])", 1);
  const auto join = [&](const std::string& history) {
    const Lines heard =
        say(salon, ana, R"({"op":"join","id":1,"room":"Lobby","history":)" + history + "}");
    say(salon, ana, R"({"op":"leave","room":"lobby"})");
    EXPECT_EQ(at(heard.at(0), "/recovered"), "true");
    EXPECT_EQ(only(heard, "gap"), Lines{});
    const Lines messages = only(heard, "msg");
    return messages.empty() ? "" : at(messages.front(), "/seq") + "-" + at(messages.back(), "/seq");
  };
  EXPECT_EQ(join("3"), "498-500");
  EXPECT_EQ(join("290"), "211-500");
  EXPECT_EQ(join("400"), "201-500");  // that is all there is
}

// Large messages of many rooms do not all wait at once for a connection to take them.
TEST(ChatSeatsTest, ManyRoomsAreReadOneAfterTheOther) {
  wsd::Options options = unhurried();
  options.settings.log.retention = 8 << 10;
  options.history.bytes = 4 << 20;
  Salon salon(options, 2);
  std::string wishes;
  Guest& bob = greeted(salon, R"(,"rooms":[])");
  constexpr int kRooms = 8;
  for (int room = 0; room < kRooms; ++room) {
    const std::string name = "room" + std::to_string(room);
    say(salon, bob, R"({"op":"join","room":")" + name + "\"}");
    for (int i = 0; i < 7; ++i) {
      say(salon, bob,
          R"({"op":"msg","room":")" + name + R"(","echo":false,"text":")" +
              std::string(30'000, 'x') + "\"}");
    }
    wishes += (room == 0 ? "" : ",") + (R"({"room":")" + name + R"(","since":"all"})");
  }
  Guest& ana = salon.json("/", 1);
  ana.say(R"({"op":"hello","rooms":[)" + wishes + "]}");
  Lines heard;
  for (int i = 0; i < 2'000 && only(heard, "msg").size() < kRooms * 7; ++i) {
    for (std::string& line : hear(salon, ana)) heard.push_back(std::move(line));
  }
  EXPECT_EQ(only(heard, "joined").size(), static_cast<std::size_t>(kRooms));
  EXPECT_EQ(only(heard, "msg").size(), static_cast<std::size_t>(kRooms * 7));
  EXPECT_EQ(only(heard, "gap"), Lines{});
}

// A page that was asked for before somebody left is not for whoever came back.
TEST(ChatSeatsTest, LeavingAndComingBackWhileTheStoreReads) {
  Salon salon(forgetful(), 2);
  Guest& bob = greeted(salon);
  for (int i = 1; i <= 500; ++i) bob.say(numbered(i));
  hear(salon, bob);
  const std::string epoch = salon.shared().commons.rooms.find("lobby")->epoch();
  Guest& ana = greeted(salon, R"(,"rooms":[])", 1);
  const std::string since =
      R"({"op":"join","id":3,"room":"lobby","since":{"epoch":")" + epoch + R"(","seq":300}})";
  ana.send({{broadcast::Opcode::text, R"({"op":"join","id":1,"room":"lobby","since":"all"})"},
            {broadcast::Opcode::text, R"({"op":"leave","id":2,"room":"lobby"})"},
            {broadcast::Opcode::text, since}});
  const Lines messages = only(hear(salon, ana), "msg");
  ASSERT_EQ(messages.size(), 200u);
  for (std::size_t i = 0; i < messages.size(); ++i)
    EXPECT_EQ(at(messages[i], "/seq"), std::to_string(301 + i));
  EXPECT_EQ(salon.front(1).chat().counters().errands, 0u);
}

TEST(ChatSeatsTest, ComingAndGoingInOneBreath) {
  for (const broadcast::ShardNumber shard : kThreeShards) {
    Salon salon(unhurried(), 3);
    Guest& bob = greeted(salon, R"(,"rooms":[{"room":"ops"}])");
    Guest& ana = salon.guest("/?nick=ana", {}, shard);
    hear(salon, ana);
    ana.send({{broadcast::Opcode::text, "/join ops"},
              {broadcast::Opcode::text, "/leave ops"},
              {broadcast::Opcode::text, "/join ops"},
              {broadcast::Opcode::text, "one"},
              {broadcast::Opcode::text, "/leave"},
              {broadcast::Opcode::text, "/join ops"},
              {broadcast::Opcode::text, "/switch lobby"},
              {broadcast::Opcode::text, "/switch ops"},
              {broadcast::Opcode::text, "two"}});
    const Lines heard = hear(salon, ana);
    EXPECT_EQ(std::count(heard.begin(), heard.end(), "ana: two"), 1);
    const Lines seen = hear(salon, bob);
    EXPECT_EQ(only(seen, "msg").size(), 2u);
    EXPECT_EQ(at(only(say(salon, bob, R"({"op":"who","room":"ops"})"), "presence").at(0), "/count"),
              "2");
    ana.hang_up();
    salon.settle();
    EXPECT_EQ(
        at(only(say(salon, bob, R"({"op":"who","room":"ops"})"), "presence").back(), "/count"),
        "1");
  }
}

TEST(ChatSeatsTest, AJoinThatIsTakenBackIsAnsweredToo) {
  for (const broadcast::ShardNumber shard : kThreeShards) {
    Salon salon(unhurried(), 3);
    Guest& ana = greeted(salon, {}, shard);
    ana.send({{broadcast::Opcode::text, R"({"op":"join","id":1,"room":"ops"})"},
              {broadcast::Opcode::text, R"({"op":"leave","id":2,"room":"ops"})"},
              {broadcast::Opcode::text, R"({"op":"join","id":3,"room":"ops"})"}});
    std::vector<std::string> answers;
    for (const std::string& line : hear(salon, ana)) {
      if (!at(line, "/re").empty()) answers.push_back(at(line, "/re"));
    }
    std::sort(answers.begin(), answers.end());
    EXPECT_EQ(answers, (Lines{"1", "2", "3"}));
  }
}

TEST(ChatSeatsTest, WhoIsTooSlowIsToldWhatWasMissed) {
  wsd::Options options = unhurried();
  options.settings.log.retention = 16 << 10;
  options.settings.log.lag = 32 << 10;
  Salon salon(options, 2);
  for (const broadcast::ShardNumber shard : kTwoShards) {
    Guest& bob = salon.guest("/?echo=0&nick=bob");
    Guest& ana = salon.guest("/?seq=1", {}, shard);
    Guest& prog = greeted(salon, {}, shard);
    hear(salon, ana);
    ana.deaf(true);
    prog.deaf(true);
    for (int i = 0; i < 1'500; ++i) {
      bob.say(std::string(1'000, 'x'));
      if (i % 10 == 0) salon.settle();
    }
    salon.settle();
    ana.deaf(false);
    prog.deaf(false);
    std::uint64_t next = 0;
    int gaps = 0;
    for (const std::string& line : hear(salon, ana)) {
      std::uint64_t first = 0;
      std::uint64_t last = 0;
      if (std::sscanf(line.c_str(), "#%lu ", &first) == 1) {
        EXPECT_TRUE(next == 0 || first == next);
        next = first + 1;
      } else if (std::sscanf(line.c_str(),
                             "* You missed messages %lu-%lu; this connection was too slow.", &first,
                             &last) == 2) {
        EXPECT_EQ(first, next);
        next = last + 1;
        ++gaps;
      }
    }
    const std::uint64_t head = salon.shared().commons.rooms.find("lobby")->standing().head;
    EXPECT_EQ(next, head + 1);
    EXPECT_GE(gaps, 1);
    next = 0;
    gaps = 0;
    for (const std::string& line : hear(salon, prog)) {
      if (at(line, "/op") == "msg") {
        EXPECT_TRUE(next == 0 || at(line, "/seq") == std::to_string(next));
        next = std::stoul(at(line, "/seq")) + 1;
      } else if (at(line, "/op") == "gap") {
        EXPECT_EQ(at(line, "/from"), std::to_string(next));
        EXPECT_EQ(at(line, "/reason"), "slow");
        next = std::stoul(at(line, "/to")) + 1;
        ++gaps;
      }
    }
    EXPECT_EQ(next, head + 1);
    EXPECT_GE(gaps, 1);
    for (Guest* one : {&bob, &ana, &prog}) one->close(1000);
    salon.settle();
  }
}

// Away in one room is away in all of them, also in those entered later.
TEST(ChatSeatsTest, WhoIsAwayComesAway) {
  Salon salon(unhurried(), 2);
  Guest& bob = greeted(salon, R"(,"rooms":[{"room":"ops"}])", 1);
  Guest& ana = greeted(salon, R"(,"nick":"ana")");
  say(salon, ana, R"({"op":"away","on":true})");
  say(salon, ana, R"({"op":"join","room":"ops"})");
  const std::string who =
      only(say(salon, bob, R"({"op":"who","id":1,"room":"ops"})"), "presence").back();
  EXPECT_EQ(at(who, "/members/1"), R"({"id":"u2","nick":"ana","away":""})");
}

}  // namespace
}  // namespace chat::test
