// Versions of the database.
#include "apps/wsd/disk/schema.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "apps/wsd/chat/words.h"
#include "apps/wsd/disk/ledger.h"
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

// As version 1 made it: the index has the texts as they were written.
constexpr const char* kVersionOne = R"(
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('clean', 1), ('life', 1), ('probe', 0);
CREATE TABLE rooms (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, epoch TEXT NOT NULL,
  topic TEXT NOT NULL DEFAULT '', base INTEGER NOT NULL, life INTEGER NOT NULL,
  last INTEGER NOT NULL DEFAULT 0, trimmed INTEGER NOT NULL DEFAULT 0,
  indexed INTEGER NOT NULL DEFAULT 0, count INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0);
CREATE TABLE messages (id INTEGER PRIMARY KEY, ts INTEGER NOT NULL, kind INTEGER NOT NULL,
  content INTEGER NOT NULL, user INTEGER NOT NULL, nick TEXT NOT NULL, text BLOB NOT NULL,
  session TEXT NOT NULL, cid TEXT NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(text, content='', detail=none, columnsize=0, tokenize='ascii');
CREATE TABLE slips (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
INSERT INTO rooms VALUES (1, 'a', 'e', '', 2, 1, 1, 0, 1, 1, 60);
INSERT INTO messages VALUES ((1 << 40) + 1, 1, 0, 0, 7, 'ana', CAST('«Привет», HELLO' AS BLOB), '', '');
INSERT INTO words (rowid, text) VALUES ((1 << 40) + 1, '«Привет», HELLO');
PRAGMA user_version = 1;
)";

std::int64_t found(Database& database, std::string_view words) {
  Statement find = database.prepare("SELECT count(*) FROM words WHERE words MATCH ?1");
  return find.bind(1, words).step() ? find.number(0) : -1;
}

TEST(Schema, TheIndexOfVersionOneIsMadeAnew) {
  const Folder folder;
  Database database(folder / "db", Database::Mode::create);
  database.execute(kVersionOne);
  migrate(database);
  EXPECT_EQ(database.number("PRAGMA user_version"), kSchemaVersion);
  EXPECT_EQ(database.number("SELECT indexed FROM rooms"), 0)
      << "it is filled while the server runs";
  EXPECT_EQ(database.number("SELECT oldest FROM rooms"), 1) << "the time of its oldest message";
  EXPECT_EQ(found(database, "hello"), 0);
  RoomFinder finder(database);
  auto room = finder.find("a");
  ASSERT_TRUE(room);
  Ledger ledger(database);
  EXPECT_EQ(ledger.index(*room, 10), 1);
  EXPECT_EQ(found(database, "\"привет\""), 1);
  ledger.erase(*room, {.seq = 1, .text = "«Привет», HELLO"});
  EXPECT_EQ(found(database, "\"привет\" OR hello"), 0);
}

// Newer tables of Unicode fold otherwise: then the index is made anew, and else it stays.
TEST(Schema, AnIndexByOtherRulesIsMadeAnew) {
  const Folder folder;
  Database database(folder / "db", Database::Mode::create);
  migrate(database);
  database.execute("INSERT INTO words (rowid, text) VALUES (1, 'hello')");
  migrate(database);
  EXPECT_EQ(found(database, "hello"), 1);
  database.execute("UPDATE meta SET value = value - 1 WHERE key = 'words'");
  migrate(database);
  EXPECT_EQ(found(database, "hello"), 0);
  EXPECT_EQ(database.number("SELECT value FROM meta WHERE key = 'words'"), chat::words_version());
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
