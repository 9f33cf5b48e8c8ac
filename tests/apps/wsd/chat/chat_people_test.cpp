// Names and private messages, over one shard and over several.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/apps/wsd/chat/talk.h"

namespace chat::test {
namespace {

TEST(ChatPeopleTest, NamesThatLookAlikeAreOne) {
  Salon salon(unhurried(), 2);
  Guest& ana = salon.guest("/?nick=ana");
  Guest& bob = salon.guest("/", {}, 1);
  hear(salon, ana);
  hear(salon, bob);
  for (const char* nick : {"ana", "ANA", "аnа", "Ana"}) {
    EXPECT_EQ(say(salon, bob, std::string("/nick ") + nick),
              Lines{std::string("! The name ") + nick + " is taken."});
  }
  EXPECT_EQ(say(salon, bob, "/nick Server").size(), 1u);
  EXPECT_EQ(say(salon, bob, "/nick User 1").at(0).substr(0, 2), "! ");
  EXPECT_EQ(hear(salon, ana), Lines{});
  // One's own name may be written otherwise.
  EXPECT_EQ(say(salon, ana, "/nick Ana"), Lines{"* ana is now known as Ana."});
  ana.close(1000);
  salon.settle();
  hear(salon, bob);
  EXPECT_EQ(say(salon, bob, "/nick ana"), Lines{"* User 2 is now known as ana."});
}

TEST(ChatPeopleTest, ANameIsToldInEveryRoom) {
  Salon salon(unhurried(), 2);
  Guest& ana = salon.guest("/");
  Guest& bob = greeted(salon, R"(,"rooms":[{"room":"ops"},{"room":"lobby"}])", 1);
  say(salon, ana, "/join ops");
  hear(salon, bob);
  const Lines own = say(salon, ana, "/nick ana");
  EXPECT_EQ(own.size(), 2u);
  const Lines told = only(hear(salon, bob), "presence");
  ASSERT_EQ(told.size(), 2u);
  for (const std::string& one : told) {
    EXPECT_EQ(at(one, "/add/0/nick"), "ana");
    EXPECT_EQ(at(one, "/was"), "User 1");
  }
  say(salon, ana, "/set presence off");
  EXPECT_EQ(say(salon, ana, "/nick anna"), Lines{"* You are now known as anna."});
  EXPECT_EQ(say(salon, ana, "/nick anna"), Lines{"* You are now known as anna."});
}

TEST(ChatPeopleTest, AProgramThatComesBackHasItsNameAgain) {
  Salon salon(unhurried(), 2);
  Guest& old = greeted(salon, R"(,"nick":"ana","session":"s1-is-a-word-of-its-own")");
  Guest& other = greeted(salon, R"(,"nick":"bob","session":"s2-is-a-word-of-its-own")", 1);
  const Lines refused = say(salon, other, R"({"op":"nick","id":2,"nick":"ana"})");
  EXPECT_EQ(at(only(refused, "error").at(0), "/code"), "409");
  hear(salon, other);
  Guest& fresh = salon.json("/", 1);
  const Lines heard = say(
      salon, fresh, R"({"op":"hello","id":1,"nick":"Ana","session":"s1-is-a-word-of-its-own"})");
  EXPECT_EQ(at(only(heard, "welcome").at(0), "/user/nick"), "Ana");
  EXPECT_EQ(only(heard, "error"), Lines{});
  const Lines last = hear(salon, old);
  EXPECT_EQ(only(last, "nick").at(0), R"({"op":"nick","nick":""})");
  EXPECT_EQ(last.back().substr(0, 10), "close 4007");
  // No ghost of it is left, and the name is where it should be.
  const std::string people = only(say(salon, fresh, R"({"op":"who"})"), "presence").at(0);
  EXPECT_EQ(at(people, "/count"), "2");
  EXPECT_EQ(at(people, "/members/1/nick"), "Ana");
  say(salon, other, R"({"op":"dm","to":"ana","text":"there?"})");
  EXPECT_EQ(only(hear(salon, fresh), "dm").size(), 1u);
}

TEST(ChatPeopleTest, ATakenNameInHelloIsToldAfterTheWelcome) {
  Salon salon(unhurried());
  greeted(salon, R"(,"nick":"ana")");
  Guest& bob = salon.json("/");
  const Lines heard = say(salon, bob, R"({"op":"hello","id":1,"nick":"ANA"})");
  EXPECT_EQ(at(heard.at(0), "/op"), "welcome");
  EXPECT_EQ(at(heard.at(0), "/user/nick"), "User 2");
  EXPECT_EQ(at(heard.at(1), "/code"), "409");
  EXPECT_EQ(at(heard.at(1), "/re"), "");  // hello has had its answer
  EXPECT_EQ(at(only(say(salon, bob, R"({"op":"hello","id":2})"), "error").at(0), "/re"), "2");
}

TEST(ChatPeopleTest, PrivateMessagesAcrossShards) {
  Salon salon(unhurried(), 2);
  Guest& ana = salon.guest("/?nick=ana");
  Guest& bob = salon.guest("/?nick=bob", {}, 1);
  Guest& cyd = salon.guest("/");
  hear(salon, ana);
  hear(salon, cyd);
  hear(salon, bob);
  EXPECT_EQ(say(salon, bob, "/r hello?"), Lines{"! Nobody has written to you yet."});
  EXPECT_EQ(say(salon, ana, "/msg bob psst"), Lines{"to bob (private): psst"});
  EXPECT_EQ(hear(salon, bob), Lines{"ana (private): psst"});
  EXPECT_EQ(say(salon, bob, "/r yes?"), Lines{"to ana (private): yes?"});
  EXPECT_EQ(hear(salon, ana), Lines{"bob (private): yes?"});
  EXPECT_EQ(say(salon, ana, "/msg User 3 x"), Lines{"to User 3 (private): x"});
  EXPECT_EQ(hear(salon, cyd), Lines{"ana (private): x"});
  EXPECT_EQ(say(salon, ana, "/msg u3 y"), Lines{"to User 3 (private): y"});
  EXPECT_EQ(say(salon, cyd, "/r z"), Lines({"ana (private): y", "to ana (private): z"}));
  EXPECT_EQ(hear(salon, bob), Lines{});
  EXPECT_EQ(hear(salon, ana), Lines{"User 3 (private): z"});
}

TEST(ChatPeopleTest, PrivateMessagesThatCannotBe) {
  Salon salon(unhurried());
  Guest& ana = salon.guest("/?nick=ana");
  hear(salon, ana);
  EXPECT_EQ(say(salon, ana, "/msg ana x"), Lines{"! That is you."});
  EXPECT_EQ(say(salon, ana, "/msg User 1 x"), Lines{"! That is you."});
  EXPECT_EQ(say(salon, ana, "/msg zoe x"), Lines{"! There is nobody called zoe."});
  EXPECT_EQ(say(salon, ana, "/msg User 9 x"), Lines{"! There is nobody called User 9."});
  EXPECT_EQ(say(salon, ana, "/msg zoe"), Lines{"! Usage: /msg NAME TEXT"});
  EXPECT_EQ(say(salon, ana, "/msg zoe \x01"), Lines{"! There is nothing to say in that."});
}

TEST(ChatPeopleTest, WhatIsSentToTheAbsentWaits) {
  Salon salon(unhurried(), 2);
  Guest& ana = salon.guest("/?nick=ana");
  Guest& prog = greeted(salon, R"(,"nick":"prog")", 1);
  salon.guest("/?nick=bob", {}, 1).close(1000);
  salon.settle();
  hear(salon, ana);
  EXPECT_EQ(say(salon, ana, "/msg bob one"),
            (Lines{"* bob is not here; the message waits.", "to bob (private): one"}));
  salon.pass_day(61'000);
  const Lines acks = say(salon, prog, R"({"op":"dm","id":4,"to":"BOB","text":"two","cid":"c"})");
  EXPECT_EQ(at(only(acks, "ack").at(0), "/queued"), "true");
  salon.pass_day(3'600'000);
  Guest& back = salon.guest("/");
  hear(salon, back);
  EXPECT_EQ(say(salon, back, "/nick Bob"),
            (Lines{"2023-11-14 22:13:20 ana (private): one",
                   "2023-11-14 22:14:21 prog (private): two", "* User 4 is now known as Bob."}));
  EXPECT_EQ(say(salon, back, "/r thanks"), Lines{"to prog (private): thanks"});
  EXPECT_EQ(only(hear(salon, prog), "dm").size(), 1u);
}

TEST(ChatPeopleTest, WhatDoesNotFindRoomIsNotTakenForSent) {
  Salon salon(unhurried());
  Guest& ana = greeted(salon, R"(,"nick":"ana","session":"s-is-a-word-of-its-own")");
  salon.guest("/?nick=bob").close(1000);
  salon.settle();
  const std::string text(3'000, 'x');
  int sent = 0;
  Lines heard;
  for (; sent < 100; ++sent) {
    heard = say(salon, ana,
                R"({"op":"dm","id":1,"to":"bob","cid":"c)" + std::to_string(sent) +
                    R"(","text":")" + text + "\"}");
    if (!only(heard, "error").empty()) break;
  }
  ASSERT_LT(sent, 100);
  EXPECT_EQ(at(only(heard, "error").at(0), "/code"), "503");
  Guest& bob = greeted(salon, R"(,"nick":"bob")");
  salon.settle();
  // Sent again it is no duplicate, and no number was lost.
  heard =
      say(salon, ana,
          R"({"op":"dm","id":1,"to":"bob","text":"again","cid":"c)" + std::to_string(sent) + "\"}");
  const std::string ack = only(heard, "ack").at(0);
  EXPECT_EQ(at(ack, "/dup"), "");
  EXPECT_EQ(at(ack, "/seq"), std::to_string(sent + 1));
  EXPECT_EQ(at(only(hear(salon, bob), "dm").back(), "/text"), "again");
}

TEST(ChatPeopleTest, APrivateMessageIsKnownByItsCid) {
  Salon salon(unhurried(), 2);
  Guest& bob = greeted(salon, R"(,"nick":"bob")", 1);
  for (const bool again : {false, true}) {
    Guest& ana = greeted(salon, R"(,"nick":"ana","session":"s-is-a-word-of-its-own")");
    const Lines heard =
        say(salon, ana, R"({"op":"dm","id":1,"to":"bob","text":"once","cid":"c","echo":false})");
    EXPECT_EQ(at(only(heard, "ack").at(0), "/seq"), "1");
    EXPECT_EQ(at(only(heard, "ack").at(0), "/dup"), again ? "true" : "");
    EXPECT_EQ(only(heard, "dm"), Lines{});
    ana.hang_up();
    salon.settle();
  }
  EXPECT_EQ(only(hear(salon, bob), "dm").size(), 1u);
}

// ---- until they are read ----

Lines of_ana(const Lines& lines) {
  Lines some;
  for (const std::string& line : lines) {
    const auto from = line.find("ana (private): ");
    if (from != line.npos) some.push_back(line.substr(from));
  }
  return some;
}

// Its socket takes everything, and nobody is there.
TEST(ChatPeopleTest, WhatADeadLineSwallowedComesAgain) {
  Salon salon(unhurried(), 2);
  Guest& ana = greeted(salon, R"(,"nick":"ana")");
  for (const broadcast::ShardNumber shard : kTwoShards) {
    Guest& bob = salon.guest("/?nick=bob", {}, shard);
    bob.deaf(true);
    const Lines heard = say(salon, ana, R"({"op":"dm","id":1,"to":"bob","text":"hello"})");
    EXPECT_EQ(at(only(heard, "ack").at(0), "/queued"), "") << "as far as anybody knows he is here";
    EXPECT_EQ(salon.shared().commons.letterbox.waiting(), 1u);
    bob.abort();
    salon.settle();
    Guest& back = salon.guest("/?nick=Bob");
    EXPECT_EQ(of_ana(hear(salon, back)), Lines{"ana (private): hello"}) << shard;
    EXPECT_EQ(salon.shared().commons.letterbox.waiting(), 0u);
    back.close(1000);
    salon.settle();
    Guest& third = salon.guest("/?nick=bob");
    EXPECT_EQ(of_ana(hear(salon, third)), Lines{}) << "he has read it";
    third.close(1000);
    salon.settle();
  }
}

TEST(ChatPeopleTest, ASlowReaderGetsEachOnceAndInOrder) {
  Salon salon(unhurried(), 2);
  Guest& ana = greeted(salon, R"(,"nick":"ana")");
  Guest& bob = salon.guest("/?nick=bob", {}, 1);
  hear(salon, bob);
  Lines said;
  const auto send = [&](int count) {
    for (int i = 0; i < count; ++i) {
      const std::string text = std::to_string(said.size());
      ana.say(R"({"op":"dm","to":"bob","text":")" + text + "\"}");
      said.push_back("ana (private): " + text);
    }
    salon.settle();
  };
  for (int turn = 0; turn < 5; ++turn) {
    bob.deaf(true);
    send(20);
    bob.deaf(false);
    send(3);
    EXPECT_EQ(salon.shared().commons.letterbox.waiting(), 0u);
  }
  EXPECT_EQ(of_ana(hear(salon, bob)), said);
  bob.deaf(true);
  send(20);
  bob.abort();
  salon.settle();
  Guest& back = salon.guest("/?nick=bob");
  EXPECT_EQ(of_ana(hear(salon, back)), Lines(said.end() - 20, said.end()));
}

// The pong of a ping that was sent before a message says nothing about it.
TEST(ChatPeopleTest, AnOlderPongProvesNothing) {
  Salon salon(unhurried());
  Guest& ana = greeted(salon, R"(,"nick":"ana")");
  Guest& bob = salon.guest("/?nick=bob");
  bob.rude(true);
  bob.take();
  say(salon, ana, R"({"op":"dm","to":"bob","text":"one"})");
  const auto pings_of = [](const broadcast::Heard& heard) {
    std::vector<std::string> pings;
    for (const std::string& one : heard) {
      if (one.starts_with("ping ")) pings.push_back(one.substr(5));
    }
    return pings;
  };
  const auto first = pings_of(bob.take());
  ASSERT_EQ(first.size(), 1u);
  say(salon, ana, R"({"op":"dm","to":"bob","text":"two"})");
  say(salon, bob, "/ping");
  bob.send({{broadcast::Opcode::pong, first[0]}});
  salon.settle();
  EXPECT_EQ(salon.shared().commons.letterbox.waiting(), 1u) << "of the second nothing is proved";
  const auto second = pings_of(bob.take());
  ASSERT_EQ(second.size(), 1u);
  bob.send({{broadcast::Opcode::pong, second[0]}});
  salon.settle();
  EXPECT_EQ(salon.shared().commons.letterbox.waiting(), 0u);
}

TEST(ChatPeopleTest, WhatComesAgainAfterItWasReadDoesNotWait) {
  Salon salon(unhurried());
  Guest& bob = salon.guest("/?nick=bob");
  Guest& ana = greeted(salon, R"(,"nick":"ana")");
  const std::string words = R"({"op":"dm","id":1,"to":"bob","text":"once","cid":"c"})";
  EXPECT_EQ(at(only(say(salon, ana, words), "ack").at(0), "/queued"), "");
  bob.close(1000);
  salon.settle();
  const std::string again = only(say(salon, ana, words), "ack").at(0);
  EXPECT_EQ(at(again, "/dup"), "true");
  EXPECT_EQ(at(again, "/queued"), "");
  const std::string next = R"({"op":"dm","id":2,"to":"bob","text":"two","cid":"d"})";
  for (const bool dup : {false, true}) {
    const std::string ack = only(say(salon, ana, next), "ack").at(0);
    EXPECT_EQ(at(ack, "/dup"), dup ? "true" : "");
    EXPECT_EQ(at(ack, "/queued"), "true");
  }
}

TEST(ChatPeopleTest, WhoReadsNothingIsNotSentWithoutEnd) {
  Salon salon(unhurried());
  Guest& ana = greeted(salon, R"(,"nick":"ana")");
  Guest& bob = salon.guest("/?nick=bob");
  bob.rude(true);
  const std::size_t most = LetterboxLimits().letters_under_way / 2;
  for (std::size_t i = 0; i < most; ++i) ana.say(R"({"op":"dm","to":"bob","text":"x"})");
  EXPECT_TRUE(only(hear(salon, ana), "error").empty());
  const std::string error =
      only(say(salon, ana, R"({"op":"dm","id":1,"to":"bob","text":"x"})"), "error").at(0);
  EXPECT_EQ(at(error, "/code"), "503");
  EXPECT_EQ(at(error, "/temporary"), "true");
  EXPECT_NE(at(error, "/text").find("wait for bob already"), std::string::npos) << error;
}

TEST(ChatPeopleTest, OneAddressDoesNotFillThePlaceOfOthers) {
  Salon salon(unhurried());
  const LetterboxLimits limits;
  const std::size_t share = limits.total_bytes / limits.address_shares;
  const std::string text(limits.bytes_from_one / 2, 'x');
  int names = 0;
  // The first refusal, if one comes before so much was sent to names that are away.
  const auto refusal = [&](Guest& guest, std::size_t bytes) {
    for (std::size_t sent = 0; sent < bytes; sent += text.size()) {
      const std::string to = "gone" + std::to_string(++names);
      salon.shared().commons.letterbox.knows(to);
      const Lines heard =
          say(salon, guest,
              R"({"op":"dm","id":1,"echo":false,"to":")" + to + R"(","text":")" + text + "\"}");
      if (only(heard, "ack").empty()) return only(heard, "error").at(0);
    }
    return std::string();
  };
  const auto guest_from = [&](const char* address) -> Guest& {
    salon.come_from(*reactor::parse_ip(address));
    return greeted(salon);
  };
  Guest& ana = guest_from("203.0.113.7");
  Guest& twin = guest_from("203.0.113.7");
  EXPECT_EQ(refusal(ana, share / 2), "");
  const std::string error = refusal(twin, share);
  EXPECT_EQ(at(error, "/code"), "503");
  EXPECT_EQ(at(error, "/temporary"), "true");
  const std::string said = at(error, "/text");
  EXPECT_TRUE(said.starts_with("Not sent: unread private messages from your address take "));
  EXPECT_TRUE(said.ends_with(" of " + std::to_string(share) +
                             " bytes, and this one does not fit. Try again when some of them "
                             "have been read."))
      << said;
  EXPECT_NE(refusal(ana, 1), "");
  EXPECT_EQ(refusal(guest_from("203.0.113.8"), 1), "") << "another address";
  EXPECT_EQ(refusal(guest_from("127.0.0.1"), share + 1), "") << "this machine itself";
}

// It is on its way to a connection that ends in the same moment. Whether it arrived there nobody
// knows, so it may come again.
TEST(ChatPeopleTest, WhoLeavesWhileItIsUnderWayGetsItLater) {
  Salon salon(unhurried(), 2);
  Guest& ana = greeted(salon, R"(,"nick":"ana")");
  for (const broadcast::ShardNumber shard : kTwoShards) {
    Guest& bob = salon.guest("/?nick=bob", {}, shard);
    bob.say("/quit");
    ana.say(R"({"op":"dm","id":1,"to":"bob","text":"late"})");
    salon.settle();
    EXPECT_EQ(only(hear(salon, ana), "ack").size(), 1u);
    const Lines before = Salon::heard(bob);
    Guest& back = salon.guest("/?nick=bob");
    const Lines after = hear(salon, back);
    const auto late = [](const Lines& lines) {
      return std::count_if(lines.begin(), lines.end(), [](const std::string& line) {
        return line.find("ana (private): late") != line.npos;
      });
    };
    EXPECT_GE(late(before) + late(after), 1) << shard;
    EXPECT_LE(std::max(late(before), late(after)), 1) << shard;
    back.close(1000);
    salon.settle();
  }
}

}  // namespace
}  // namespace chat::test
