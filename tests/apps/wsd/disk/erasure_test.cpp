// What one person said is gone: from pages, from searches, from the bytes of the files.
#include "apps/wsd/disk/erasure.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "apps/wsd/disk/archive.h"
#include "apps/wsd/disk/directory.h"
#include "apps/wsd/disk/failure.h"
#include "apps/wsd/disk/known_rooms.h"
#include "apps/wsd/disk/library.h"
#include "apps/wsd/disk/scribe.h"
#include "tests/apps/wsd/disk/folder.h"

namespace disk::test {
namespace {

constexpr const char* kArchive = R"({"is":"archive","version":2}
{"is":"room","name":"lobby","epoch":"e","next":8}
{"is":"message","seq":2,"ts":1,"nick":"ana","text":"zebraword one"}
{"is":"message","seq":3,"ts":1,"nick":"bob","text":"stays"}
{"is":"action","seq":4,"ts":1,"nick":"Ana","text":"zebraword two"}
{"is":"message","seq":7,"ts":1,"nick":"ana","content":"bin","text":"emVicmF3b3Jk"}
{"is":"room","name":"ana:bob","epoch":"e","next":2}
{"is":"message","seq":1,"ts":1,"nick":"ana","text":"zebraword three"}
{"is":"room","name":"ana:cleo","epoch":"e","next":3}
{"is":"message","seq":1,"ts":1,"nick":"cleo","text":"hers"}
{"is":"message","seq":2,"ts":1,"nick":"ana","text":"zebraword four"}
{"is":"name","name":"ana"}
{"is":"name","name":"bob"}
{"is":"letter","to":"ana","room":"ana:bob","seq":1,"ts":1,"nick":"bob","text":"zebraword five"}
{"is":"letter","to":"bob","room":"ana:bob","seq":2,"ts":1,"nick":"ana","text":"zebraword six"}
{"is":"letter","to":"bob","room":"bob:cleo","seq":2,"ts":1,"nick":"cleo","text":"stays"}
{"is":"end"}
)";

constexpr const char* kLeft = R"({"is":"archive","version":2}
{"is":"room","name":"lobby","epoch":"e","next":8}
{"is":"message","seq":3,"ts":1,"nick":"bob","text":"stays"}
{"is":"room","name":"ana:cleo","epoch":"e","next":3}
{"is":"message","seq":1,"ts":1,"nick":"cleo","text":"hers"}
{"is":"letter","to":"bob","room":"bob:cleo","seq":2,"ts":1,"nick":"cleo","text":"stays"}
{"is":"name","name":"bob"}
{"is":"end"}
)";

class ErasureTest : public ::testing::Test {
 protected:
  ErasureTest() {
    std::istringstream in(kArchive);
    read_archive(folder_.path(), in);
  }
  std::string exported() const {
    std::ostringstream out;
    write_archive(folder_.path(), "", out);
    return out.str();
  }
  bool in_the_files(const std::string& text) const {
    for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
      std::stringstream bytes;
      bytes << std::ifstream(file.path(), std::ios::binary).rdbuf();
      if (bytes.str().find(text) != std::string::npos) return true;
    }
    return false;
  }
  Folder folder_;
};

TEST_F(ErasureTest, OnePersonsGoAndOthersStay) {
  EXPECT_TRUE(in_the_files("zebraword"));
  const Erased erased = erase_person(folder_.path(), "ANA");
  EXPECT_EQ(erased.messages, 5);
  EXPECT_EQ(erased.letters, 2);
  EXPECT_EQ(exported(), kLeft);
  EXPECT_FALSE(in_the_files("zebraword"));
  EXPECT_FALSE(in_the_files("emVicmF3b3Jk"));
  EXPECT_TRUE(in_the_files("stays"));
  Library library(Directory::database_in(folder_.path()));
  EXPECT_TRUE(library.search("lobby", "zebraword", 10).messages.empty());
  EXPECT_EQ(library.search("lobby", "stays", 10).messages.size(), 1u);
  EXPECT_EQ(library.search("ana:cleo", "hers", 10).messages.size(), 1u);
}

TEST_F(ErasureTest, TheIndexHasNothingLeft) {
  erase_person(folder_.path(), "ana");
  Database database(Directory::database_in(folder_.path()), Database::Mode::write);
  EXPECT_EQ(database.number("SELECT count(*) FROM words WHERE words MATCH 'zebraword'"), 0);
  EXPECT_EQ(database.number("SELECT count(*) FROM words WHERE words MATCH 'stays'"), 1);
  database.execute("INSERT INTO words (words) VALUES ('integrity-check')");
}

TEST_F(ErasureTest, NumbersAreNotGivenAgain) {
  erase_person(folder_.path(), "ana");
  Database database(Directory::database_in(folder_.path()), Database::Mode::write);
  KnownRooms rooms(database, begin_life(database), 1);
  EXPECT_EQ(rooms.open("lobby").next, 8u);
  EXPECT_EQ(rooms.open("lobby").epoch, "e");
  RoomFinder finder(database);
  EXPECT_EQ(finder.find("lobby")->count, 1);
  EXPECT_EQ(finder.find("lobby")->last, 7u);
}

TEST_F(ErasureTest, NobodyOfThatName) {
  const std::string before = exported();
  const Erased erased = erase_person(folder_.path(), "dora");
  EXPECT_EQ(erased.messages + erased.letters, 0);
  EXPECT_THROW(erase_person(folder_.path(), ""), std::runtime_error);
  EXPECT_THROW(erase_person(folder_ / "none", "ana"), std::runtime_error);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "none"));
  EXPECT_NE(exported().find("zebraword one"), std::string::npos);
}

// A reader keeps old pages in the files for as long as it reads.
TEST_F(ErasureTest, WhatAReaderKeepsInTheFilesIsTold) {
  Database reader(Directory::database_in(folder_.path()), Database::Mode::read);
  {
    const Snapshot snapshot(reader);
    EXPECT_GT(reader.number("SELECT count(*) FROM messages"), 0);
    EXPECT_THROW(erase_person(folder_.path(), "ana"), std::runtime_error);
    EXPECT_TRUE(in_the_files("zebraword"));
  }
  EXPECT_EQ(erase_person(folder_.path(), "ana").messages, 0) << "all was erased before";
  EXPECT_FALSE(in_the_files("zebraword"));
}

TEST_F(ErasureTest, AServersDirectoryIsNotWrittenBehindItsBack) {
  const Directory own(folder_.path());
  EXPECT_THROW(erase_person(folder_.path(), "ana"), InUse);
}

}  // namespace
}  // namespace disk::test
