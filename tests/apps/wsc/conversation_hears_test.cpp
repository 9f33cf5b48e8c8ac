// What the server says and what is told of it: once each, in order, never silence.
#include <gtest/gtest.h>

#include <random>

#include "tests/apps/wsc/talking.h"

namespace wsc {
namespace {

TEST(Hearing, MessagesAreToldOnce) {
  Talking one;
  one.begin();
  one.msg(11, "a");
  one.msg(12, "b");
  one.msg(11, "a");
  one.msg(12, "b");
  EXPECT_EQ(one.told(), "[lobby] bob: a\n[lobby] bob: b\n");
}

TEST(Hearing, AHoleThatNobodyExplainsIsAGap) {
  Talking one;
  one.begin();
  one.msg(11, "a");
  one.msg(15, "b");
  EXPECT_EQ(one.told(),
            "[lobby] bob: a\ngap [lobby] You missed messages 12-14; the server does not say why.\n"
            "[lobby] bob: b\n");
}

TEST(Hearing, AHoleThatIsExplainedIsOneGap) {
  Talking one;
  one.begin();
  one.hear(R"({"op":"gap","room":"lobby","epoch":"e1","from":11,"to":14,"reason":"retention"})");
  one.msg(15, "b");
  one.hear(R"({"op":"gap","room":"lobby","epoch":"e1","from":16,"to":16,"reason":"slow"})");
  one.hear(R"({"op":"gap","room":"lobby","epoch":"e1","from":17,"to":19,"reason":"restart"})");
  one.msg(20, "c");
  EXPECT_EQ(one.told(),
            "gap [lobby] You missed messages 11-14; they are no longer kept.\n[lobby] bob: b\n"
            "gap [lobby] You missed message 16; this connection was too slow.\n"
            "gap [lobby] You may have missed messages; the server ended without warning.\n"
            "[lobby] bob: c\n");
}

TEST(Hearing, ARoomThatBeganAnew) {
  Talking one;
  one.begin();
  one.msg(11, "a");
  one.talk.lost();
  one.told();
  one.talk.opened(one.now);
  one.hear(kWelcome);
  one.hear(R"({"op":"joined","room":"lobby","epoch":"e2","seq":2,"members":2,"recovered":false})");
  one.hear(R"({"op":"gap","room":"lobby","epoch":"e2","from":0,"to":0,"reason":"epoch"})");
  one.msg(1, "new");
  one.msg(2, "world");
  EXPECT_EQ(one.told(),
            "gap [lobby] You may have missed messages; the room's numbers began anew.\n"
            "[lobby] bob: new\n[lobby] bob: world\n");
  one.talk.lost();
  one.talk.opened(one.now);
  EXPECT_NE(one.sent().find(R"("since":{"epoch":"e2","seq":2})"), std::string::npos);
}

// Nothing was ever said in it: a server that keeps messages had nothing to keep, and nothing is
// missing.
TEST(Hearing, ARoomThatBeganAnewAndLacksNothing) {
  Talking one;
  one.begin();
  one.hear(R"({"op":"joined","room":"ops","epoch":"e1","seq":0,"members":1})");
  one.talk.lost();
  one.told();
  one.talk.opened(one.now);
  one.hear(kWelcome);
  one.hear(kJoined);
  one.hear(R"({"op":"joined","room":"ops","epoch":"e2","seq":1,"members":2,"recovered":true})");
  one.hear(R"({"op":"msg","room":"ops","seq":1,"from":{"id":"u2","nick":"bob"},"text":"new"})");
  EXPECT_EQ(one.told(), "[ops] bob: new\n");
}

TEST(Hearing, HistoryComesBeforeWhatIsNew) {
  Talking one({.history = 2});
  one.talk.opened(one.now);
  one.sent();
  one.hear(kWelcome);
  one.hear(kJoined);
  EXPECT_EQ(one.sent(), R"({"op":"history","id":2,"room":"lobby","before":11,"limit":2})"
                        "\n");
  one.msg(11, "new");
  EXPECT_EQ(one.told(), "info Welcome.\ninfo [lobby] You are in lobby.\n");
  one.hear(
      R"({"op":"history","re":2,"room":"lobby","items":[{"op":"msg","room":"lobby","seq":10,"from":{"id":"u2","nick":"bob"},"text":"old"}]})");
  EXPECT_EQ(one.told(), "[lobby] bob: old (old)\n[lobby] bob: new\n");
}

TEST(Hearing, HistoryThatCannotBeHadHoldsNothingUp) {
  for (const bool refused : {true, false}) {
    Talking one({.history = 2});
    one.talk.opened(one.now);
    one.hear(kWelcome);
    one.hear(kJoined);
    one.sent();
    one.msg(11, "new");
    one.told();
    if (refused) {
      one.hear(
          R"({"op":"error","re":2,"code":503,"error":"unavailable","text":"No.","temporary":true})");
    } else {
      one.talk.lost();
    }
    EXPECT_EQ(one.told(), "[lobby] bob: new\n");
  }
}

TEST(Hearing, MentionsAndActions) {
  Talking one;
  one.begin();
  one.msg(11, "hey Ana!");
  one.msg(12, "banana");
  one.msg(13, "ana", R"({"id":"u1","nick":"ana"})");
  one.hear(
      R"({"op":"msg","room":"lobby","seq":14,"from":{"id":"u2","nick":"bob"},"text":"waves","action":true})");
  EXPECT_EQ(one.told(),
            "[lobby] bob: hey Ana! (mention)\n[lobby] bob: banana\n[lobby] ana(own): ana\n"
            "action [lobby] bob: waves\n");
}

TEST(Hearing, WhoOnlyChangesRoomsIsStillConnected) {
  Talking one;
  one.begin();
  one.hear(
      R"({"op":"presence","room":"lobby","pv":4,"add":[{"id":"u5","nick":"carl"}],"moved":true,"count":2})");
  one.hear(R"({"op":"presence","room":"lobby","pv":5,"del":["u5"],"moved":true,"count":1})");
  EXPECT_EQ(one.told(), "joined [lobby] carl\nleft [lobby] carl\n");
}

TEST(Hearing, DataAndBytes) {
  Talking one;
  one.begin();
  one.hear(
      R"({"op":"msg","room":"lobby","seq":11,"from":{"id":"u2","nick":"bob"},"data":{"k": 1}})");
  one.hear(R"({"op":"msg","room":"lobby","seq":12,"from":{"id":"u2","nick":"bob"},"bin":"AAE="})");
  EXPECT_EQ(one.told(),
            "[lobby] bob: {\"k\":1}\nbinary [lobby] bob: " + std::string("\0\x01", 2) + "\n");
}

TEST(Hearing, PresenceIsTold) {
  Talking one;
  one.begin();
  one.hear(R"({"op":"presence","room":"lobby","pv":3,"add":[{"id":"u5","nick":"past"}]})");
  one.hear(R"({"op":"presence","room":"lobby","pv":4,"add":[{"id":"u1","nick":"ana"}],"count":2})");
  one.hear(
      R"({"op":"presence","room":"lobby","pv":5,"add":[{"id":"u5","nick":"carl"}],"count":3})");
  one.hear(
      R"({"op":"presence","room":"lobby","pv":6,"add":[{"id":"u5","nick":"carlo"}],"was":"carl","count":3})");
  one.hear(
      R"({"op":"presence","room":"lobby","pv":7,"add":[{"id":"u5","nick":"carlo","away":"lunch"}],"count":3})");
  one.hear(R"({"op":"presence","room":"lobby","pv":8,"del":["u5"],"count":2})");
  one.hear(R"({"op":"presence","room":"lobby","pv":9,"joined":100,"left":3,"count":99})");
  EXPECT_EQ(one.told(),
            "+ [lobby] carl\nrenamed [lobby] carl>carlo\naway [lobby] carlo: is away: lunch\n- "
            "[lobby] carlo\n"
            "info [lobby] 100 joined, 3 left.\n");
  EXPECT_EQ(one.talk.standing().members, 99u);
}

TEST(Hearing, PrivateMessages) {
  Talking one;
  one.begin();
  one.hear(
      R"({"op":"dm","conv":"c","seq":1,"from":{"id":"u2","nick":"bob"},"to":{"id":"u1","nick":"ana"},"text":"psst"})");
  EXPECT_EQ(one.told(), "secret bob: psst (mention)\n");
  one.talk.type("/r yes");
  EXPECT_EQ(one.sent(), R"({"op":"dm","id":2,"to":"bob","text":"yes","cid":"0000000000000007-1"})"
                        "\n");
  one.hear(
      R"({"op":"ack","re":2,"conv":"c","to":"bob","seq":2,"cid":"0000000000000007-1","queued":true})");
  EXPECT_EQ(one.told(), "secret ana(own)>bob: yes\ninfo bob is away; the message waits.\n");
  one.hear(
      R"({"op":"dm","conv":"c","seq":2,"from":{"id":"u1","nick":"ana"},"to":{"id":"u2","nick":"bob"},"text":"yes","cid":"0000000000000007-1","own":true})");
  EXPECT_EQ(one.told(), "");
}

TEST(Hearing, RefusalsOfLetters) {
  Talking one;
  one.begin();
  one.talk.say("one");
  one.talk.say("two");
  one.sent();
  one.hear(
      R"({"op":"error","re":2,"code":429,"error":"rate_limited","text":"Slow down.","temporary":true})");
  EXPECT_EQ(one.told(), "");
  EXPECT_EQ(one.talk.standing().pending, 2u);
  EXPECT_EQ(one.sent(), "");
  one.now += Outbox::kRetry;
  EXPECT_NE(one.sent().find(R"("text":"one","cid":"0000000000000007-1")"), std::string::npos);
  one.hear(R"({"op":"error","re":4,"code":422,"error":"invalid","text":"No.","temporary":false})");
  EXPECT_EQ(one.told(), "error No. Not sent: one\n");
  EXPECT_EQ(one.talk.standing().pending, 1u);
}

TEST(Hearing, OtherRefusalsAndOddities) {
  Talking one;
  one.begin();
  one.hear(R"({"op":"error","code":404,"error":"not_found","temporary":false})");
  one.hear("not json");
  one.hear(R"({"op":"surprise","x":1})");
  one.hear(R"({"op":"typing","room":"lobby","from":{"id":"u2","nick":"bob"},"on":true})");
  one.talk.hear_binary("x");
  EXPECT_EQ(one.told(),
            "error not_found\ndetail not understood: not json\ndetail "
            "{\"op\":\"surprise\",\"x\":1}\nbinary x\n");
}

// A server that was started again counts its users anew: somebody else may have the number we had.
TEST(Hearing, OnesOwnIsKnownByMoreThanANumber) {
  Talking one;
  one.begin();  // u1, ana
  one.talk.lost();
  one.talk.opened(one.now);
  one.hear(R"({"op":"welcome","user":{"id":"u2","nick":"ana"}})");
  one.hear(R"({"op":"joined","room":"lobby","epoch":"e1","seq":10,"members":2,"recovered":true})");
  one.msg(11, "theirs", R"({"id":"u1","nick":"bob"})");
  one.hear(
      R"({"op":"msg","room":"lobby","seq":12,"from":{"id":"u1","nick":"bob"},"text":"forged","cid":"0000000000000007-1"})");
  one.hear(
      R"({"op":"msg","room":"lobby","seq":13,"from":{"id":"u1","nick":"ana"},"text":"mine","cid":"0000000000000007-2"})");
  one.hear(
      R"({"op":"msg","room":"lobby","seq":14,"from":{"id":"u1","nick":"ana"},"text":"another","cid":"other"})");
  one.msg(15, "mine too", R"({"id":"u2","nick":"ana"})");
  EXPECT_EQ(
      one.told(),
      "[lobby] bob: theirs\n[lobby] bob: forged\n[lobby] ana(own): mine\n[lobby] ana: another\n"
      "[lobby] ana(own): mine too\n");
}

TEST(Hearing, ANameThatIsTaken) {
  Talking one({.nick = "ana"});
  one.talk.opened(one.now);
  one.hear(R"({"op":"welcome","re":1,"user":{"id":"u1","nick":"User 1"}})");
  one.hear(
      R"({"op":"error","re":1,"code":409,"error":"conflict","text":"The name ana is taken."})");
  EXPECT_EQ(one.told(), "error The name ana is taken.\n");
  EXPECT_EQ(one.talk.standing().nick, "User 1");
  one.talk.lost();
  one.talk.opened(one.now);
  EXPECT_NE(one.sent().find(R"("nick":"ana")"), std::string::npos);  // it is tried again
}

// However connections break: every message is told once, in order, or a gap says so.
TEST(Hearing, NothingIsLostAndNothingTwice) {
  std::minstd_rand random(23);
  for (int round = 0; round < 200; ++round) {
    Talking one;
    std::uint64_t head = 10;
    std::uint64_t given = 10;  // up to what the server has sent on this connection
    one.begin();
    std::string expected;
    std::string told;
    for (int step = 0; step < 60; ++step) {
      const auto choice = random() % 10;
      if (choice < 5) {
        ++head;
        expected += "[lobby] bob: m" + std::to_string(head) + "\n";
      } else if (choice < 8) {
        while (given < head && random() % 4 != 0) {
          ++given;
          one.msg(static_cast<int>(given), ("m" + std::to_string(given)).c_str());
        }
      } else {
        one.talk.lost();
        one.talk.opened(one.now);
        const std::string hello = one.sent();
        const std::size_t at = hello.find("\"seq\":");
        ASSERT_NE(at, std::string::npos);
        given = std::stoull(hello.substr(at + 6));
        if (random() % 2 == 0 && given > 10) --given;  // a server that repeats itself
        one.hear(R"({"op":"joined","room":"lobby","epoch":"e1","seq":)" + std::to_string(head) +
                 R"(,"members":1,"recovered":true})");
      }
      told += one.told();
    }
    while (given < head) {
      ++given;
      one.msg(static_cast<int>(given), ("m" + std::to_string(given)).c_str());
    }
    EXPECT_EQ(told + one.told(), expected);
  }
}

}  // namespace
}  // namespace wsc
