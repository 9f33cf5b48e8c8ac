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
  Reader reader(office.path(), "", told);
  reader.ask({.room = "a", .what = chat::PageWish{}, .ticket = 5});
  chat::Told one = await(told);
  EXPECT_EQ(one.ticket, 5u);
  EXPECT_EQ(std::get<chat::Page>(one.what).messages.size(), 9u);
  reader.ask({.room = "a", .what = SearchWish{"text", 2}, .ticket = 6});
  one = await(told);
  EXPECT_EQ(std::get<chat::Page>(one.what).messages.size(), 2u);
}

TEST(Reader, SaysWhyItCannot) {
  const Folder folder;
  broadcast::Mesh mesh(1);
  chat::ToldQueue told(mesh);
  Reader reader(folder / "none", "", told);
  reader.ask({.room = "a", .what = chat::PageWish{}, .ticket = 5});
  EXPECT_NE(std::get<chat::Page>(await(told).what).failure, "");
}

}  // namespace
}  // namespace disk::test
