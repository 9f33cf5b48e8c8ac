// The chat over restarts: what was said is there, what waits still waits, what comes again is
// known.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>

#include "apps/wsd/disk/archive.h"
#include "apps/wsd/disk/database.h"
#include "apps/wsd/disk/directory.h"
#include "tests/apps/wsd/chat/talk.h"
#include "tests/apps/wsd/disk/folder.h"

namespace chat::test {
namespace {

class LastingTest : public ::testing::TestWithParam<broadcast::ShardNumber> {
 protected:
  LastingTest() { start(); }
  void start() {
    salon_.reset();
    wsd::Options options = unhurried();
    options.data = folder_.path();
    salon_ = std::make_unique<Salon>(options, GetParam());
  }
  void start_after_an_unclean_end() {
    salon_.reset();
    disk::Database(disk::Directory::database_in(folder_.path()), disk::Database::Mode::write)
        .execute("UPDATE meta SET value = 0 WHERE key = 'clean'");
    start();
  }
  broadcast::ShardNumber last() const {
    return static_cast<broadcast::ShardNumber>(GetParam() - 1);
  }
  Guest& program(const std::string& nick) {
    const std::string fields =
        R"(,"session":"the-word-of-)" + nick + R"(-1234","nick":")" + nick + "\"";
    return greeted(*salon_, fields, last());
  }

  disk::test::Folder folder_;
  std::unique_ptr<Salon> salon_;
};

INSTANTIATE_TEST_SUITE_P(Shards, LastingTest, ::testing::Values(1, 2));

TEST_P(LastingTest, WhatWasSaidIsThere) {
  Guest& ana = program("ana");
  const Lines said =
      say(*salon_, ana, R"({"op":"msg","id":1,"room":"lobby","text":"hello","cid":"c1"})");
  const std::string epoch = at(only(said, "ack").at(0), "/epoch");
  say(*salon_, ana, R"({"op":"topic","room":"lobby","topic":"cats"})");
  start();
  Guest& bob = salon_->json("/", last());
  const Lines heard = say(
      *salon_, bob,
      R"({"op":"hello","rooms":[{"room":"lobby","since":{"epoch":")" + epoch + R"(","seq":0}}]})");
  EXPECT_EQ(at(only(heard, "joined").at(0), "/recovered"), "true");
  EXPECT_EQ(at(only(heard, "joined").at(0), "/topic"), "cats");
  EXPECT_EQ(at(only(heard, "msg").at(0), "/text"), "hello");
  EXPECT_TRUE(only(heard, "gap").empty());
  const Lines found = say(*salon_, bob, R"({"op":"search","room":"lobby","q":"HELL"})");
  EXPECT_EQ(at(only(found, "search").at(0), "/items/0/seq"), "1");
}

// It has another epoch after a restart, since there was nothing to keep: that is no gap.
TEST_P(LastingTest, NothingIsMissingWhereNothingWasEverSaid) {
  const std::string wish = R"({"op":"hello","rooms":[{"room":"quiet"}]})";
  Guest& before = salon_->json("/", last());
  const std::string epoch = at(only(say(*salon_, before, wish), "joined").at(0), "/epoch");
  start();
  Guest& ana = greeted(*salon_, R"(,"rooms":[])", last());
  const auto come = [&](const std::string& seq) {
    Guest& bob = salon_->json("/", last());
    return say(*salon_, bob,
               R"({"op":"hello","rooms":[{"room":"quiet","since":{"epoch":")" + epoch +
                   R"(","seq":)" + seq + "}}]}");
  };
  const Lines empty = come("0");
  EXPECT_NE(at(only(empty, "joined").at(0), "/epoch"), epoch);
  EXPECT_EQ(at(only(empty, "joined").at(0), "/recovered"), "true");
  EXPECT_TRUE(only(empty, "gap").empty());
  say(*salon_, ana, R"({"op":"join","room":"quiet"})");
  say(*salon_, ana, R"({"op":"msg","room":"quiet","text":"first"})");
  const Lines spoken = come("0");
  EXPECT_TRUE(only(spoken, "gap").empty());
  EXPECT_EQ(at(only(spoken, "msg").at(0), "/text"), "first");
  EXPECT_EQ(at(only(come("3"), "gap").at(0), "/reason"), "epoch");  // something was seen there
}

// The numbers that an unclean end jumps over were given to nothing that was kept.
TEST_P(LastingTest, NothingIsMissingWhereOnlyATopicWasSet) {
  Guest& before = greeted(*salon_, R"(,"rooms":[{"room":"quiet"}])", last());
  say(*salon_, before, R"({"op":"topic","room":"quiet","topic":"cats"})");
  say(*salon_, before, R"({"op":"join","room":"talk"})");
  say(*salon_, before, R"({"op":"msg","room":"talk","text":"first"})");
  const auto come = [&](const std::string& room) {
    Guest& bob = salon_->json("/", last());
    const std::string joined = only(say(*salon_, greeted(*salon_, R"(,"rooms":[])", last()),
                                        R"({"op":"join","room":")" + room + "\"}"),
                                    "joined")
                                   .at(0);
    return say(*salon_, bob,
               R"({"op":"hello","rooms":[{"room":")" + room + R"(","since":{"epoch":")" +
                   at(joined, "/epoch") + R"(","seq":0}}]})");
  };
  start_after_an_unclean_end();
  const Lines quiet = come("quiet");
  EXPECT_EQ(at(only(quiet, "joined").at(0), "/topic"), "cats");
  EXPECT_EQ(at(only(quiet, "joined").at(0), "/recovered"), "true");
  EXPECT_TRUE(only(quiet, "gap").empty());
  EXPECT_EQ(at(only(come("talk"), "gap").at(0), "/reason"), "restart") << "there it may be";
  Guest& ana = greeted(*salon_, R"(,"rooms":[{"room":"quiet"}])", last());
  say(*salon_, ana, R"({"op":"msg","room":"quiet","text":"second"})");
  const Lines spoken = come("quiet");
  EXPECT_TRUE(only(spoken, "gap").empty());
  EXPECT_EQ(at(only(spoken, "msg").at(0), "/text"), "second");
}

TEST_P(LastingTest, WhatComesAgainIsKnown) {
  const std::string words = R"({"op":"msg","id":1,"room":"lobby","text":"hello","cid":"c1"})";
  say(*salon_, program("ana"), words);
  start();
  const Lines again = say(*salon_, program("ana"), words);
  EXPECT_EQ(at(only(again, "ack").at(0), "/dup"), "true");
  EXPECT_EQ(at(only(again, "ack").at(0), "/seq"), "1");
  EXPECT_TRUE(only(again, "msg").empty());
}

TEST_P(LastingTest, WhatWaitsForSomebodyWaitsOverARestart) {
  program("bob").close(1000);
  salon_->settle();
  Guest& ana = program("ana");
  const std::string first = R"({"op":"dm","id":1,"to":"bob","text":"one","cid":"d1"})";
  const Lines said = say(*salon_, ana, first);
  EXPECT_EQ(at(only(said, "ack").at(0), "/queued"), "true");
  say(*salon_, ana, R"({"op":"dm","id":2,"to":"bob","text":"two","cid":"d2"})");
  start();
  Guest& back = program("ana");
  const Lines again = say(*salon_, back, first);
  EXPECT_EQ(at(only(again, "ack").at(0), "/dup"), "true");
  EXPECT_EQ(at(only(again, "ack").at(0), "/seq"), "1");
  EXPECT_EQ(
      at(only(say(*salon_, back, R"({"op":"dm","id":3,"to":"bob","text":"three","cid":"d3"})"),
              "ack")
             .at(0),
         "/seq"),
      "3");
  Guest& bob = salon_->json("/", 0);
  const Lines letters = only(say(*salon_, bob, R"({"op":"hello","nick":"bob"})"), "dm");
  ASSERT_EQ(letters.size(), 3u);
  EXPECT_EQ(at(letters[0], "/text"), "one");
  EXPECT_EQ(at(letters[0], "/waited"), "true");
  EXPECT_EQ(at(letters[2], "/text"), "three");
  start();
  Guest& once = salon_->json("/", 0);
  EXPECT_TRUE(only(say(*salon_, once, R"({"op":"hello","nick":"bob"})"), "dm").empty());
}

// The files as they are while the server runs are what a server that is killed leaves behind.
TEST_P(LastingTest, WhatNobodyProvedToHaveReadComesAgainAfterAKill) {
  Guest& bob = program("bob");
  Guest& ana = program("ana");
  bob.deaf(true);
  const Lines said = say(*salon_, ana, R"({"op":"dm","id":1,"to":"bob","text":"one","cid":"d1"})");
  EXPECT_EQ(only(said, "ack").size(), 1u);
  const disk::test::Folder killed;
  std::filesystem::copy(
      folder_.path(), killed.path(),
      std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
  bob.deaf(false);
  EXPECT_EQ(only(hear(*salon_, bob), "dm").size(), 1u);
  start();
  EXPECT_TRUE(
      only(say(*salon_, salon_->json("/", last()), R"({"op":"hello","nick":"bob"})"), "dm").empty())
      << "he has read it";
  salon_.reset();
  wsd::Options options = unhurried();
  options.data = killed.path();
  salon_ = std::make_unique<Salon>(options, GetParam());
  const Lines letters =
      only(say(*salon_, salon_->json("/", last()), R"({"op":"hello","nick":"bob"})"), "dm");
  salon_.reset();
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(at(letters[0], "/text"), "one");
}

// Neither the files nor an archive have a word with which to come back as somebody else.
TEST_P(LastingTest, TheWordsOfProgramsAreKeptNowhere) {
  Guest& ana = program("ana");
  program("bob").close(1000);
  say(*salon_, ana, R"({"op":"msg","id":1,"room":"lobby","text":"hello","cid":"c1"})");
  say(*salon_, ana, R"({"op":"dm","id":2,"to":"bob","text":"psst","cid":"d1"})");
  salon_.reset();
  std::string all;
  for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
    std::ifstream in(file.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(in), {});
  }
  EXPECT_NE(all.find("psst"), std::string::npos);
  EXPECT_EQ(all.find("the-word-of-"), std::string::npos);
  std::ostringstream archive;
  disk::write_archive(folder_.path(), {}, archive);
  EXPECT_EQ(archive.str().find("the-word-of-"), std::string::npos);
  EXPECT_NE(archive.str().find("session_hash"), std::string::npos);
}

// No second try is better: it is no trouble of the disk.
TEST_P(LastingTest, ARoomAtItsLastNumberIsOver) {
  say(*salon_, program("ana"), R"({"op":"msg","room":"lobby","text":"first"})");
  salon_.reset();
  disk::Database(disk::Directory::database_in(folder_.path()), disk::Database::Mode::write)
      .execute("UPDATE rooms SET base = 1099511627775, last = 1099511627774");
  start();
  const Lines said =
      say(*salon_, program("ana"), R"({"op":"msg","id":1,"room":"lobby","text":"more"})");
  const std::string error = only(said, "error").at(0);
  EXPECT_EQ(at(error, "/code"), "409");
  EXPECT_EQ(at(error, "/temporary"), "false");
  EXPECT_EQ(at(error, "/text"),
            "This room has given its last number, and no more messages are kept in it. Use another "
            "room.");
}

TEST_P(LastingTest, TheLastMessagesAreSentFirst) {
  Guest& ana = program("ana");
  for (int i = 1; i <= 5; ++i) say(*salon_, ana, R"({"op":"msg","room":"lobby","text":"m"})");
  start();
  Guest& bob = salon_->json("/", last());
  say(*salon_, bob, R"({"op":"hello","rooms":[]})");
  const Lines heard = say(*salon_, bob, R"({"op":"join","id":2,"room":"lobby","history":2})");
  const Lines messages = only(heard, "msg");
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(at(messages[0], "/seq"), "4");
}

}  // namespace
}  // namespace chat::test
