// How much a directory may take, and who hears of it.
#include "apps/wsd/disk/space.h"

#include <gtest/gtest.h>

#include "tests/apps/wsd/disk/folder.h"

namespace disk::test {
namespace {

constexpr std::int64_t kMinute = 60'000;

TEST(Space, IsSharedWithTheLog) {
  EXPECT_EQ(Space("", 16 << 20).of_the_log(), 4 << 20);
  EXPECT_EQ(Space("", 16 << 20).of_the_database(), 12 << 20);
  EXPECT_EQ(Space("", std::uint64_t{1} << 40).of_the_log(), 64 << 20);
  EXPECT_EQ(Space("", 0).of_the_log(), 64 << 20);
}

TEST(Space, PagesInUseAreWhatCounts) {
  const Folder folder;
  Database database(folder / "db", Database::Mode::create);
  database.execute("CREATE TABLE t (x); INSERT INTO t VALUES (randomblob(100000))");
  EXPECT_GT(Space("", 16'384).excess(database), 80'000);
  EXPECT_LT(Space("", 1 << 20).excess(database), 0);
  EXPECT_EQ(Space("", 0).excess(database), 0);
  database.execute("DELETE FROM t");
  EXPECT_LT(Space("", 64 << 10).excess(database), 0) << "the file is as long as before";
}

TEST(Space, IsToldWhenMessagesGoForIt) {
  const Folder folder;
  Database database(folder / "db", Database::Mode::create);
  database.execute("CREATE TABLE t (x)");
  Space space(folder / "db", 5'000'000);
  space.tick(kMinute);
  EXPECT_EQ(space.use().bytes, 8192u);
  EXPECT_EQ(space.use().bytes_max, 5'000'000u);
  EXPECT_FALSE(space.use().full);
  EXPECT_EQ(space.notices().take(), std::nullopt);
  space.dropped(7);
  space.tick(2 * kMinute);
  EXPECT_TRUE(space.use().full);
  EXPECT_EQ(space.use().dropped, 7u);
  EXPECT_EQ(space.notices().take(),
            "the data directory has reached --data-max (5000000 bytes): the oldest messages of all "
            "rooms are deleted to make room");
  space.dropped(1);
  space.tick(5 * kMinute);
  EXPECT_EQ(space.notices().take(), std::nullopt) << "that is known";
  space.tick(5 * kMinute + kFullMilliseconds - 1);
  EXPECT_TRUE(space.use().full);
  space.tick(5 * kMinute + kFullMilliseconds);
  EXPECT_FALSE(space.use().full);
  space.dropped(1);
  space.tick(6 * kMinute + kFullMilliseconds);
  EXPECT_NE(space.notices().take(), std::nullopt) << "after a while it is news again";
}

}  // namespace
}  // namespace disk::test
