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
  office.scribe->tick(1);
  while (office.scribe->tidy()) {
  }
  office.fill("a", 21, 22);
  Library library(office.path());
  EXPECT_EQ(library.search("a", "TEX", 100).messages.size(), 22u);
  EXPECT_EQ(library.search("b", "text", 100).messages.size(), 20u);
  EXPECT_EQ(library.search("a", "tex none", 100).messages.size(), 0u);
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
