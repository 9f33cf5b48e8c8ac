// The thread that reads.
#include "apps/wsd/disk/reader.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/apps/wsd/disk/office.h"

namespace disk::test {
namespace {

chat::Told await(chat::ToldQueue& told) {
  for (;;) {
    if (auto one = told.next(0)) return *std::move(one);
    std::this_thread::yield();
  }
}

TEST(Reader, AnswersEachQuestion) {
  Office office;
  office.fill("a", 1, 9);
  broadcast::Mesh mesh(1);
  chat::ToldQueue told(mesh);
  Reader reader(office.path(), "", *office.rooms, told);
  reader.ask({.room = "a", .what = chat::PageWish{}, .ticket = 5});
  chat::Told one = await(told);
  EXPECT_EQ(one.ticket, 5u);
  EXPECT_EQ(std::get<chat::Page>(one.what).messages.size(), 9u);
  reader.ask({.room = "a", .what = SearchWish{"text", 2}, .ticket = 6});
  one = await(told);
  EXPECT_EQ(std::get<chat::Page>(one.what).messages.size(), 2u);
}

// Searches are the last thing that those who come back should wait for: with as many as may wait, a
// page comes all the same. None of the searches is answered before the page was asked for.
TEST(Reader, APageDoesNotWaitForSearches) {
  constexpr chat::Ticket kPage = 1'000;
  Office office;
  office.fill("a", 1, 9);
  broadcast::Mesh mesh(2);
  chat::ToldQueue told(mesh);
  Reader reader(office.path(), "", *office.rooms, told);
  for (chat::Ticket ticket = 1; ticket <= chat::kSearchesMax; ++ticket) {
    reader.ask({.room = "a", .what = SearchWish{"text", 5}, .ticket = ticket});
  }
  reader.ask({.room = "a", .what = chat::PageWish{}, .shard = 1, .ticket = kPage});
  std::size_t searches = 0;
  for (bool paged = false; !paged || searches < chat::kSearchesMax;) {
    if (const auto one = told.next(1)) {
      EXPECT_EQ(one->ticket, kPage);
      paged = true;
    }
    if (const auto one = told.next(0)) {
      EXPECT_EQ(std::get<chat::Page>(one->what).messages.size(), 5u);
      ++searches;
    }
    std::this_thread::yield();
  }
}

TEST(Reader, FetchesTheHeadOfARoom) {
  Office office;
  office.fill("a", 1, 9);
  broadcast::Mesh mesh(1);
  chat::ToldQueue told(mesh);
  Reader reader(office.path(), "", *office.rooms, told);
  EXPECT_EQ(office.rooms->hold_head("a"), nullptr);
  reader.ask({.room = "a", .what = HeadWish{}, .ticket = 5});
  const chat::Told one = await(told);
  EXPECT_EQ(one.ticket, 5u);
  EXPECT_NE(std::get<chat::Fetched>(one.what).hold, nullptr);
  EXPECT_NE(office.rooms->hold_head("a"), nullptr);
}

TEST(Reader, SaysWhyItCannot) {
  Office office;
  const Folder folder;
  broadcast::Mesh mesh(1);
  chat::ToldQueue told(mesh);
  Reader reader(folder / "none", "", *office.rooms, told);
  reader.ask({.room = "a", .what = chat::PageWish{}, .ticket = 5});
  EXPECT_NE(std::get<chat::Page>(await(told).what).failure, "");
  reader.ask({.room = "a", .what = SearchWish{"text", 2}, .ticket = 6});
  EXPECT_NE(std::get<chat::Page>(await(told).what).failure, "");
  reader.ask({.room = "a", .what = HeadWish{}, .ticket = 7});
  EXPECT_EQ(std::get<chat::Fetched>(await(told).what).hold, nullptr);
}

}  // namespace
}  // namespace disk::test
