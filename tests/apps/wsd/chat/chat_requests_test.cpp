// What people do, in either form, rightly and wrongly.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/apps/wsd/chat/talk.h"

namespace chat::test {
namespace {

struct Case {
  std::string said;
  Lines heard;
};

const Case kCases[] = {
    {"", {}},
    {"  \t ", {}},
    {"hello", {"User 1: hello"}},
    {"two\nlines", {"User 1: two\n  lines"}},
    {"bell\x07 and \x1b[31mred", {"User 1: bell and [31mred"}},
    {"\x07", {"! There is nothing to say in that."}},
    {"//join", {"User 1: /join"}},
    {"/me waves", {"** User 1 waves"}},
    {"/me", {"! Usage: /me TEXT"}},
    {"/nick ana", {"* User 1 is now known as ana."}},
    {"/nick", {"! Usage: /nick NAME"}},
    {"/NICK Ana", {"* ana is now known as Ana."}},
    {"/nick ana", {"* Ana is now known as ana."}},
    {"/topic", {"* lobby has no topic."}},
    {"/topic deploys", {"* ana set the topic: deploys"}},
    {"/topic", {"* Topic of lobby: deploys"}},
    {"/topic -", {"* ana removed the topic."}},
    {"/topic " + std::string(501, 'x'), {"! limit 500"}},
    {"/away", {"* You were not away."}},
    {"/away lunch", {"* ana is away: lunch"}},
    {"/away", {"* ana is back."}},
    {"/away " + std::string(201, 'x'), {"! limit 200"}},
    {"/join", {"! Usage: /join ROOM"}},
    {"/join a b", {"! Usage: /join ROOM"}},
    {"/join -x",
     {"! A room's name is 1 to 64 of a-z, 0-9, '.', '_' and '-', and begins with a letter or "
      "digit."}},
    {"/join #OPS", {"* You are in ops, alone.", "ana has joined."}},
    {"/join lobby", {"* You are in lobby, alone."}},
    {"/switch ops", {"* You are in ops, alone."}},
    {"/switch dev", {"! You are not in dev. /join dev takes you there."}},
    {"/switch", {"! Usage: /switch ROOM"}},
    {"/leave dev", {"! You are not in dev. Join it first."}},
    {"/leave", {"* You have left ops. You are in lobby."}},
    {"/leave LOBBY", {"* You have left lobby. You are in no room; /join ROOM goes into one."}},
    {"hello?", {"! You are in no room. Join one first."}},
    {"/who", {"! You are in no room. Join one first."}},
    {"/join lobby", {"* You are in lobby, alone.", "ana has joined."}},
    {"/set echo off", {"* Echo is off."}},
    {"quiet", {}},
    {"/set echo on", {"* Echo is on."}},
    {"/set seq on", {"* Numbering of lines is on."}},
    {"x", {"#7 ana: x"}},
    {"/set time on", {"* Time of lines is on."}},
    {"x", {"#8 22:13:20 ana: x"}},
    {"/set time off", {"* Time of lines is off."}},
    {"/set seq off", {"* Numbering of lines is off."}},
    {"/set presence off", {"* Telling of joins and leaves is off."}},
    {"/away", {"* You were not away."}},
    {"/away tea", {"* You are away."}},
    {"/away", {"* You are back."}},
    {"/set presence on", {"* Telling of joins and leaves is on."}},
    {"/set echo", {"! Usage: /set echo|seq|time|presence on|off"}},
    {"/set volume on", {"! Usage: /set echo|seq|time|presence on|off"}},
    {"/history x", {"! Usage: /history [N]"}},
    {"/history 0", {"! Usage: /history [N]"}},
    {"/since", {"! Usage: /since SEQ"}},
    {"/since x", {"! Usage: /since SEQ"}},
    {"/search", {"! Usage: /search WORDS"}},
    {"/whois", {"! Usage: /whois NAME"}},
    {"/msg", {"! Usage: /msg NAME TEXT"}},
    {"/r", {"! Usage: /r TEXT"}},
    {"/foo", {"! Unknown command /foo. Try /help."}},
    {"/jion ops", {"! Unknown command /jion. Did you mean /join?"}},
    {"/help /quit", {"* /quit [REASON] - says goodbye."}},
    {"/help foo", {"! Unknown command /foo. Try /help."}},
};

TEST(ChatRequestsTest, EveryCommandRightAndWrong) {
  Salon salon(unhurried());
  Guest& ana = salon.guest("/");
  hear(salon, ana);
  for (const Case& one : kCases) EXPECT_EQ(say(salon, ana, one.said), one.heard) << one.said;
  const std::string help = say(salon, ana, "/help").at(0);
  EXPECT_EQ(std::count(help.begin(), help.end(), '\n'), 20);
  EXPECT_EQ(say(salon, ana, "/quit"), (Lines{"* Bye.", "close 1000 bye"}));
}

TEST(ChatRequestsTest, EveryOperationIsAnsweredOnce) {
  Salon salon(unhurried());
  greeted(salon, R"(,"nick":"bob")");
  Guest& ana = salon.json("/");
  int id = 0;
  const auto answer = [&](const std::string& fields, const std::string& room = {}) {
    ++id;
    const Lines heard =
        say(salon, ana, R"({"id":)" + std::to_string(id) + "," + fields + room + "}");
    std::string found;
    int answers = 0;
    for (const std::string& line : heard) {
      if (at(line, "/re") != std::to_string(id)) continue;
      ++answers;
      found = at(line, "/op") + " " + at(line, "/code");
    }
    EXPECT_EQ(answers, 1) << fields;
    return found;
  };
  EXPECT_EQ(answer(R"("op":"hello","nick":"ana")"), "welcome ");
  EXPECT_EQ(answer(R"("op":"hello")"), "error 409");
  EXPECT_EQ(answer(R"("op":"join","room":"ops")"), "joined ");
  EXPECT_EQ(answer(R"("op":"join","room":"ops")"), "joined ");
  EXPECT_EQ(answer(R"("op":"join","room":"ops","since":"all")"), "error 409");
  EXPECT_EQ(answer(R"("op":"join","room":"a b")"), "error 422");
  EXPECT_EQ(answer(R"("op":"join")"), "error 422");
  EXPECT_EQ(answer(R"("op":"msg","text":"x")"), "ack ");
  EXPECT_EQ(answer(R"("op":"msg","text":"x","room":"OPS")"), "ack ");
  EXPECT_EQ(answer(R"("op":"msg","text":"x","room":"dev")"), "error 403");
  EXPECT_EQ(answer(R"("op":"msg","text":"")"), "error 422");
  EXPECT_EQ(answer(R"("op":"msg")"), "error 422");
  EXPECT_EQ(answer(R"("op":"msg","data":{"a":[1]})"), "ack ");
  EXPECT_EQ(answer(R"("op":"msg","bin":"aGk=","echo":false)"), "ack ");
  EXPECT_EQ(answer(R"("op":"msg","bin":"?")"), "error 422");
  EXPECT_EQ(answer(R"("op":"me","text":"waves")"), "ack ");
  EXPECT_EQ(answer(R"("op":"dm","to":"bob","text":"x")"), "ack ");
  EXPECT_EQ(answer(R"("op":"dm","to":"u1","text":"x")"), "ack ");
  EXPECT_EQ(answer(R"("op":"dm","to":"zoe","text":"x")"), "error 404");
  EXPECT_EQ(answer(R"("op":"dm","to":"ana","text":"x")"), "error 422");
  EXPECT_EQ(answer(R"("op":"nick","nick":"anna")"), "nick ");
  EXPECT_EQ(answer(R"("op":"nick","nick":"bob")"), "error 409");
  EXPECT_EQ(answer(R"("op":"nick","nick":"a b")"), "error 422");
  EXPECT_EQ(answer(R"("op":"away","text":"lunch")"), "ok ");
  EXPECT_EQ(answer(R"("op":"away","on":true)"), "ok ");
  EXPECT_EQ(answer(R"("op":"away")"), "ok ");
  EXPECT_EQ(answer(R"("op":"topic","topic":"x")"), "ok ");
  EXPECT_EQ(answer(R"("op":"topic")"), "topic ");
  EXPECT_EQ(answer(R"("op":"rooms")"), "rooms ");
  EXPECT_EQ(answer(R"("op":"who")"), "presence ");
  EXPECT_EQ(answer(R"("op":"who","after":"x")"), "error 422");
  EXPECT_EQ(answer(R"("op":"whois","user":"bob")"), "whois ");
  EXPECT_EQ(answer(R"("op":"whois","user":"zoe")"), "error 404");
  EXPECT_EQ(answer(R"("op":"history")"), "history ");
  EXPECT_EQ(answer(R"("op":"search","q":"x")"), "search ");
  EXPECT_EQ(answer(R"("op":"typing","room":"ops")"), "ok ");
  EXPECT_EQ(answer(R"("op":"typing","room":"dev")"), "error 403");
  EXPECT_EQ(answer(R"("op":"set","echo":false)"), "ok ");
  EXPECT_EQ(answer(R"("op":"set")"), "error 422");
  EXPECT_EQ(answer(R"("op":"ping")"), "pong ");
  EXPECT_EQ(answer(R"("op":"stats")"), "stats ");
  EXPECT_EQ(answer(R"("op":"leave","room":"ops")"), "ok ");
  EXPECT_EQ(answer(R"("op":"leave","room":"ops")"), "error 403");
  EXPECT_EQ(answer(R"("op":"dance")"), "error 404");
  EXPECT_EQ(answer(R"("op":5)"), "error 400");
  EXPECT_EQ(answer(R"("op":"quit")"), "ok ");
  EXPECT_EQ(salon.front().chat().counters().errands, 0u);
}

TEST(ChatRequestsTest, ReadersDoNotSpeak) {
  Salon salon(unhurried());
  Guest& ana = greeted(salon, {}, 0, "/?ro=1");
  for (const char* request :
       {R"("op":"msg","text":"x")", R"("op":"me","text":"x")", R"("op":"typing")",
        R"("op":"topic","topic":"x")", R"("op":"dm","to":"u1","text":"x")"}) {
    const Lines heard = say(salon, ana, std::string(R"({"id":1,)") + request + "}");
    ASSERT_EQ(heard.size(), 1u) << request;
    EXPECT_EQ(at(heard[0], "/code"), "403");
  }
}

TEST(ChatRequestsTest, TheEchoByConnectionAndByMessage) {
  Salon salon(unhurried(), 2);
  Guest& bob = salon.guest("/", {}, 1);
  Guest& ana = greeted(salon);
  hear(salon, bob);
  const auto sees = [&](const std::string& fields) {
    const Lines heard = say(salon, ana, R"({"op":"msg","text":"x")" + fields + "}");
    EXPECT_EQ(hear(salon, bob), Lines{"User 2: x"});
    return only(heard, "msg").size();
  };
  EXPECT_EQ(sees(""), 1u);
  EXPECT_EQ(sees(R"(,"echo":false)"), 0u);
  say(salon, ana, R"({"op":"set","echo":false})");
  EXPECT_EQ(sees(""), 0u);
  EXPECT_EQ(sees(R"(,"echo":true)"), 1u);
  EXPECT_EQ(sees(""), 0u);
}

// What is not sent back stays so while its place in the room moves or is being taken.
TEST(ChatRequestsTest, TheEchoStaysAwayWhileViewsChange) {
  for (const broadcast::ShardNumber shard : kThreeShards) {
    Salon salon(unhurried(), 3);
    Guest& ana = salon.guest("/?echo=0", {}, shard);
    hear(salon, ana);
    ana.send({{broadcast::Opcode::text, "one"},
              {broadcast::Opcode::text, "/set seq on"},
              {broadcast::Opcode::text, "two"},
              {broadcast::Opcode::text, "/set time on"},
              {broadcast::Opcode::text, "three"},
              {broadcast::Opcode::text, "/set seq off"}});
    EXPECT_EQ(hear(salon, ana), (Lines{"* Numbering of lines is on.", "* Time of lines is on.",
                                       "* Numbering of lines is off."}));
    EXPECT_EQ(say(salon, ana, "four"), Lines{});
    Guest& bob = salon.json("/", shard);
    bob.send({{broadcast::Opcode::text, R"({"op":"hello"})"},
              {broadcast::Opcode::text, R"({"op":"msg","text":"five","echo":false})"}});
    EXPECT_EQ(only(hear(salon, bob), "msg"), Lines{});
    EXPECT_EQ(hear(salon, ana).back(), "22:13:20 User 2: five");
  }
}

// Who speaks at once is there before it is heard.
TEST(ChatRequestsTest, NobodyIsHeardBeforeTheyCame) {
  for (const broadcast::ShardNumber shard : kThreeShards) {
    Salon salon(unhurried(), 3);
    Guest& ana = salon.guest("/");
    hear(salon, ana);
    salon.newcomer(broadcast::upgrade_request("/") +
                       rfc6455::string_of(rfc6455::frames(rfc6455::Role::server,
                                                          {{broadcast::Opcode::text, "hello"}})),
                   shard);
    EXPECT_EQ(hear(salon, ana), (Lines{"User 2 has connected.", "User 2: hello"}));
  }
}

TEST(ChatRequestsTest, TypingIsToldToTheOthers) {
  Salon salon(unhurried(), 2);
  Guest& ana = greeted(salon, R"(,"nick":"ana")");
  Guest& bob = greeted(salon, {}, 1);
  Guest& cyd = greeted(salon);
  say(salon, cyd, R"({"op":"set","presence":false})");
  hear(salon, ana);
  hear(salon, bob);
  EXPECT_EQ(say(salon, ana, R"({"op":"typing","on":true})"), Lines{});
  EXPECT_EQ(hear(salon, bob),
            Lines{R"({"op":"typing","room":"lobby","from":{"id":"u1","nick":"ana"},"on":true})"});
  EXPECT_EQ(hear(salon, cyd), Lines{});
}

TEST(ChatRequestsTest, SentAgainItIsKnown) {
  Salon salon(unhurried(), 3);
  Guest& bob = salon.guest("/?seq=1");
  const std::string said = R"({"op":"msg","id":1,"text":"once","cid":"c1"})";
  for (const broadcast::ShardNumber shard : kThreeShards) {
    Guest& ana = greeted(salon, R"(,"session":"s1-is-a-word-of-its-own")", shard);
    const std::string ack = only(say(salon, ana, said), "ack").at(0);
    EXPECT_EQ(at(ack, "/seq"), "1");
    EXPECT_EQ(at(ack, "/cid"), "c1");
    EXPECT_EQ(at(ack, "/ts"), "1700000000000");
    EXPECT_EQ(at(ack, "/dup"), shard == 0 ? "" : "true");
    EXPECT_EQ(only(say(salon, ana, said), "ack").size(), 1u);
    salon.pass_day(5'000);
    ana.hang_up();
  }
  Guest& other = greeted(salon, R"(,"session":"s2-is-a-word-of-its-own")");
  EXPECT_EQ(at(only(say(salon, other, said), "ack").at(0), "/seq"), "2");
  const Lines heard = hear(salon, bob);
  EXPECT_EQ(std::count(heard.begin(), heard.end(), "#1 User 2: once"), 1);
  EXPECT_EQ(heard.back(), "#2 User 5: once");
}

// Whoever gets a text frame that is not UTF-8 has to end its connection.
TEST(ChatRequestsTest, AReasonIsCutBetweenTwoCharacters) {
  Salon salon(unhurried());
  Guest& watcher = greeted(salon);
  for (std::size_t plain = 95; plain <= 101; ++plain) {
    const std::string penguin = "\xF0\x9F\x90\xA7";
    for (const bool json : {false, true}) {
      Guest& ana = json ? greeted(salon) : salon.guest("/");
      hear(salon, watcher);
      const std::string why = std::string(plain, 'x') + penguin;
      say(salon, ana, json ? R"({"op":"quit","text":")" + why + "\"}" : "/quit " + why);
      const std::string expected =
          std::string(std::min<std::size_t>(plain, 100), 'x') + (plain <= 96 ? penguin : "");
      EXPECT_EQ(at(only(hear(salon, watcher), "presence").at(0), "/reason"), expected) << plain;
    }
  }
}

// It is told in every room: there a change costs a record, and there is one budget for all of them.
TEST(ChatRequestsTest, AChangeCostsWhatItCauses) {
  constexpr int kRooms = 8;
  wsd::Options options = unhurried();
  options.rate = {400, 1};
  Salon salon(options);
  Guest& ana = greeted(salon, R"(,"nick":"ana","rooms":[])");
  for (int i = 0; i < kRooms; ++i)
    say(salon, ana, R"({"op":"join","room":"r)" + std::to_string(i) + "\"}");
  const auto does = [&](const std::string& words) { return only(say(salon, ana, words), "error"); };
  int done = 0;
  Lines refused;
  for (; refused.empty() && done < 100; ++done)
    refused = does(R"({"op":"away","id":1,"text":")" + std::to_string(done) + "\"}");
  EXPECT_GE(done, 400 / kRooms);
  ASSERT_FALSE(refused.empty()) << "after " << done;
  EXPECT_EQ(at(refused[0], "/code"), "429");
  EXPECT_EQ(at(refused[0], "/re"), "1");
  EXPECT_NE(at(refused[0], "/text").find("in 8 rooms. Please wait "), std::string::npos)
      << refused[0];
  EXPECT_EQ(does(R"({"op":"nick","nick":"eva"})").size(), 1u);
  EXPECT_EQ(does(R"({"op":"set","presence":false})").size(), 1u);
  EXPECT_TRUE(does(R"({"op":"msg","room":"r1","text":"this costs one"})").empty());
  EXPECT_TRUE(does(R"({"op":"set","echo":false})").empty());
}

// Nobody tells it there, so it is answered.
TEST(ChatRequestsTest, InALargeRoomWhoChangesIsAnswered) {
  Salon salon(unhurried(), 2);
  for (std::size_t i = 0; i < kToldSinglyMax; ++i)
    salon.guest("/", {}, static_cast<broadcast::ShardNumber>(i % 2));
  Guest& ana = salon.guest("/");
  hear(salon, ana);
  EXPECT_EQ(say(salon, ana, "/away tea"), Lines{"* You are away."});
  EXPECT_EQ(say(salon, ana, "/nick ana"), Lines{"* You are now known as ana."});
  EXPECT_EQ(say(salon, ana, "/away"), Lines{"* You are back."});
}

TEST(ChatRequestsTest, ARoomTooManyIsNotOpened) {
  wsd::Options options = unhurried();
  options.settings.memberships_max = 2;
  Salon salon(options);
  Guest& ana = greeted(salon, R"(,"rooms":[{"room":"a"},{"room":"b"}])");
  const Lines heard = say(salon, ana, R"({"op":"join","id":1,"room":"c","history":5})");
  EXPECT_EQ(at(only(heard, "error").at(0), "/code"), "403");
  EXPECT_EQ(salon.shared().commons.rooms.find("c"), nullptr);
}

}  // namespace
}  // namespace chat::test
