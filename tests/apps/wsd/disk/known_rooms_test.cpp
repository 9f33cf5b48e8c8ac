// Which rooms are known without asking the disk, and how long.
#include "apps/wsd/disk/known_rooms.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/apps/wsd/disk/office.h"

namespace disk::test {
namespace {

TEST(KnownRooms, OneIsKnownWhileItIsOpenOrSomethingIsOnItsWay) {
  Office office;
  KnownRooms& rooms = *office.rooms;
  const std::string epoch = rooms.open("a").epoch;
  EXPECT_EQ(rooms.all().size(), 1u);
  const auto held = rooms.hold("a", 41);
  EXPECT_TRUE(rooms.busy("a"));
  rooms.close(*held, 3);
  EXPECT_EQ(rooms.open("a").epoch, epoch);
  EXPECT_EQ(rooms.open("a").next, 42u);
  rooms.close(*held, 50);
  EXPECT_TRUE(rooms.is_idle(*held));
  rooms.done({held});
  EXPECT_TRUE(rooms.all().empty());
  EXPECT_FALSE(rooms.busy("a"));
  EXPECT_NE(rooms.open("a").epoch, epoch) << "nothing of it was kept";
}

TEST(KnownRooms, TheOldestIsTheSameFromMemoryAndFromDisk) {
  Office office;
  office.rooms->open("a");
  office.fill("a", 7, 9);
  office.fill("b", 3, 4);
  EXPECT_EQ(office.rooms->first("a"), 7u);
  EXPECT_EQ(office.rooms->first("b"), 3u);
  EXPECT_EQ(office.rooms->first("c"), 0u);
}

// ---- heads ----

void write_with_cid(Office& office) {
  Message kept = message(7);
  kept.session = "program";
  kept.cid = "c1";
  std::vector<Job> jobs;
  jobs.push_back(office.append("a", kept));
  office.write(std::move(jobs));
}

TEST(KnownRooms, AHeldHeadIsOpenedWithoutTheDatabase) {
  Office office;
  write_with_cid(office);
  RoomFinder finder(*office.database);
  const chat::RoomHold hold = office.rooms->fetch(finder, "a");
  office.database->execute("ALTER TABLE rooms RENAME TO gone");
  const chat::Head head = office.rooms->open("a");
  EXPECT_EQ(head.first, 7u);
  EXPECT_EQ(head.last, 7u);
  ASSERT_EQ(head.cids.size(), 1u);
  EXPECT_EQ(head.cids[0].cid, "c1");
}

// Many come back to one room at once: one of them has it read.
TEST(KnownRooms, AHeadThatIsHeldIsNotReadAgain) {
  Office office;
  write_with_cid(office);
  RoomFinder finder(*office.database);
  const chat::RoomHold first = office.rooms->fetch(finder, "a");
  office.database->execute("ALTER TABLE rooms RENAME TO gone");
  const chat::RoomHold second = office.rooms->fetch(finder, "a");
  EXPECT_EQ(office.rooms->open("a").cids.size(), 1u);
}

TEST(KnownRooms, AHeadStaysAsLongAsSomebodyHoldsIt) {
  Office office;
  RoomFinder finder(*office.database);
  chat::RoomHold first = office.rooms->fetch(finder, "a");
  chat::RoomHold second = office.rooms->hold_head("a");
  ASSERT_NE(second, nullptr);
  first.reset();
  EXPECT_NE(office.rooms->hold_head("a"), nullptr);
  second.reset();
  EXPECT_EQ(office.rooms->hold_head("a"), nullptr);
  EXPECT_TRUE(office.rooms->all().empty());
}

TEST(KnownRooms, AHeldRoomIsNotIdle) {
  Office office;
  RoomFinder finder(*office.database);
  const auto job = office.rooms->hold("a");
  EXPECT_TRUE(office.rooms->is_idle(*job));
  const chat::RoomHold hold = office.rooms->fetch(finder, "a");
  EXPECT_FALSE(office.rooms->is_idle(*job));
  office.rooms->done({job});
}

// While one thread reads the room's head again and again, another opens, writes and closes the
// room: a head that was read too early would give a number twice.
TEST(KnownRooms, AReadingThatIsOldIsRepeated) {
  constexpr Sequence kMessages = 300;
  Office office;
  Database readers(office.path(), Database::Mode::read);
  RoomFinder finder(readers);
  std::atomic<bool> over = false;
  std::thread reader([&] {
    while (!over) {
      const chat::RoomHold hold = office.rooms->fetch(finder, "a");
      std::this_thread::yield();
    }
  });
  Sequence next = 1;
  for (Sequence wanted = 1; wanted <= kMessages && next == wanted; ++wanted) {
    next = office.rooms->open("a").next;
    office.fill("a", next, next);
    const auto held = office.rooms->hold("a");
    office.rooms->close(*held, next + 1);
    std::vector<Job> closing;
    closing.push_back({.room = held, .what = Closing{next + 1}});
    office.write(std::move(closing));
    EXPECT_EQ(next, wanted);
    ++next;
  }
  over = true;
  reader.join();
  EXPECT_EQ(next, kMessages + 1);
}

TEST(KnownRooms, WhatADamagedRowSaysIsFitToBeRead) {
  Office office;
  office.rooms->open("a");
  office.fill("a", 1, 2);
  office.begin();
  office.database->execute(
      "UPDATE rooms SET topic = CAST(x'61FF' AS TEXT), life = -9223372036854775808");
  const chat::Head head = office.rooms->open("a");
  EXPECT_EQ(head.topic, "a\xEF\xBF\xBD");
  EXPECT_TRUE(head.jumped);
  EXPECT_GT(head.next, 2u);
  EXPECT_LT(head.next, static_cast<Sequence>(kSequenceEnd));
}

TEST(KnownRooms, ARoomThatCannotBeReadIsNotWritten) {
  Office office;
  office.database->execute("ALTER TABLE rooms RENAME TO gone");
  const auto held = office.rooms->hold("a");
  EXPECT_NE(held->unreadable, "");
  std::vector<Job> jobs;
  jobs.push_back(office.append("a", message(3)));
  EXPECT_EQ(office.write(std::move(jobs)).kept[0].failure, held->unreadable);
}

}  // namespace
}  // namespace disk::test
