// Codes become sentences.
#include "apps/wsd/disk/failure.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <set>

namespace disk {
namespace {

TEST(Failure, EveryCodeHasASentenceUnlessAllIsWell) {
  for (const int fine : {SQLITE_OK, SQLITE_ROW, SQLITE_DONE}) EXPECT_EQ(sentence_of(fine), "");
  std::set<std::string> sentences;
  for (const int code : {SQLITE_FULL, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_CORRUPT,
                         SQLITE_NOTADB, SQLITE_IOERR, SQLITE_BUSY, SQLITE_NOMEM, SQLITE_TOOBIG}) {
    EXPECT_EQ(sentence_of(code).back(), '.');
    EXPECT_TRUE(sentences.insert(sentence_of(code)).second) << code;
  }
  EXPECT_EQ(sentence_of(SQLITE_IOERR_FSYNC), sentence_of(SQLITE_IOERR));
  EXPECT_NE(sentence_of(SQLITE_MISUSE).find("21"), std::string::npos);
}

TEST(Failure, KnowsWhetherOthersMayGoOn) {
  EXPECT_TRUE(Failure(SQLITE_CONSTRAINT_PRIMARYKEY, "").of_one_statement());
  EXPECT_TRUE(Failure(kTooBig, "").of_one_statement());
  EXPECT_EQ(kTooBig, SQLITE_TOOBIG);
  EXPECT_FALSE(Failure(SQLITE_FULL, "").of_one_statement());
  EXPECT_FALSE(Failure(SQLITE_IOERR_WRITE, "").of_one_statement());
}

TEST(Failure, TellsWhichFileAndWhatToDo) {
  EXPECT_STREQ(Failure(SQLITE_FULL, "d/wsd.db", "database or disk is full").what(),
               "d/wsd.db: The disk is full.");
  EXPECT_STREQ(Failure(SQLITE_NOTADB, "d/wsd.db", "file is not a database").what(),
               "d/wsd.db: The file is no database. Move it away, or see docs/storage.md.");
  EXPECT_STREQ(Failure(SQLITE_CORRUPT_INDEX, "d/wsd.db", "malformed").what(),
               "d/wsd.db: The database is damaged. docs/storage.md tells what can be saved.");
  EXPECT_STREQ(Failure(SQLITE_ERROR, "d/wsd.db", "no such table: rooms").what(),
               "d/wsd.db: The database fails (1). (no such table: rooms)");
}

TEST(Failure, OfWhatWasInterrupted) {
  EXPECT_TRUE(Failure(9, "db").was_interrupted());
  EXPECT_EQ(Failure(9, "db").sentence(), "That took too long.");
  EXPECT_FALSE(Failure(kDamaged, "db").was_interrupted());
}

}  // namespace
}  // namespace disk
