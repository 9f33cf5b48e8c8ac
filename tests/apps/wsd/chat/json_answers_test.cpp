// The exact objects that answer one connection.
#include <gtest/gtest.h>

#include <string>

#include "apps/wsd/chat/json_face.h"

namespace chat::json {
namespace {

constexpr Person kAna{12, "ana"};
constexpr Person kBob{3, "bob"};

std::string told(const Answer& answer, std::string_view id = "1") {
  std::string out;
  word(out, answer, id);
  return out;
}

TEST(JsonAnswers, Welcome) {
  chat::Welcome welcome{.connection = 7,
                        .person = kAna,
                        .server = "wsd/0.1",
                        .text = "Hello.",
                        .ping_interval = 25,
                        .ping_timeout = 20,
                        .ts = 99};
  welcome.limits = {.message_bytes = 65536, .rooms = 128, .burst = 20, .per_second = 10};
  EXPECT_EQ(
      told(welcome),
      R"({"op":"welcome","re":1,"server":"wsd/0.1","conn":"c7","user":{"id":"u12","nick":"ana"},)"
      R"("ts":99,"ping":{"interval":25,"timeout":20},)"
      R"("limits":{"message":65536,"rooms":128,"burst":20,"rate":10},"text":"Hello."})");
}

TEST(JsonAnswers, JoinedAndLeft) {
  const Joined joined{.room = "lobby",
                      .epoch = "k3x",
                      .seq = 124,
                      .first = 3,
                      .recovered = true,
                      .presence = 78,
                      .members = 9,
                      .topic = "all"};
  EXPECT_EQ(told(joined, ""),
            R"({"op":"joined","room":"lobby","epoch":"k3x","seq":124,"first":3,"recovered":true,)"
            R"("pv":78,"members":9,"topic":"all"})");
  EXPECT_EQ(told(Left{"ops", ""}, "3"), R"({"op":"ok","re":3})");
  EXPECT_EQ(told(Left{"ops", ""}, ""), R"({"op":"left","room":"ops"})");
}

TEST(JsonAnswers, Gaps) {
  const std::pair<Gap::Reason, const char*> reasons[] = {{Gap::Reason::retention, "retention"},
                                                         {Gap::Reason::slow, "slow"},
                                                         {Gap::Reason::epoch, "epoch"},
                                                         {Gap::Reason::restart, "restart"}};
  for (const auto& [reason, word] : reasons) {
    EXPECT_EQ(told(Gap{"lobby", "k3x", 120, 180, reason}, ""),
              R"({"op":"gap","room":"lobby","epoch":"k3x","from":120,"to":180,"reason":")" +
                  std::string(word) + "\"}");
  }
}

TEST(JsonAnswers, Acks) {
  Ack ack{.room = "lobby", .epoch = "k3x", .seq = 125, .cid = "a1", .ts = 99};
  EXPECT_EQ(told(ack, "4"),
            R"({"op":"ack","re":4,"room":"lobby","epoch":"k3x","seq":125,"cid":"a1","ts":99})");
  ack.duplicate = true;
  ack.cid = {};
  EXPECT_EQ(told(ack, ""),
            R"({"op":"ack","room":"lobby","epoch":"k3x","seq":125,"ts":99,"dup":true})");
  ack = {.conversation = "c1", .to = "bob", .epoch = "e", .seq = 8, .ts = 99, .queued = true};
  EXPECT_EQ(
      told(ack, "\"x\""),
      R"({"op":"ack","re":"x","conv":"c1","to":"bob","epoch":"e","seq":8,"ts":99,"queued":true})");
}

TEST(JsonAnswers, PrivateMessages) {
  Private letter{.conversation = "c1",
                 .seq = 8,
                 .from = kAna,
                 .to = kBob,
                 .text = "psst",
                 .cid = "a2",
                 .ts = 99};
  const std::string head =
      R"({"op":"dm","conv":"c1","seq":8,"from":{"id":"u12","nick":"ana"},"to":{"id":"u3","nick":"bob"},"text":"psst",)";
  EXPECT_EQ(told(letter, ""), head + R"("ts":99})");
  letter.waited = true;
  EXPECT_EQ(told(letter, ""), head + R"("ts":99,"waited":true})");
  letter.waited = false;
  letter.own = true;
  EXPECT_EQ(told(letter, ""), head + R"("cid":"a2","ts":99,"own":true})");
  letter.from.number = letter.to.number = kNoUser;  // names alone, without ids
  EXPECT_EQ(
      told(letter, ""),
      R"({"op":"dm","conv":"c1","seq":8,"from":{"nick":"ana"},"to":{"nick":"bob"},"text":"psst",)"
      R"("cid":"a2","ts":99,"own":true})");
}

TEST(JsonAnswers, History) {
  const Message messages[] = {
      {.seq = 121, .ts = 99, .user = 3, .nick = "bob", .text = "hi"},
      {.seq = 122, .ts = 99, .content = Content::data, .user = 3, .text = "[1]"}};
  History history{
      .room = "lobby", .epoch = "k3x", .items = messages, .first = 3, .head = 125, .more = true};
  const std::string rest =
      R"("room":"lobby","epoch":"k3x","items":[)"
      R"({"op":"msg","room":"lobby","seq":121,"from":{"id":"u3","nick":"bob"},"text":"hi","ts":99},)"
      R"({"op":"msg","room":"lobby","seq":122,"from":{"id":"u3","nick":"User 3"},"data":[1],"ts":99}],)"
      R"("first":3,"head":125,"more":true})";
  EXPECT_EQ(told(history), R"({"op":"history","re":1,)" + rest);
  history.search = true;
  EXPECT_EQ(told(history), R"({"op":"search","re":1,)" + rest);
}

TEST(JsonAnswers, People) {
  const Present members[] = {{.person = kBob}, {.person = kAna, .away = "lunch", .is_away = true}};
  People people{.room = "lobby", .presence = 78, .members = members};
  const std::string head =
      R"({"op":"presence","re":1,"room":"lobby","pv":78,"full":true,"members":[{"id":"u3","nick":"bob"},)"
      R"({"id":"u12","nick":"ana","away":"lunch"}],)";
  EXPECT_EQ(told(people), head + R"("count":2,"more":false})");
  people.count = 9;
  people.more = true;
  EXPECT_EQ(told(people), head + R"("count":9,"more":true})");
}

TEST(JsonAnswers, Profiles) {
  const std::string_view rooms[] = {"lobby", "ops"};
  EXPECT_EQ(
      told(Profile{.member = {.person = kBob}, .since = 99, .rooms = rooms}),
      R"({"op":"whois","re":1,"user":{"id":"u3","nick":"bob"},"since":99,"rooms":["lobby","ops"]})");
}

TEST(JsonAnswers, Rooms) {
  const RoomLine rooms[] = {{"lobby", "all", 9, 124}, {"ops", "", 0, 0}};
  EXPECT_EQ(told(RoomList{rooms, true}),
            R"({"op":"rooms","re":1,"rooms":[{"room":"lobby","members":9,"seq":124,"topic":"all"},)"
            R"({"room":"ops","members":0,"seq":0,"topic":""}],"more":true})");
}

TEST(JsonAnswers, SmallThings) {
  EXPECT_EQ(told(Renamed{"ana"}), R"({"op":"nick","re":1,"nick":"ana"})");
  EXPECT_EQ(told(Topic{"ops", "x"}), R"({"op":"topic","re":1,"room":"ops","topic":"x"})");
  EXPECT_EQ(told(Done{"Echo is off."}), R"({"op":"ok","re":1})");
  EXPECT_EQ(told(Done{"Echo is off."}, ""), "");
  EXPECT_EQ(told(Pong{.microseconds = 352, .ts = 99}), R"({"op":"pong","re":1,"rtt":352,"ts":99})");
  EXPECT_EQ(told(Pong{.ts = 99}), R"({"op":"pong","re":1,"ts":99})");
  EXPECT_EQ(
      told(Stats{1, 2, 3, 4, 5, 6}),
      R"({"op":"stats","re":1,"messages_in":1,"bytes_in":2,"bytes_out":3,"seconds":4,"rooms":5,"people":6})");
  EXPECT_EQ(told(Help{}), "");
  EXPECT_EQ(told(Waiting{3}, ""), R"({"op":"dropped","count":3})");
}

TEST(JsonAnswers, Complaints) {
  EXPECT_EQ(
      told(Complaint{413, "too_large", "limit 65536"}, "4"),
      R"({"op":"error","re":4,"code":413,"error":"too_large","text":"limit 65536","temporary":false})");
  EXPECT_EQ(
      told(Complaint{429, "rate_limited", "Slower.", true}, ""),
      R"({"op":"error","code":429,"error":"rate_limited","text":"Slower.","temporary":true})");
}

}  // namespace
}  // namespace chat::json
