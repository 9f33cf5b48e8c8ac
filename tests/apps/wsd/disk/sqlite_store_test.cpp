// The promises of every store, and what only one on a disk can promise: that it is there again.
#include "apps/wsd/disk/sqlite_store.h"

#include "apps/wsd/disk/database.h"
#include "apps/wsd/disk/directory.h"
#include "apps/wsd/disk/failure.h"
#include "apps/wsd/disk/schema.h"
#include "tests/apps/wsd/chat/store_suite.h"
#include "tests/apps/wsd/disk/folder.h"

namespace disk::test {
namespace {

using chat::Head;
using chat::Kept;
using chat::Message;
using chat::Slip;
using chat::test::Asker;
using chat::test::message;

class DiskShelf final : public chat::test::Shelf {
 public:
  DiskShelf(const chat::Retention& retention, broadcast::Mesh& mesh)
      : store_({.directory = folder_.path(), .retention = retention, .seed = 1}, mesh) {}
  chat::Store& store() override { return store_; }

 private:
  Folder folder_;
  SqliteStore store_;
};

std::unique_ptr<chat::test::Shelf> make_disk_shelf(const chat::Retention& retention,
                                                   broadcast::Mesh& mesh) {
  return std::make_unique<DiskShelf>(retention, mesh);
}

class SqliteStoreTest : public ::testing::Test {
 protected:
  SqliteStoreTest() { start(); }
  void start(std::uint64_t seed = 1) {
    store_.reset();
    store_ = std::make_unique<SqliteStore>(
        StoreOptions{.directory = folder_.path(), .retention = kAll, .seed = seed}, mesh_);
  }
  // What is on the disk at this moment becomes another server's data: the end was unclean.
  void crash() {
    Folder copy;
    for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
      std::filesystem::copy(file.path(), copy / file.path().filename().string());
    }
    store_.reset();
    for (const auto& file : std::filesystem::directory_iterator(copy.path())) {
      std::filesystem::copy(file.path(), folder_ / file.path().filename().string(),
                            std::filesystem::copy_options::overwrite_existing);
    }
    start(++seed_);
  }
  Asker asker() { return {*store_, mesh_, 0}; }
  Kept append(chat::Sequence seq, const std::string& text = "text") {
    return asker().append("lobby", message(seq, text));
  }

  static constexpr chat::Retention kAll{.messages = 0, .bytes = 0, .milliseconds = 0};
  broadcast::Mesh mesh_{1};
  Folder folder_;
  std::unique_ptr<SqliteStore> store_;
  std::uint64_t seed_ = 1;
};

TEST_F(SqliteStoreTest, EverythingIsThereAgain) {
  const Head head = store_->open("lobby");
  append(1, "the first words");
  append(2);
  store_->set_topic("lobby", "about cats");
  start(2);
  const Head again = store_->open("lobby");
  EXPECT_EQ(again.epoch, head.epoch);
  EXPECT_EQ(again.next, 3u);
  EXPECT_EQ(again.first, 1u);
  EXPECT_EQ(again.last, 2u);
  EXPECT_EQ(again.topic, "about cats");
  EXPECT_FALSE(again.jumped);
  EXPECT_EQ(asker().page("lobby", {}).messages,
            (std::vector<Message>{message(1, "the first words"), message(2)}));
  EXPECT_EQ(asker().search("lobby", "words").messages.size(), 1u);
}

TEST_F(SqliteStoreTest, AfterAnUncleanEndNumbersJump) {
  const Head head = store_->open("lobby");
  append(1);
  crash();
  Head again = store_->open("lobby");
  EXPECT_EQ(again.epoch, head.epoch);
  EXPECT_TRUE(again.jumped);
  EXPECT_EQ(again.last, 1u);
  EXPECT_GE(again.next, static_cast<chat::Sequence>(kBlock));
  const chat::Sequence next = again.next;
  crash();  // nothing was written in that life, but numbers may have been seen
  again = store_->open("lobby");
  EXPECT_GE(again.next, next + static_cast<chat::Sequence>(kBlock));
  EXPECT_EQ(append(again.next).failure, "");
  start();
  EXPECT_FALSE(store_->open("lobby").jumped);
  EXPECT_EQ(store_->open("lobby").next, again.next + 1);
}

TEST_F(SqliteStoreTest, NumbersThatWereGivenAndNotKeptAreGivenNoMore) {
  store_->open("lobby");
  append(1);
  store_->close("lobby", 40);
  EXPECT_EQ(store_->open("lobby").next, 40u);
  start();
  EXPECT_EQ(store_->open("lobby").next, 40u);
}

TEST_F(SqliteStoreTest, NumbersFarAheadOfTheRowAreSafe) {
  store_->open("lobby");
  const chat::Sequence far = static_cast<chat::Sequence>(kBlock) * 3;
  append(1);
  append(far);
  crash();
  EXPECT_GT(store_->open("lobby").next, far);
}

TEST_F(SqliteStoreTest, ARoomOfWhichNothingWasKeptBeginsAnotherLife) {
  const Head head = store_->open("lobby");
  crash();
  EXPECT_NE(store_->open("lobby").epoch, head.epoch);
}

TEST_F(SqliteStoreTest, KnowsTheCidsOfSessions) {
  store_->open("lobby");
  Message one = message(1);
  one.session = "s";
  one.cid = "c1";
  asker().append("lobby", one);
  Message two = message(2);
  two.cid = "c2";  // of a number, which is somebody else's after a restart
  asker().append("lobby", two);
  start();
  const Head head = store_->open("lobby");
  ASSERT_EQ(head.cids.size(), 1u);
  EXPECT_EQ(head.cids[0].session, "s");
  EXPECT_EQ(head.cids[0].cid, "c1");
  EXPECT_EQ(head.cids[0].seq, 1u);
}

TEST_F(SqliteStoreTest, ADirectoryIsOneServers) {
  try {
    SqliteStore other({.directory = folder_.path(), .retention = kAll}, mesh_);
    FAIL() << "two servers share a directory";
  } catch (const InUse& in_use) {
    EXPECT_NE(std::string(in_use.what()).find(folder_.path()), std::string::npos);
  }
}

TEST_F(SqliteStoreTest, WhatIsNoDatabaseIsRefused) {
  store_.reset();
  std::filesystem::remove(folder_ / "wsd.db-wal");
  FILE* const file = std::fopen((folder_ / "wsd.db").c_str(), "w");
  std::fputs(std::string(8192, 'x').c_str(), file);
  std::fclose(file);
  try {
    start();
    FAIL() << "garbage was opened";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(error.what(), (folder_ / "wsd.db") +
                                ": The file is no database. Move it away, or see docs/storage.md.");
  }
}

TEST_F(SqliteStoreTest, KeepsSlips) {
  Asker one = asker();
  store_->put({{"inbox/a", "1"}, {"inbox/b", std::string("\0x", 2)}, {"name/a", "n"}}, 0, 9);
  EXPECT_EQ(one.await().ticket, 9u);
  store_->put({{"inbox/a", std::nullopt}}, 0, 0);
  start();
  EXPECT_EQ(store_->slips("inbox/"), (std::vector<Slip>{{"inbox/b", std::string("\0x", 2)}}));
  EXPECT_EQ(store_->slips("name/").size(), 1u);
  EXPECT_TRUE(store_->slips("z").empty());
}

// Files and all: what the directory takes stays below what it may.
TEST_F(SqliteStoreTest, TheDirectoryIsBounded) {
  constexpr std::uint64_t kMost = 16 << 20;  // the least that can be set
  store_.reset();
  store_ = std::make_unique<SqliteStore>(
      StoreOptions{.directory = folder_.path(), .retention = kAll, .data_max = kMost, .seed = 1},
      mesh_);
  store_->open("lobby");
  EXPECT_EQ(store_->use().bytes_max, kMost);
  const std::string text(3000, 'x');
  chat::Sequence seq = 0;
  const auto bytes = [this] {
    std::uintmax_t sum = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
      sum += file.file_size();
    }
    return sum;
  };
  for (int round = 0; round < 40; ++round) {
    for (int i = 0; i < 199; ++i) store_->append("lobby", message(++seq, text), 0, 0);
    ASSERT_EQ(append(++seq, text).failure, "");
    ASSERT_LE(bytes(), kMost);
  }
  for (chat::Milliseconds now = 1; !store_->use().full; ++now) {
    store_->trim(now);
    asker().page("lobby", {});
  }
  EXPECT_GT(store_->use().dropped, 2000u);
  EXPECT_GT(store_->use().bytes, 1u << 20);
  EXPECT_NE(store_->notice(), std::nullopt);
  EXPECT_EQ(asker().page("lobby", {}).messages.back().seq, seq);
  EXPECT_GT(store_->first("lobby"), 2000u);
}

TEST_F(SqliteStoreTest, SearchesWhatIsIndexedAndWhatIsNot) {
  store_->open("lobby");
  for (chat::Sequence seq = 1; seq <= 1000; ++seq) {
    store_->append("lobby", message(seq, seq % 10 == 0 ? "a needle here" : "only hay"), 0, 0);
  }
  store_->trim(1);
  const auto search = [&](std::uint32_t limit) {
    std::vector<chat::Sequence> numbers;
    for (const Message& found : asker().search("lobby", "need", limit).messages)
      numbers.push_back(found.seq);
    return numbers;
  };
  std::vector<chat::Sequence> all;
  for (chat::Sequence seq = 10; seq <= 1000; seq += 10) all.push_back(seq);
  EXPECT_EQ(search(500), all);
  EXPECT_EQ(search(2), (std::vector<chat::Sequence>{990, 1000}));
  start();
  EXPECT_EQ(search(500), all);
  EXPECT_EQ(search(3), (std::vector<chat::Sequence>{980, 990, 1000}));
}

}  // namespace
}  // namespace disk::test

namespace chat::test {
INSTANTIATE_TEST_SUITE_P(Disk, StoreSuite, ::testing::Values(&disk::test::make_disk_shelf));
}  // namespace chat::test
