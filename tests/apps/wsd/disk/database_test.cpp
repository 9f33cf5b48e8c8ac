// SQLite behind two nouns.
#include "apps/wsd/disk/database.h"

#include <gtest/gtest.h>

#include "apps/wsd/disk/failure.h"
#include "tests/apps/wsd/disk/folder.h"

namespace disk::test {
namespace {

class DatabaseTest : public ::testing::Test {
 protected:
  DatabaseTest() { database_.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)"); }
  Folder folder_;
  Database database_{folder_ / "db", Database::Mode::create};
};

TEST_F(DatabaseTest, ValuesComeBackAsTheyWere) {
  Statement put = database_.prepare("INSERT INTO t VALUES (?1, ?2)");
  const std::string bytes("\0'; DROP TABLE t; --\xff", 22);
  put.bind(1, -5).bind_blob(2, bytes).run();
  put.bind(1, 7).bind(2, std::string_view()).run();
  EXPECT_EQ(database_.changes(), 1);
  Statement get = database_.prepare("SELECT a, b FROM t ORDER BY a");
  ASSERT_TRUE(get.step());
  EXPECT_EQ(get.number(0), -5);
  EXPECT_EQ(get.text(1), bytes);
  ASSERT_TRUE(get.step());
  EXPECT_EQ(get.text(1), "");
  EXPECT_FALSE(get.step());
  EXPECT_TRUE(get.step()) << "it begins anew";
}

TEST_F(DatabaseTest, FailuresAreThrown) {
  Statement put = database_.prepare("INSERT INTO t VALUES (?1, '')");
  put.bind(1, 1).run();
  try {
    put.bind(1, 1).run();
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_TRUE(failure.of_one_statement());
  }
  put.bind(1, 2).run();
  EXPECT_EQ(database_.number("SELECT count(*) FROM t"), 2);
  EXPECT_THROW(database_.prepare("SELECT nonsense"), Failure);
  EXPECT_THROW(database_.execute("nonsense"), Failure);
  EXPECT_THROW(Database(folder_ / "none", Database::Mode::read), Failure);
}

TEST_F(DatabaseTest, WhatIsRolledBackWasNever) {
  database_.execute("BEGIN");
  EXPECT_TRUE(database_.in_transaction());
  database_.execute("INSERT INTO t VALUES (1, '')");
  database_.roll_back();
  EXPECT_FALSE(database_.in_transaction());
  database_.roll_back();
  EXPECT_EQ(database_.number("SELECT count(*) FROM t"), 0);
}

TEST_F(DatabaseTest, ASnapshotSeesNothingNew) {
  database_.execute("PRAGMA journal_mode = WAL");
  Database reader(folder_ / "db", Database::Mode::read);
  {
    const Snapshot snapshot(reader);
    EXPECT_EQ(reader.number("SELECT count(*) FROM t"), 0);
    database_.execute("INSERT INTO t VALUES (1, '')");
    EXPECT_EQ(reader.number("SELECT count(*) FROM t"), 0);
  }
  EXPECT_EQ(reader.number("SELECT count(*) FROM t"), 1);
}

TEST(Database, WhatTakesTooLongIsInterrupted) {
  const Folder folder;
  Database database(folder / "db", Database::Mode::create);
  Statement count = database.prepare(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
      "SELECT count(*) FROM n");
  database.interrupt_at(reactor::Time{});
  try {
    count.step();
    FAIL() << "it went on";
  } catch (const Failure& failure) {
    EXPECT_TRUE(failure.was_interrupted());
  }
  database.interrupt_at(reactor::Time::max());
  ASSERT_TRUE(count.step());
  count.reset();
  database.interrupt_at(std::nullopt);
  ASSERT_TRUE(count.step());
  EXPECT_EQ(count.number(0), 100'000);
}

}  // namespace
}  // namespace disk::test
