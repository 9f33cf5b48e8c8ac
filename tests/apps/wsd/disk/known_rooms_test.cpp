// Which rooms are known without asking the disk, and how long.
#include "apps/wsd/disk/known_rooms.h"

#include <gtest/gtest.h>

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
