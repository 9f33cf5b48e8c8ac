// The desk that searches are brought to: one at a time, away from whoever asks, and not too many.
#include "apps/wsd/chat/search_desk.h"

#include <gtest/gtest.h>

#include <latch>
#include <set>

#include "tests/apps/wsd/chat/told.h"

namespace chat::test {
namespace {

class SearchDeskTest : public ::testing::Test {
 protected:
  Search search(Ticket ticket) const { return {"lobby", "word", 0, 0, ticket}; }

  broadcast::Mesh mesh_{1};
  ToldQueue told_{mesh_};
};

TEST_F(SearchDeskTest, LooksOnAThreadOfItsOwn) {
  std::thread::id looked;
  SearchDesk desk(told_, [&](const Search& one, reactor::Time) {
    looked = std::this_thread::get_id();
    EXPECT_EQ(one.room, "lobby");
    EXPECT_EQ(one.words, "word");
    return Page{.first = 7};
  });
  desk.ask(search(5));
  const Told told = await(told_, mesh_);
  EXPECT_EQ(told.ticket, 5u);
  EXPECT_EQ(std::get<Page>(told.what).first, 7u);
  EXPECT_NE(looked, std::this_thread::get_id());
}

// Whoever asks is answered, and soon: by what was found, or by a sentence.
TEST_F(SearchDeskTest, TooManyAreRefusedAtOnce) {
  std::latch begun(1);
  std::latch go_on(1);
  SearchDesk desk(told_, [&](const Search& one, reactor::Time) {
    if (one.ticket == 1) {
      begun.count_down();
      go_on.wait();
    }
    return Page{};
  });
  desk.ask(search(1));
  begun.wait();
  for (Ticket ticket = 2; ticket <= kSearchesMax + 2; ++ticket) desk.ask(search(ticket));
  for (const Ticket ticket : {kSearchesMax + 1, kSearchesMax + 2}) {
    const Told refused = await(told_, mesh_);
    EXPECT_EQ(refused.ticket, ticket);
    EXPECT_EQ(std::get<Page>(refused.what).failure,
              "Not searched: too many searches wait on this server. Try again in a moment.");
  }
  go_on.count_down();
  for (Ticket ticket = 1; ticket <= kSearchesMax; ++ticket) {
    const Told told = await(told_, mesh_);
    EXPECT_EQ(told.ticket, ticket);
    EXPECT_EQ(std::get<Page>(told.what).failure, "");
  }
}

TEST_F(SearchDeskTest, TheMoreWaitTheLessTimeEachHas) {
  EXPECT_EQ(search_time(0), kSearchTime);
  EXPECT_EQ(search_time(1), kSearchTime);
  EXPECT_EQ(search_time(5), kSearchTime / 5);
  EXPECT_EQ(search_time(kSearchesMax), kSearchTimeLeast);
}

TEST_F(SearchDeskTest, EndsThoughSomeWait) {
  std::latch begun(1);
  std::latch go_on(1);
  {
    SearchDesk desk(told_, [&](const Search& one, reactor::Time) {
      if (one.ticket == 1) begun.count_down();
      go_on.wait();
      return Page{};
    });
    for (Ticket ticket = 1; ticket <= 9; ++ticket) desk.ask(search(ticket));
    begun.wait();
    go_on.count_down();
  }
  std::set<Ticket> answered;
  while (const auto told = told_.next(0)) answered.insert(told->ticket);
  EXPECT_TRUE(answered.contains(1));
  SearchDesk unused(told_, [](const Search&, reactor::Time) { return Page{}; });
}

}  // namespace
}  // namespace chat::test
