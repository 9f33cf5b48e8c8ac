// The rooms whose home is a shard: one order, one wording for each form, gathered lines.
#include "apps/wsd/chat/host.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "tests/apps/wsd/chat/talk.h"

namespace chat::test {
namespace {

// People without connections: only the room knows them.
void come_and_go(Salon& salon, Happening::Kind kind, UserNumber first, UserNumber last) {
  broadcast::Shard& shard = salon.shard();
  for (UserNumber number = first; number <= last; ++number) {
    shard.publish(enter(shard, "lobby"), broadcast::Opcode::text,
                  pack(Happening{.kind = kind, .person = {number, {}}}));
  }
}

// What a guest hears until one of the lines is like that: gathered lines take their time.
Lines hear_until(Salon& salon, Guest& guest, std::string_view like) {
  Lines all;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (std::chrono::steady_clock::now() < deadline) {
    for (std::string& line : hear(salon, guest)) all.push_back(std::move(line));
    const bool found = std::any_of(all.begin(), all.end(), [&](const std::string& line) {
      return line.find(like) != line.npos;
    });
    if (found) return all;
  }
  ADD_FAILURE() << "nobody said " << like;
  return all;
}

TEST(HostTest, AThousandJoinsAreAHandfulOfLines) {
  Salon salon(unhurried(), 2);
  Guest& ana = salon.guest("/");
  Guest& prog = greeted(salon, {}, 1);
  hear(salon, ana);
  hear(salon, prog);
  come_and_go(salon, Happening::Kind::joined, 1'001, 2'000);
  const Lines lines = hear_until(salon, ana, "* 952 joined.");
  EXPECT_EQ(lines.size(), 49u);  // up to 50 members each has a line
  const Lines told = only(hear(salon, prog), "presence");
  ASSERT_EQ(told.size(), 49u);
  EXPECT_EQ(at(told.back(), "/joined"), "952");
  EXPECT_EQ(at(told.back(), "/count"), "1002");
  EXPECT_EQ(at(told[0], "/add/0/id"), "u1001");
  come_and_go(salon, Happening::Kind::left, 1'001, 1'010);
  come_and_go(salon, Happening::Kind::joined, 3'001, 3'002);
  EXPECT_EQ(hear_until(salon, ana, "* 2 joined, 10 left."), Lines{"* 2 joined, 10 left."});
  const Lines few = only(hear(salon, prog), "presence");
  ASSERT_EQ(few.size(), 1u);
  EXPECT_EQ(at(few[0], "/add/1/id"), "u3002");
  EXPECT_EQ(at(few[0], "/del/9"), "u1010");
  EXPECT_EQ(at(few[0], "/count"), "994");
}

// Whoever comes and goes within the time is not worth a line.
TEST(HostTest, WhoCameAndWentIsNotTold) {
  Salon salon(unhurried());
  Guest& ana = salon.guest("/");
  come_and_go(salon, Happening::Kind::joined, 1'001, 1'100);
  hear_until(salon, ana, " joined.");
  come_and_go(salon, Happening::Kind::joined, 2'001, 2'100);
  come_and_go(salon, Happening::Kind::left, 2'001, 2'099);
  EXPECT_EQ(hear_until(salon, ana, " joined."), Lines{"* 1 joined."});
}

// Text in four views and JSON, all in one room: each hears the same messages in its own words.
TEST(HostTest, EveryFormSaysTheSame) {
  Salon salon(unhurried(), 2);
  Guest& plain = salon.guest("/?nick=ana");
  Guest& other = salon.guest("/?seq=1", {}, 1);
  Guest& prog = greeted(salon, {}, 1);
  say(salon, other, "/join ops");
  say(salon, other, "/set time on");
  Guest& deflated = salon.guest("/", broadcast::kDeflateOffer);
  hear(salon, deflated);
  hear(salon, other);
  hear(salon, prog);
  hear(salon, plain);
  EXPECT_EQ(say(salon, plain, "hi"), Lines{"ana: hi"});
  EXPECT_EQ(hear(salon, other), Lines{"#1 22:13:20 [lobby] ana: hi"});
  EXPECT_EQ(hear(salon, deflated), Lines{"ana: hi"});
  EXPECT_EQ(hear(salon, prog),
            Lines{R"({"op":"msg","room":"lobby","seq":1,"from":{"id":"u1","nick":"ana"},)"
                  R"("text":"hi","ts":1700000000000})"});
}

TEST(HostTest, ChatRoomsAndRawRoomsOfOneNameAreTwo) {
  Salon salon(unhurried());
  Guest& ana = salon.guest("/r/ops");
  Guest& raw = salon.guest("/raw/ops");
  hear(salon, ana);
  EXPECT_EQ(say(salon, raw, "bytes"), Lines{"bytes"});
  EXPECT_EQ(hear(salon, ana), Lines{});
  EXPECT_EQ(say(salon, ana, "words"), Lines{"User 1: words"});
  EXPECT_EQ(hear(salon, raw), Lines{});
  EXPECT_EQ(chat_name(salon.shard().room_name(enter(salon.shard(), "ops"))), "ops");
}

}  // namespace
}  // namespace chat::test
