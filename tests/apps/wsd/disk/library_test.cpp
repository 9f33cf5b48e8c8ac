// Pages and searches; what every store promises of them is tested in store_test.
#include "apps/wsd/disk/library.h"

#include <gtest/gtest.h>

#include "apps/wsd/disk/failure.h"
#include "tests/apps/wsd/disk/office.h"

namespace disk::test {
namespace {

TEST(Library, ReadsARoomOfTheDatabase) {
  Office office;
  office.fill("a", 1, 20);
  Library library(office.path());
  const chat::Page page =
      library.page("a", {.from = chat::PageWish::From::before, .seq = 5, .limit = 3});
  ASSERT_EQ(page.messages.size(), 3u);
  EXPECT_EQ(page.messages[0].seq, 2u);
  EXPECT_EQ(page.first, 1u);
  EXPECT_TRUE(page.more);
  EXPECT_TRUE(library.page("b", {}).messages.empty());
}

TEST(Library, FindsWordsOfOneRoomOnly) {
  Office office;
  office.fill("a", 1, 20);
  office.fill("b", 1, 20);
  office.scribe->tick(1, 1);
  while (office.scribe->tidy()) {
  }
  office.fill("a", 21, 22);
  Library library(office.path());
  EXPECT_EQ(library.search("a", "TEX", 100).messages.size(), 22u);
  EXPECT_EQ(library.search("b", "text", 100).messages.size(), 20u);
  EXPECT_EQ(library.search("a", "tex none", 100).messages.size(), 0u);
}

// With a single letter so many words begin that only the newest messages are looked through, and
// that is told; a longer word beside it is asked of the index.
TEST(Library, ASingleLetterIsLookedForInTheNewest) {
  constexpr Sequence kMany = chat::kSearchBytesMax / 1024 + 100;
  const std::string filler = std::string(1024, 'x') + " ";
  Office office;
  std::vector<Job> jobs;
  for (Sequence seq = 1; seq <= kMany; ++seq) {
    const char* const word = seq == 1 ? "apple" : seq == kMany - 5 ? "avocado" : "pear";
    jobs.push_back(office.append("a", message(seq, filler + word)));
  }
  jobs.push_back(office.append("few", message(1, "\xE0\xB8\x81 apple")));
  office.write(std::move(jobs));
  office.scribe->tick(1, 1);
  while (office.scribe->tidy()) {
  }
  Library library(office.path());
  const chat::Page one = library.search("a", "A", 10);
  ASSERT_EQ(one.messages.size(), 1u);
  EXPECT_EQ(one.messages[0].seq, kMany - 5);
  EXPECT_TRUE(one.more) << "there is an apple that was not looked at";
  const chat::Page none = library.search("a", "q", 10);
  EXPECT_TRUE(none.messages.empty());
  EXPECT_TRUE(none.more);
  EXPECT_EQ(library.search("a", "ap", 10).messages.size(), 1u) << "the index knows";
  const chat::Page both = library.search("a", "x apple", 10);
  EXPECT_EQ(both.messages.size(), 1u);
  EXPECT_FALSE(both.more);
  EXPECT_TRUE(library.search("a", "apple q", 10).messages.empty());
  for (const char* letter : {"a", "\xE0\xB8\x81"}) {
    const chat::Page all = library.search("few", letter, 10);
    EXPECT_EQ(all.messages.size(), 1u) << letter;
    EXPECT_FALSE(all.more) << "it was all";
  }
}

// Bytes that nobody searches are fetched all the same.
TEST(Library, WhatIsPassedOverCounts) {
  constexpr Sequence kMany = 40'000;
  Office office;
  std::vector<Job> jobs;
  for (Sequence seq = 1; seq <= kMany; ++seq) {
    Message binary = message(seq, "AQID");
    binary.content = chat::Content::bin;
    jobs.push_back(office.append("a", std::move(binary)));
  }
  office.write(std::move(jobs));
  Library library(office.path());
  EXPECT_TRUE(library.search("a", "q", 10).more);
}

// Also where much begins with the longer word: what is fetched is counted.
TEST(Library, WhatTheIndexFindsIsBoundedToo) {
  constexpr Sequence kMany = 40'000;
  Office office;
  std::vector<Job> jobs;
  for (Sequence seq = 1; seq <= kMany; ++seq) jobs.push_back(office.append("a", message(seq)));
  office.write(std::move(jobs));
  office.scribe->tick(1, 1);
  while (office.scribe->tidy()) {
  }
  Library library(office.path());
  const chat::Page page = library.search("a", "text q", 10);
  EXPECT_TRUE(page.messages.empty());
  EXPECT_TRUE(page.more);
}

// A search whose time is over tells what it has, and that it did not look at what is older.
TEST(Library, ASearchEndsWhenItsTimeIsOver) {
  constexpr Sequence kMany = 20'000;
  Office office;
  std::vector<Job> jobs;
  for (Sequence seq = 1; seq <= kMany; ++seq) {
    jobs.push_back(office.append("a", message(seq, "word" + std::to_string(seq))));
  }
  office.write(std::move(jobs));
  office.scribe->tick(1, 1);
  while (office.scribe->tidy()) {
  }
  office.fill("a", kMany + 1, kMany + 1);
  Library library(office.path());
  const auto search = [&](const char* words, reactor::Time end) {
    return library.search("a", words, 200, end);
  };
  for (const char* words : {"word", "wo", "x"}) {
    const chat::Page cut = search(words, reactor::Time{});
    EXPECT_TRUE(cut.more) << words;
    EXPECT_LT(cut.messages.size(), 200u) << words;
    EXPECT_EQ(cut.first, 1u) << words;
  }
  EXPECT_EQ(search("word", reactor::Time::max()).messages.size(), 200u)
      << "it can go on after that";
  EXPECT_EQ(search("word7 word77", reactor::Time::max()).messages.size(), 111u);
  EXPECT_EQ(library.page("a", {}).messages.size(), chat::kPageUsual);
}

// A damaged database, or one that something else wrote into.
TEST(Library, WhatIsReadIsUtf8) {
  Office office;
  office.fill("a", 1, 3);
  office.database->execute(
      "UPDATE messages SET text = CAST(x'74657874FF' AS BLOB), nick = CAST(x'FF' AS TEXT)");
  Library library(office.path());
  for (const chat::Page& page : {library.page("a", {}), library.search("a", "text", 10)}) {
    ASSERT_EQ(page.messages.size(), 3u);
    EXPECT_EQ(page.messages[0].text, "text\xEF\xBF\xBD");
    EXPECT_EQ(page.messages[0].nick, "\xEF\xBF\xBD");
  }
}

TEST(Library, ThrowsWhatFails) {
  const Folder folder;
  EXPECT_THROW(Library(folder / "none"), Failure);
}

}  // namespace
}  // namespace disk::test
