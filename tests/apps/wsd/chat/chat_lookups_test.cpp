// What people ask: history, who is here, who is that, which rooms there are.
#include <gtest/gtest.h>

#include "apps/protocol/names.h"
#include "apps/wsd/chat/host.h"
#include "apps/wsd/chat/names.h"
#include "tests/apps/wsd/chat/talk.h"

namespace chat::test {
namespace {

TEST(ChatLookupsTest, EarlierMessages) {
  Salon salon(unhurried(), 2);
  Guest& ana = salon.guest("/?nick=ana&echo=0", {}, 1);
  hear(salon, ana);
  EXPECT_EQ(say(salon, ana, "/history"), Lines{"* No messages to show of lobby."});
  for (int i = 1; i <= 30; ++i) ana.say("number " + std::to_string(i));
  ana.say("/me waves");
  salon.settle();
  const auto line = [](int i) {
    return "\n#" + std::to_string(i) + " 2023-11-14 22:13:20 ana: number " + std::to_string(i);
  };
  EXPECT_EQ(say(salon, ana, "/history 2"),
            Lines{"* 2 messages of lobby; there are more." + line(30) +
                  "\n#31 2023-11-14 22:13:20 ** ana waves"});
  EXPECT_EQ(say(salon, ana, "/since 29"),
            Lines{"* 2 messages of lobby:" + line(30) + "\n#31 2023-11-14 22:13:20 ** ana waves"});
  EXPECT_EQ(say(salon, ana, "/since 31"), Lines{"* No messages to show of lobby."});
  const std::string all = say(salon, ana, "/since all").at(0);
  EXPECT_EQ(all.substr(0, all.find('\n')), "* 20 messages of lobby; there are more.");
  EXPECT_NE(all.find(line(1)), all.npos);
  EXPECT_EQ(say(salon, ana, "/search NUMBER 30"), Lines{"* 1 message found in lobby:" + line(30)});
  EXPECT_EQ(say(salon, ana, "/search nothing"), Lines{"* Nothing found in lobby."});
}

TEST(ChatLookupsTest, WhatIsTooLongForANameIsNotLookedFor) {
  Salon salon(unhurried());
  Guest& ana = salon.guest("/");
  hear(salon, ana);
  const std::string longest(protocol::kNickBytesMax, 'x');
  const Lines rule{"! " + std::string(protocol::kNickLengthRule)};
  EXPECT_EQ(say(salon, ana, "/whois " + longest),
            Lines{"! There is nobody called " + longest + " here."});
  EXPECT_EQ(say(salon, ana, "/whois " + longest + "x"), rule);
  EXPECT_EQ(say(salon, ana, "/msg " + longest + " hi"),
            Lines{"! There is nobody called " + longest + "."});
  EXPECT_EQ(say(salon, ana, "/msg " + longest + "x hi"), rule);
  Guest& program = greeted(salon, "");
  const Lines wrong =
      say(salon, program, R"({"op":"dm","id":2,"to":")" + longest + R"(x","text":"hi"})");
  EXPECT_EQ(at(only(wrong, "error").at(0), "/code"), "422");
}

// Both come in one turn: the first cannot be answered before the second is read.
TEST(ChatLookupsTest, OneSearchAtATime) {
  Salon salon(unhurried());
  Guest& ana = greeted(salon);
  say(salon, ana, R"({"op":"msg","room":"lobby","text":"needle"})");
  const auto search = [](int id) {
    return R"({"op":"search","id":)" + std::to_string(id) + R"(,"room":"lobby","q":"needle"})";
  };
  ana.say(search(1));
  const Lines heard = say(salon, ana, search(2));
  EXPECT_EQ(at(only(heard, "search").at(0), "/re"), "1");
  const Lines errors = only(heard, "error");
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(at(errors[0], "/re"), "2");
  EXPECT_EQ(at(errors[0], "/code"), "429");
  EXPECT_EQ(at(errors[0], "/temporary"), "true");
  EXPECT_EQ(at(errors[0], "/text"),
            "Not searched: your last search is still under way, and one at a time is allowed. Wait "
            "for its answer, then send this one again.");
  EXPECT_EQ(only(say(salon, ana, search(3)), "search").size(), 1u);
}

TEST(ChatLookupsTest, PagesOfHistory) {
  Salon salon(unhurried(), 2);
  Guest& ana = greeted(salon, R"(,"rooms":[{"room":"ops"}])", 1);
  for (int i = 1; i <= 10; ++i) {
    ana.say(R"({"op":"msg","room":"ops","text":")" + std::to_string(i) + "\"}");
  }
  hear(salon, ana);
  const auto ask = [&](const std::string& which) {
    const Lines heard =
        say(salon, ana, R"({"op":"history","id":9,"room":"OPS","limit":3,)" + which + "}");
    const std::string page = only(heard, "history").at(0);
    EXPECT_EQ(at(page, "/re"), "9");
    EXPECT_EQ(at(page, "/head"), "10");
    EXPECT_EQ(at(page, "/first"), "1");
    return at(page, "/items/0/seq") + "-" + at(page, "/items/2/seq") + " " + at(page, "/more");
  };
  EXPECT_EQ(ask(R"("latest":true)"), "8-10 true");
  EXPECT_EQ(ask(R"("before":4)"), "1-3 false");
  EXPECT_EQ(ask(R"("after":7)"), "8-10 false");
  EXPECT_EQ(ask(R"("after":0)"), "1-3 true");
  EXPECT_EQ(ask(R"("around":5)"), "4-6 true");
  const Lines wrong = say(salon, ana, R"({"op":"history","id":10,"room":"dev"})");
  EXPECT_EQ(at(only(wrong, "error").at(0), "/code"), "403");
}

TEST(ChatLookupsTest, WhoIsHere) {
  Salon salon(unhurried());
  Guest& ana = salon.guest("/?nick=ana");
  Guest& bob = salon.guest("/");
  hear(salon, ana);
  hear(salon, bob);
  EXPECT_EQ(say(salon, ana, "/who"), Lines{"* 2 in lobby: ana, User 2."});
  say(salon, bob, "/away lunch");
  EXPECT_EQ(hear(salon, ana), Lines{"* User 2 is away: lunch"});
  EXPECT_EQ(say(salon, ana, "/who LOBBY"), Lines{"* 2 in lobby: ana, User 2 (away)."});
  EXPECT_EQ(say(salon, ana, "/who ops"), Lines{"! You are not in ops. Join it first."});
  EXPECT_EQ(say(salon, ana, "/whois User 2"),
            Lines{"* User 2 is here since 2023-11-14 22:13:20 UTC; in lobby; away: lunch"});
  EXPECT_EQ(say(salon, bob, "/whois ana"),
            Lines{"* ana is User 1, here since 2023-11-14 22:13:20 UTC; in lobby."});
  say(salon, bob, "/leave");
  EXPECT_EQ(say(salon, bob, "/whois ana"),
            Lines{"* ana is User 1, here since 2023-11-14 22:13:20 UTC."});
  EXPECT_EQ(say(salon, bob, "/whois zoe"), Lines{"! There is nobody called zoe here."});
}

// The page itself; differences may come at any time.
std::string full(const Lines& heard) {
  for (const std::string& line : heard) {
    if (at(line, "/full") == "true") return line;
  }
  return {};
}

// Who are members of rooms without being connected here: only the room knows them.
void people(Salon& salon, UserNumber first, UserNumber last) {
  broadcast::Shard& shard = salon.shard();
  for (UserNumber number = first; number <= last; ++number) {
    shard.publish(enter(shard, "lobby"), broadcast::Opcode::text,
                  pack(Happening{.kind = Happening::Kind::joined, .person = {number, {}}}));
  }
  salon.settle();
}

TEST(ChatLookupsTest, ThousandsInPages) {
  Salon salon(unhurried());
  Guest& ana = greeted(salon);
  people(salon, 1'001, 4'000);
  std::string after = "u0";
  std::size_t seen = 0;
  std::size_t pages = 0;
  for (std::string more = "true"; more == "true"; ++pages) {
    const std::string page =
        full(say(salon, ana, R"({"op":"who","limit":1000000,"after":")" + after + R"("})"));
    EXPECT_EQ(at(page, "/count"), "3001");
    std::size_t here = 0;
    for (auto next = page.find("\"id\""); next != page.npos; next = page.find("\"id\"", next + 1)) {
      ++here;
    }
    after = at(page, "/members/" + std::to_string(here - 1) + "/id");
    seen += here;
    more = at(page, "/more");
  }
  EXPECT_EQ(seen, 3'001u);
  EXPECT_EQ(pages, 4u);
  EXPECT_EQ(after, "u4000");
  Guest& bob = salon.guest("/");
  hear(salon, bob);
  const std::string who = say(salon, bob, "/who").at(0);
  EXPECT_NE(who.find(" and 2802 more."), who.npos);
}

// The last page is no page with more after it, though it is a full one.
TEST(ChatLookupsTest, AFullLastPage) {
  Salon salon(unhurried());
  Guest& ana = greeted(salon);
  people(salon, 1'001, 1'003);
  const auto ask = [&](const char* after) {
    return full(say(salon, ana, std::string(R"({"op":"who","limit":2,"after":")") + after + "\"}"));
  };
  EXPECT_EQ(at(ask("u0"), "/more"), "true");
  EXPECT_EQ(at(ask("u1001"), "/more"), "false");
  EXPECT_EQ(at(ask("u1001"), "/members/1/id"), "u1003");
}

TEST(ChatLookupsTest, Rooms) {
  Salon salon(unhurried(), 2);
  Guest& ana = salon.guest("/r/ops");
  say(salon, ana, "/topic all things");
  Guest& bob = greeted(salon, R"(,"rooms":[{"room":"ops"},{"room":"dev"},{"room":"design"}])", 1);
  hear(salon, ana);
  EXPECT_EQ(say(salon, ana, "/rooms"), Lines{"* 3 rooms:\n  design (1)\n  dev (1)\n"
                                             "  ops (2) all things"});
  EXPECT_EQ(say(salon, ana, "/rooms D"), Lines{"* 2 rooms:\n  design (1)\n  dev (1)"});
  EXPECT_EQ(say(salon, ana, "/rooms x"), Lines{"* There are no such rooms."});
  const auto page = [&](const std::string& fields) {
    return only(say(salon, bob, R"({"op":"rooms","id":1,"limit":2)" + fields + "}"), "rooms").at(0);
  };
  EXPECT_EQ(at(page(""), "/rooms/1/room"), "dev");
  EXPECT_EQ(at(page(""), "/more"), "true");
  EXPECT_EQ(at(page(R"(,"after":"dev")"), "/rooms/0"),
            R"({"room":"ops","members":2,"seq":0,"topic":"all things"})");
  EXPECT_EQ(at(page(R"(,"after":"dev")"), "/more"), "false");
}

// Rooms that exist cost nothing, and neither do those of this machine itself.
TEST(ChatLookupsTest, NewRoomsOfAnAddressAreLimited) {
  wsd::Options options = unhurried();
  options.new_rooms = {2, 2, std::chrono::minutes(1)};
  Salon salon(options);
  const auto guest_from = [&](const char* address) -> Guest& {
    salon.come_from(*reactor::parse_ip(address));
    Guest& guest = salon.guest("/");
    hear(salon, guest);
    return guest;
  };
  const auto refusal = [&](Guest& guest, const std::string& room) {
    for (const std::string& line : say(salon, guest, "/join " + room)) {
      if (line.starts_with("!")) return line;
    }
    return std::string();
  };
  Guest& here = guest_from("127.0.0.1");
  for (const char* room : {"here1", "here2", "here3"}) EXPECT_EQ(refusal(here, room), "");
  Guest& ana = guest_from("203.0.113.7");
  Guest& bob = guest_from("203.0.113.7");
  EXPECT_EQ(refusal(ana, "new1"), "");
  EXPECT_EQ(refusal(bob, "new2"), "");
  const std::string begin =
      "! Not joined: from your address too many new rooms were opened (limit 2 a minute, "
      "--new-rooms). Join a room that exists, or try again in ";
  EXPECT_TRUE(refusal(ana, "new3").starts_with(begin));
  EXPECT_EQ(refusal(ana, "new2"), "");
  EXPECT_EQ(refusal(ana, "here1"), "");
  Guest& eva = guest_from("203.0.113.8");
  EXPECT_EQ(refusal(eva, "new3"), "") << "another address";
}

TEST(ChatLookupsTest, PingAndStats) {
  Salon salon(unhurried());
  Guest& ana = salon.guest("/");
  hear(salon, ana);
  const Lines pong = say(salon, ana, "/ping");
  ASSERT_EQ(pong.size(), 1u);
  EXPECT_EQ(pong[0].substr(0, 24), "* Pong. There and back: ");
  EXPECT_EQ(say(salon, ana, "/stats").at(0).substr(0, 11), "* Here for ");
  EXPECT_NE(say(salon, ana, "/stats").at(0).find("You are in 1 room; on this server: 1 person."),
            std::string::npos);
  Guest& bob = greeted(salon);
  EXPECT_EQ(at(say(salon, bob, R"({"op":"ping","id":1})").at(0), "/re"), "1");
  EXPECT_EQ(at(say(salon, bob, R"({"op":"stats","id":2})").at(0), "/people"), "2");
}

}  // namespace
}  // namespace chat::test
