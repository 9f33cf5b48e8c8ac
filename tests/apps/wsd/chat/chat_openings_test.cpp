// Rooms that are on disk are opened while everybody else goes on: the thread of a shard does not
// read the disk.
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <thread>

#include "apps/wsd/chat/text.h"
#include "tests/apps/wsd/chat/talk.h"
#include "tests/apps/wsd/disk/faulty_disk.h"
#include "tests/apps/wsd/disk/folder.h"

namespace chat::test {
namespace {

std::string hello_in(const std::string& room) {
  return R"({"op":"hello","rooms":[{"room":")" + room + R"("}]})";
}

// The operations that were heard, and the ids that they answer: "joined:1 ack:2".
std::string order_of(const Lines& lines) {
  std::string order;
  for (const std::string& line : lines) {
    const std::string id = at(line, "/re");
    if (!id.empty()) order += (order.empty() ? "" : " ") + at(line, "/op") + ":" + id;
  }
  return order;
}

// Two shards over a directory in which the room "cold" has much, and ana has written to bob.
class ChatOpeningsTest : public ::testing::Test {
 protected:
  ChatOpeningsTest() {
    disk_.become_usual();
    start();
    Guest& ana = program("ana");
    Guest& bob = program("bob");
    say(*salon_, ana, R"({"op":"join","room":"cold"})");
    for (int i = 0; i < 30; ++i) {
      ana.say(R"({"op":"msg","room":"cold","text":")" + std::string(2000, 'x') + "\"}");
    }
    say(*salon_, ana, R"({"op":"dm","to":"bob","text":"hi"})");
    hear(*salon_, bob);
    start();
    disk_.watch_this_thread();
  }
  ~ChatOpeningsTest() override { disk_.let_reads_go(); }

  void start() {
    salon_.reset();
    wsd::Options options = unhurried();
    options.data = folder_.path();
    salon_ = std::make_unique<Salon>(options, 2);
  }
  Guest& program(const std::string& nick) {
    const std::string fields =
        R"(,"session":"the-word-of-)" + nick + R"(-1234","nick":")" + nick + "\"";
    return greeted(*salon_, fields, 1);
  }
  // What that guest hears in some turns, while the store is not waited for.
  Lines hear_meanwhile(Guest& guest, std::string_view said = {}) {
    if (!said.empty()) guest.say(said);
    for (int i = 0; i < 20; ++i) salon_->round();
    return Salon::heard(guest);
  }
  void expect_to_go_on(Guest& guest) {
    EXPECT_EQ(order_of(hear_meanwhile(guest, R"({"op":"ping","id":77})")), "pong:77");
    EXPECT_EQ(disk_.reads_of_the_watched(), 0);
  }

  disk::test::FaultyDisk disk_{"openings"};
  disk::test::Folder folder_;
  std::unique_ptr<Salon> salon_;
};

TEST_F(ChatOpeningsTest, OthersGoOnWhileARoomIsRead) {
  Guest& ana = program("ana");
  Guest& bob = salon_->json("/", 1);
  disk_.hold_reads();
  EXPECT_EQ(hear_meanwhile(bob, hello_in("cold")), Lines{});
  expect_to_go_on(ana);
  EXPECT_EQ(hear_meanwhile(bob), Lines{});
  disk_.let_reads_go();
  const Lines heard = hear(*salon_, bob);
  EXPECT_EQ(at(only(heard, "joined").at(0), "/seq"), "30");
  EXPECT_EQ(disk_.reads_of_the_watched(), 0);
}

// A hello may name thousands of rooms: only those that may be entered are read. The reader has read
// nothing yet, so it waits with the first of them.
TEST_F(ChatOpeningsTest, NoMoreRoomsAreReadThanMayBeEntered) {
  Guest& bob = salon_->json("/", 1);
  std::string rooms;
  for (int i = 0; i < 1'000; ++i) rooms += R"({"room":"r)" + std::to_string(i / 2) + R"("},)";
  rooms.back() = ']';
  disk_.hold_reads();
  hear_meanwhile(bob, R"({"op":"hello","rooms":[)" + rooms + "}");
  EXPECT_EQ(salon_->front(1).chat().counters().errands, 128u);
  disk_.let_reads_go();
  std::set<std::string> entered;  // each room is named twice
  for (const std::string& line : only(hear(*salon_, bob), "joined"))
    entered.insert(at(line, "/room"));
  EXPECT_EQ(entered.size(), 128u);
  EXPECT_EQ(disk_.reads_of_the_watched(), 0);
}

TEST_F(ChatOpeningsTest, RequestsOfOneConnectionKeepTheirOrder) {
  Guest& ana = program("ana");
  hear(*salon_, ana);
  disk_.hold_reads();
  ana.say(R"({"op":"join","id":1,"room":"cold"})");
  ana.say(R"({"op":"ping","id":2})");
  ana.say(R"({"op":"topic","id":3,"room":"cold"})");
  EXPECT_EQ(hear_meanwhile(ana), Lines{});
  disk_.let_reads_go();
  const Lines heard = hear(*salon_, ana);
  EXPECT_EQ(only(heard, "joined").size(), 1u);
  EXPECT_EQ(only(heard, "error"), Lines{});
  const std::string order = order_of(heard);
  EXPECT_LT(order.find(":2"), order.find(":3"));
  EXPECT_NE(order.find(":3"), std::string::npos);
}

TEST_F(ChatOpeningsTest, AConnectionMayEndWhileItsRoomIsRead) {
  Guest& ana = program("ana");
  Guest& bob = salon_->json("/", 1);
  disk_.hold_reads();
  hear_meanwhile(bob, hello_in("cold"));
  bob.hang_up();
  expect_to_go_on(ana);
  disk_.let_reads_go();
  const Lines heard = say(*salon_, ana, R"({"op":"join","id":1,"room":"cold"})");
  EXPECT_EQ(at(only(heard, "joined").at(0), "/members"), "1");
  EXPECT_EQ(salon_->front(1).chat().counters().errands, 0u);
}

TEST_F(ChatOpeningsTest, TwoShardsThatOpenOneRoomAtOnceGetOneRoom) {
  Guest& ana = salon_->json("/", 0);
  Guest& bob = salon_->json("/", 1);
  disk_.hold_reads();
  hear_meanwhile(ana, hello_in("cold"));
  hear_meanwhile(bob, hello_in("cold"));
  disk_.let_reads_go();
  EXPECT_EQ(only(hear(*salon_, ana), "joined").size(), 1u);
  EXPECT_EQ(only(hear(*salon_, bob), "joined").size(), 1u);
  say(*salon_, ana, R"({"op":"msg","room":"cold","text":"one room"})");
  EXPECT_EQ(at(only(hear(*salon_, bob), "msg").at(0), "/seq"), "31");
}

TEST_F(ChatOpeningsTest, APrivateMessageWaitsForItsConversation) {
  Guest& ana = program("ana");
  Guest& bob = program("bob");
  hear(*salon_, ana);
  disk_.hold_reads();
  EXPECT_EQ(hear_meanwhile(ana, R"({"op":"dm","id":1,"to":"bob","text":"again"})"), Lines{});
  expect_to_go_on(bob);
  disk_.let_reads_go();
  EXPECT_EQ(at(only(hear(*salon_, ana), "ack").at(0), "/seq"), "2");
  EXPECT_EQ(at(only(hear(*salon_, bob), "dm").at(0), "/text"), "again");
  EXPECT_EQ(disk_.reads_of_the_watched(), 0);
}

TEST_F(ChatOpeningsTest, WhoArrivesInARoomOfTheAddressWaitsForItToo) {
  Guest& ana = program("ana");
  disk_.hold_reads();
  std::thread gate([&] {
    while (disk_.reads_waiting() == 0) std::this_thread::yield();
    disk_.let_reads_go();
  });
  Guest& bob = salon_->guest("/?room=cold", {}, 1);
  gate.join();
  expect_to_go_on(ana);
  hear(*salon_, bob);
  EXPECT_EQ(say(*salon_, bob, "/topic"), Lines{"* cold has no topic."});
  EXPECT_EQ(disk_.reads_of_the_watched(), 0);
}

TEST_F(ChatOpeningsTest, TheOperatorSpeaksInAClosedRoom) {
  Guest& ana = program("ana");
  hear(*salon_, ana);
  disk_.hold_reads();
  salon_->front(0).chat().say("cold", "hello"_text);
  expect_to_go_on(ana);
  disk_.let_reads_go();
  salon_->settle();
  const Lines heard = say(*salon_, ana, R"({"op":"join","room":"cold","history":1})");
  EXPECT_EQ(at(only(heard, "msg").at(0), "/seq"), "31");
  EXPECT_EQ(at(only(heard, "msg").at(0), "/text"), "hello");
  EXPECT_EQ(disk_.reads_of_the_watched(), 0);
}

TEST_F(ChatOpeningsTest, AServerMayEndWhileARoomIsRead) {
  Guest& bob = salon_->json("/", 1);
  disk_.hold_reads();
  hear_meanwhile(bob, hello_in("cold"));
  disk_.let_reads_go();
  start();
  EXPECT_NO_THROW(program("ana"));
}

// All that people do: nothing of it makes a shard read.
TEST_F(ChatOpeningsTest, AShardReadsNothingWhateverPeopleDo) {
  Guest& ana = program("ana");
  Guest& bob = program("bob");
  for (const char* request :
       {R"({"op":"join","room":"cold","history":5})", R"({"op":"history","room":"cold"})",
        R"({"op":"search","room":"cold","q":"xx"})", R"({"op":"topic","room":"cold","topic":"t"})",
        R"({"op":"dm","to":"bob","text":"hi","cid":"c7"})", R"({"op":"leave","room":"cold"})",
        R"({"op":"join","room":"cold","since":{"seq":3}})", R"({"op":"who","room":"cold"})",
        R"({"op":"rooms"})", R"({"op":"nick","nick":"anna"})", R"({"op":"join","room":"new"})"}) {
    EXPECT_NE(say(*salon_, ana, request), Lines{}) << request;
  }
  say(*salon_, bob, R"({"op":"reply","text":"yes"})");
  EXPECT_EQ(disk_.reads_of_the_watched(), 0);
}

}  // namespace
}  // namespace chat::test
