// A connection that asks for much at once gets all of it, in order, as it reads; what waits for it
// meanwhile is bounded.
#include <gtest/gtest.h>

#include "apps/wsd/chat/cleaning.h"
#include "tests/apps/wsd/chat/replay.h"

namespace chat::test {
namespace {

std::string operation(const std::string& op, int id, const std::string& more = {}) {
  return R"({"op":")" + op + R"(","id":)" + std::to_string(id) + R"(,"room":"lobby")" + more + "}";
}

// The ids that these answer, or the ends of the connection.
std::string answered(const Lines& lines) {
  std::string ids;
  for (const std::string& line : lines) {
    if (line.starts_with("close")) ids += line + " ";
    const std::string id = at(line, "/re");
    if (!id.empty()) ids += id + " ";
  }
  return ids;
}

wsd::Options narrow() {
  wsd::Options options = keeping(8 << 10);
  options.settings.outbox_max = options.settings.outbox_read_max = 64 << 10;
  return options;
}

void say_large_texts(Salon& salon, Guest& guest, int count) {
  for (int i = 0; i < count; ++i) guest.say(text_of(20'000));
  hear(salon, guest);
}

TEST(ChatAnswersTest, PagesAreToldAsTheirReaderTakesThem) {
  for (const broadcast::ShardNumber shards : kOneOrTwo) {
    Salon salon(keeping(8 << 10), shards);
    Guest& ana = greeted(salon, {}, shards - 1);
    say_large_texts(salon, ana, 60);
    for (int id = 1; id <= 3; ++id) ana.say(operation("history", id, R"(,"limit":200)"));
    ana.say(operation("msg", 4, R"(,"text":"behind them")"));
    const Lines heard = hear(salon, ana);
    EXPECT_EQ(answered(heard), "1 2 3 4 ");
    for (const std::string& page : only(heard, "history")) EXPECT_GT(page.size(), 1'000'000u);
    EXPECT_EQ(salon.front(shards - 1).chat().counters().errands, 0u);
  }
}

TEST(ChatAnswersTest, NoMoreThanOnePageWaitsForOneWhoDoesNotRead) {
  Salon salon(keeping(8 << 10), 1);
  Guest& ana = greeted(salon);
  say_large_texts(salon, ana, 60);
  ana.deaf(true);
  for (int id = 1; id <= 50; ++id) ana.say(operation("history", id, R"(,"limit":200)"));
  for (int i = 0; i < 200; ++i) {
    salon.round();
    ASSERT_LE(salon.shard().private_bytes(), 1'200'000u);
    ASSERT_LE(salon.front().chat().counters().errands, 1u);
  }
  ana.deaf(false);
  std::string all;
  for (int id = 1; id <= 50; ++id) all += std::to_string(id) + " ";
  EXPECT_EQ(answered(hear(salon, ana)), all);
}

TEST(ChatAnswersTest, AcknowledgementsOfManyMessagesDoNotOverfillTheirReader) {
  Salon salon(narrow());
  Guest& ana = greeted(salon);
  std::string all;
  for (int id = 1; id <= 3'000; ++id) {
    ana.say(operation("msg", id, R"(,"echo":false,"text":"x")"));
    all += std::to_string(id) + " ";
  }
  EXPECT_EQ(answered(hear(salon, ana)), all);
}

TEST(ChatAnswersTest, ListsOfPeopleAndRoomsDoNotOverfillTheirReader) {
  Salon salon(narrow());
  for (int i = 0; i < 40; ++i) {
    Guest& one =
        greeted(salon, R"(,"rooms":[{"room":"lobby"},{"room":"r)" + std::to_string(i) + "\"}]");
    one.say(R"({"op":"away","reason":")" + std::string(200, 'z') + "\"}");
    one.say(R"({"op":"topic","room":"r)" + std::to_string(i) + R"(","topic":")" +
            std::string(500, 't') + "\"}");
  }
  Guest& ana = greeted(salon);
  std::string all;
  for (int id = 1; id <= 60; id += 2) {
    ana.say(operation("who", id));
    ana.say(R"({"op":"rooms","id":)" + std::to_string(id + 1) + "}");
    all += std::to_string(id) + " " + std::to_string(id + 1) + " ";
  }
  const Lines heard = hear(salon, ana);
  EXPECT_EQ(answered(heard), all);
}

TEST(ChatAnswersTest, LettersDoNotOverfillTheirReader) {
  for (const broadcast::ShardNumber shards : kOneOrTwo) {
    Salon salon(narrow(), shards);
    Guest& bob = greeted(salon, R"(,"nick":"bob")");
    Guest& ana = greeted(salon, R"(,"nick":"ana")", shards - 1);
    std::string quotes;
    for (int i = 0; i < 15'000; ++i) quotes += "\\\"";
    ana.deaf(true);
    for (int i = 0; i < 20; ++i) {
      bob.say(R"({"op":"dm","echo":false,"to":"ana","text":")" + quotes + "\"}");
    }
    EXPECT_EQ(answered(hear(salon, bob)), "");
    EXPECT_EQ(salon.shared().commons.letterbox.waiting(), 20u);
    ana.deaf(false);
    const Lines heard = hear(salon, ana);
    EXPECT_EQ(only(heard, "dm").size(), 20u);
    EXPECT_EQ(at(only(heard, "dm").at(19), "/seq"), "20");
    // All of it was read, and the pong behind the last of it says so.
    EXPECT_EQ(salon.shared().commons.letterbox.waiting(), 0u);
  }
}

}  // namespace
}  // namespace chat::test
