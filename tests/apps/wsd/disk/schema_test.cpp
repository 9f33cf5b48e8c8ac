// Versions of the database.
#include "apps/wsd/disk/schema.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/apps/wsd/disk/folder.h"

namespace disk::test {
namespace {

TEST(Schema, IsMadeOnceAndStays) {
  const Folder folder;
  Database database(folder / "db", Database::Mode::create);
  migrate(database);
  EXPECT_EQ(database.number("PRAGMA user_version"), kSchemaVersion);
  database.execute("UPDATE meta SET value = 7 WHERE key = 'life'");
  migrate(database);
  EXPECT_EQ(database.number("SELECT value FROM meta WHERE key = 'life'"), 7);
}

TEST(Schema, OfANewerServerIsLeftAlone) {
  const Folder folder;
  Database database(folder / "db", Database::Mode::create);
  database.execute("PRAGMA user_version = 99");
  EXPECT_THROW(migrate(database), std::runtime_error);
  EXPECT_EQ(database.number("PRAGMA user_version"), 99);
}

TEST(Schema, WhatIsNotOfAnyServerIsLeftAlone) {
  const Folder folder;
  Database database(folder / "db", Database::Mode::create);
  database.execute("PRAGMA user_version = -2000000000");
  EXPECT_THROW(migrate(database), std::runtime_error);
  EXPECT_THROW(check_version(database), std::runtime_error);
  EXPECT_EQ(database.number("PRAGMA user_version"), -2'000'000'000);
}

TEST(Schema, AnotherProgramsDatabaseIsLeftAlone) {
  const Folder folder;
  Database database(folder / "db", Database::Mode::create);
  database.execute("CREATE TABLE cats (name TEXT)");
  try {
    migrate(database);
    FAIL() << "it was taken over";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(error.what(), (folder / "db") +
                                ": This is another program's database. Move it away, or give wsd "
                                "another directory with --data.");
  }
  EXPECT_EQ(database.number("SELECT count(*) FROM sqlite_master"), 1);
  Statement mode = database.prepare("PRAGMA journal_mode");
  ASSERT_TRUE(mode.step());
  EXPECT_EQ(mode.text(0), "delete");
}

TEST(Schema, WhoOnlyReadsWantsItsOwnVersion) {
  const Folder folder;
  Database database(folder / "db", Database::Mode::create);
  EXPECT_THROW(check_version(database), std::runtime_error);
  migrate(database);
  EXPECT_NO_THROW(check_version(database));
  database.execute("PRAGMA user_version = 99");
  EXPECT_THROW(check_version(database), std::runtime_error);
}

TEST(Schema, NumbersOfMessagesLieInTheirRoom) {
  EXPECT_EQ(sequence_of(message_id(5, 77)), 77u);
  EXPECT_LT(message_id(5, within(~std::uint64_t{0})), message_id(6, 0));
  EXPECT_EQ(sequence_of(message_id(kRoomEnd - 1, within(~std::uint64_t{0}))),
            static_cast<std::uint64_t>(kSequenceEnd) - 1);
  EXPECT_GT(message_id(kRoomEnd - 1, 1), 0);
}

}  // namespace
}  // namespace disk::test
