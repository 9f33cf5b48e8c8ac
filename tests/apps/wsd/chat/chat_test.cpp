// The turn of the chat: who comes and goes, who is too fast, what the operator says.
#include "apps/wsd/chat/chat.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/apps/wsd/chat/talk.h"

namespace chat::test {
namespace {

TEST(ChatTest, TheTranscriptOfTheTutorials) {
  Salon salon(unhurried());
  Guest& first = salon.guest("/");
  EXPECT_EQ(hear(salon, first), Lines{"User 1 has connected."});
  Guest& second = salon.guest("/");
  EXPECT_EQ(hear(salon, first), Lines{"User 2 has connected."});
  EXPECT_EQ(hear(salon, second), Lines{"User 2 has connected."});
  EXPECT_EQ(say(salon, first, "hello"), Lines{"User 1: hello"});
  EXPECT_EQ(hear(salon, second), Lines{"User 1: hello"});
  second.close(1000);
  EXPECT_EQ(hear(salon, first), Lines{"User 2 has disconnected."});
}

TEST(ChatTest, TheWelcomeSaysWhoOneIsAndHowManyAreThere) {
  wsd::Options options;
  Salon salon(options);
  EXPECT_EQ(hear(salon, salon.guest("/")).front(),
            "Welcome to wsd. You are User 1; nobody else is here. Type /help for commands.");
  salon.guest("/?room=ops");
  EXPECT_EQ(hear(salon, salon.guest("/?nick=ana")).front(),
            "Welcome to wsd. You are ana; 1 other is here. Type /help for commands.");
  options.welcome = "{room}, {name}!"_text;
  salon.set_options(options);
  EXPECT_EQ(hear(salon, salon.guest("/r/Ops")).front(), "ops, User 4!");
}

TEST(ChatTest, WhoVanishesIsGoneFromEveryRoom) {
  Salon salon(unhurried(), 2);
  Guest& ana = salon.guest("/?nick=ana");
  Guest& bob = salon.guest("/?nick=bob", {}, 1);
  say(salon, bob, "/join ops");
  say(salon, ana, "/join ops");
  hear(salon, ana);
  bob.hang_up();
  Lines heard = hear(salon, ana);
  std::sort(heard.begin(), heard.end());  // of two rooms
  EXPECT_EQ(heard, (Lines{"[lobby] bob has disconnected.", "bob has disconnected."}));
  EXPECT_EQ(say(salon, ana, "/who"), Lines{"* 1 in ops: ana."});
  EXPECT_EQ(say(salon, ana, "/whois bob"), Lines{"! There is nobody called bob here."});
}

TEST(ChatTest, AWishOfTheAddressThatCannotBeHadIsTold) {
  Salon salon(unhurried());
  salon.guest("/?nick=ana");
  EXPECT_EQ(hear(salon, salon.guest("/?nick=Ana")),
            (Lines{"! The name Ana is taken.", "User 2 has connected."}));
}

TEST(ChatTest, TheAddressSaysHowOneSeesThings) {
  Salon salon(unhurried());
  Guest& ana = salon.guest("/?nick=ana&seq=1&echo=0");
  Guest& bob = salon.guest("/?room=Lobby&nick=bob&ro=1");
  hear(salon, ana);
  hear(salon, bob);
  EXPECT_EQ(say(salon, ana, "one"), Lines{});
  EXPECT_EQ(hear(salon, bob), Lines{"ana: one"});
  EXPECT_EQ(say(salon, bob, "two"), Lines{"! You are here to read only."});
  EXPECT_EQ(say(salon, bob, "/topic two"), Lines{"! You are here to read only."});
  EXPECT_EQ(say(salon, bob, "/msg ana two"), Lines{"! You are here to read only."});
  EXPECT_EQ(say(salon, bob, "/topic"), Lines{"* lobby has no topic."});
  say(salon, ana, "/set echo on");
  EXPECT_EQ(say(salon, ana, "three"), Lines{"#2 ana: three"});
  EXPECT_EQ(hear(salon, salon.guest("/?since=all&seq=1&nick=cyd")),
            (Lines{"#1 ana: one", "#2 ana: three", "cyd has connected."}));
  EXPECT_EQ(hear(salon, salon.guest("/?since=1&seq=1&nick=dan")).front(), "#2 ana: three");
}

TEST(ChatTest, ABinaryMessageIsRefused) {
  Salon salon(unhurried());
  Guest& ana = salon.guest("/");
  Guest& bob = greeted(salon);
  hear(salon, ana);
  ana.send({{broadcast::Opcode::binary, "x"}});
  bob.send({{broadcast::Opcode::binary, "x"}});
  EXPECT_EQ(hear(salon, ana), Lines{"! This room takes text."});
  EXPECT_EQ(at(hear(salon, bob).at(0), "/text"), "This room takes text.");
}

TEST(ChatTest, AMessageThatIsTooLargeEndsTheConnection) {
  Salon salon(unhurried());
  Guest& ana = salon.guest("/?nick=ana");
  Guest& bob = salon.guest("/");
  hear(salon, ana);
  hear(salon, bob);
  EXPECT_EQ(say(salon, ana, std::string(65'537, 'x')), Lines{"close 1009 limit 65536"});
  EXPECT_EQ(hear(salon, bob), Lines{"ana has disconnected."});
}

// All in one write, and therefore at one time.
std::vector<rfc6455::Frame> many(std::size_t count, const std::string& text,
                                 broadcast::Opcode opcode = broadcast::Opcode::text) {
  return std::vector<rfc6455::Frame>(count, rfc6455::Frame{opcode, text});
}

TEST(ChatTest, WhoIsTooFastIsToldAndThenClosed) {
  wsd::Options options = unhurried();
  options.rate = {3, 1};
  Salon salon(options);
  Guest& ana = salon.guest("/");
  Guest& bob = salon.guest("/");
  hear(salon, ana);
  hear(salon, bob);
  ana.send(many(5, "hi"));
  const Lines heard = hear(salon, ana);
  ASSERT_EQ(heard.size(), 5u);
  EXPECT_EQ(hear(salon, bob), Lines(3, "User 1: hi"));
  EXPECT_EQ(heard[0].substr(0, 54), "! That was too fast and was not sent. Please wait 1000");
  EXPECT_EQ(salon.front().chat().counters().limited, 2u);

  Guest& cyd = salon.guest("/");
  cyd.send(many(100, "x", broadcast::Opcode::binary));
  EXPECT_EQ(hear(salon, cyd).back(), "close 4129 rate limit");
}

TEST(ChatTest, TooFastIsTemporaryForPrograms) {
  wsd::Options options = unhurried();
  options.rate = {2, 1};
  Salon salon(options);
  Guest& ana = greeted(salon);
  ana.send(many(3, R"({"op":"msg","id":7,"text":"x"})"));
  const Lines errors = only(hear(salon, ana), "error");
  ASSERT_GE(errors.size(), 1u);
  EXPECT_EQ(at(errors[0], "/re"), "7");
  EXPECT_EQ(at(errors[0], "/code"), "429");
  EXPECT_EQ(at(errors[0], "/error"), "rate_limited");
  EXPECT_EQ(at(errors[0], "/temporary"), "true");
}

TEST(ChatTest, TheServerSpeaks) {
  Salon salon(unhurried(), 2);
  Guest& ana = salon.guest("/r/ops");
  Guest& bob = salon.guest("/r/dev", {}, 1);
  hear(salon, ana);
  hear(salon, bob);
  Chat& chat = salon.front().chat();
  chat.say("ops", "one\x01"_text);
  chat.say("dev", "two"_text, "cron");
  EXPECT_EQ(hear(salon, ana), Lines{"Server: one"});
  EXPECT_EQ(hear(salon, bob), Lines{"cron: two"});
  EXPECT_EQ(chat.say_everywhere("three"_text), 2u);
  EXPECT_EQ(hear(salon, ana), Lines{"Server: three"});
  EXPECT_EQ(hear(salon, bob), Lines{"Server: three"});
  chat.inform("four"_text);
  EXPECT_EQ(hear(salon, ana), Lines{"* four"});
  EXPECT_EQ(hear(salon, bob), Lines{});
  EXPECT_EQ(say(salon, ana, "/history").at(0),
            "* 2 messages of ops:\n#1 2023-11-14 22:13:20 Server: one\n"
            "#2 2023-11-14 22:13:20 Server: three");
  EXPECT_EQ(chat.counters().errands, 0u);
}

TEST(ChatTest, OutcomesAreTakenByWhoeverAsked) {
  Salon salon(unhurried());
  broadcast::Shard& shard = salon.shard();
  Chat& chat = salon.front().chat();
  const Ticket said = chat.say("lobby", "kept"_text);
  shard.wait({});
  while (const auto event = shard.next()) chat.handle(*event);
  const Ticket read = chat.read("lobby", {});
  chat.finish_turn();
  shard.flush();
  const auto kept = chat.next_outcome();
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->ticket, said);
  EXPECT_EQ(std::get<Kept>(kept->what).seq, 1u);
  const auto page = chat.next_outcome();
  ASSERT_TRUE(page);
  EXPECT_EQ(page->ticket, read);
  EXPECT_EQ(std::get<Page>(page->what).messages.at(0).text, "kept");
  EXPECT_FALSE(chat.next_outcome());
}

// What was asked on behalf of those who left is forgotten when it is answered.
TEST(ChatTest, NothingIsKeptForThoseWhoLeft) {
  Salon salon(unhurried(), 3);
  for (int i = 0; i < 30; ++i) {
    Guest& ana = salon.json("/", static_cast<broadcast::ShardNumber>(i % 3));
    ana.send({{broadcast::Opcode::text, R"({"op":"hello","rooms":[{"room":"a","since":"all"}]})"},
              {broadcast::Opcode::text, R"({"op":"msg","id":1,"room":"a","text":"x"})"},
              {broadcast::Opcode::text, R"({"op":"history","id":2,"room":"a"})"},
              {broadcast::Opcode::text, R"({"op":"search","id":3,"room":"a","q":"x"})"}});
    if (i % 2 == 0) salon.round();
    if (i % 3 == 0) ana.write_some();
    ana.hang_up();
  }
  salon.settle();
  for (broadcast::ShardNumber shard = 0; shard < 3; ++shard) {
    EXPECT_EQ(salon.front(shard).chat().counters().errands, 0u);
    EXPECT_EQ(salon.front(shard).chat().counters().members, 0u);
  }
  EXPECT_EQ(salon.shared().commons.directory.count(), 0u);
  EXPECT_EQ(salon.shared().commons.rooms.find("a")->members(), 0u);
}

TEST(ChatTest, NothingIsHeardOfWhoHasQuit) {
  Salon salon(unhurried());
  Guest& ana = salon.guest("/?nick=ana");
  Guest& bob = salon.guest("/");
  hear(salon, bob);
  hear(salon, ana);
  ana.send({{broadcast::Opcode::text, "one"},
            {broadcast::Opcode::text, "/quit good night"},
            {broadcast::Opcode::text, "two"}});
  salon.settle();
  EXPECT_EQ(hear(salon, bob), (Lines{"ana: one", "ana has disconnected (good night)."}));
  const Lines heard = Salon::heard(ana);
  EXPECT_NE(std::find(heard.begin(), heard.end(), "close 1000 bye"), heard.end());
}

}  // namespace
}  // namespace chat::test
