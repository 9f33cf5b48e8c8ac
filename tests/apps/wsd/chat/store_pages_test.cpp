// The promises of store.h for those who come back: what a page holds and says of the rest, what
// went, what is known again.
#include <algorithm>
#include <vector>

#include "tests/apps/wsd/chat/store_suite.h"

namespace chat::test {
namespace {

using From = PageWish::From;

std::vector<Sequence> numbers(const Page& page) {
  std::vector<Sequence> numbers;
  for (const Message& message : page.messages) numbers.push_back(message.seq);
  return numbers;
}

TEST_P(StoreSuite, AroundWhatIsBeyondTheNewestIsTheNewest) {
  store().open("lobby");
  fill("lobby", 1, 9);
  for (const std::uint32_t limit : {1, 2, 3}) {
    const Page page = asker().page("lobby", {.from = From::around, .seq = 500, .limit = limit});
    ASSERT_EQ(page.messages.size(), 1u) << limit;
    EXPECT_EQ(page.messages[0].seq, 10u);
    EXPECT_TRUE(page.more);
  }
  const Page one = asker().page("lobby", {.from = From::around, .seq = 4, .limit = 1});
  EXPECT_EQ(numbers(one), std::vector<Sequence>{4});
}

TEST_P(StoreSuite, APageIsOfSoManyBytes) {
  store().open("lobby");
  Asker one = asker();
  for (Sequence seq = 1; seq <= 9; ++seq) one.append("lobby", message(seq, std::string(100, 'x')));
  EXPECT_EQ(numbers(one.page("lobby", {.from = From::after, .seq = 2, .bytes = 350})),
            (std::vector<Sequence>{3, 4, 5}));
  EXPECT_EQ(numbers(one.page("lobby", {.from = From::before, .seq = 9, .bytes = 200})),
            (std::vector<Sequence>{7, 8}));
  EXPECT_EQ(numbers(one.page("lobby", {.from = From::after, .seq = 2, .bytes = 1})),
            std::vector<Sequence>{3});
}

// Whether what comes after a number is whole is known with its first page.
TEST_P(StoreSuite, ThePageSaysWhetherNumbersAreMissingBehindIt) {
  store().open("lobby");
  Asker one = asker();
  for (const Sequence seq : {2, 3, 4, 7, 8, 9}) one.append("lobby", message(seq));
  const auto page = [&](Sequence after, std::uint32_t limit) {
    return one.page("lobby", {.from = From::after, .seq = after, .limit = limit, .holes = true});
  };
  for (const std::uint32_t limit : {1, 2, 50}) {
    EXPECT_TRUE(page(0, limit).holes);
    EXPECT_TRUE(page(3, limit).holes);
    EXPECT_FALSE(page(4, limit).holes) << "in front of the first is no hole";
    EXPECT_FALSE(page(8, limit).holes);
    EXPECT_FALSE(page(9, limit).holes);
    EXPECT_EQ(page(3, limit).last, 9u);
  }
  for (Sequence seq = 1; seq <= 9; ++seq) one.append("whole", message(seq));
  EXPECT_FALSE(one.page("whole", {.from = From::after, .seq = 2, .limit = 1, .holes = true}).holes);
}

TEST_P(StoreSuite, TellsUpToWhereRetentionTookAll) {
  begin({.messages = 5, .bytes = 0, .milliseconds = 0});
  store().open("lobby");
  EXPECT_EQ(store().gone("lobby"), 0u);
  fill("lobby", 1, 4);
  EXPECT_EQ(store().gone("lobby"), 0u);
  fill("lobby", 6, 19);
  EXPECT_EQ(store().first("lobby"), 16u);
  EXPECT_EQ(store().gone("lobby"), 15u);
  EXPECT_EQ(store().gone("other"), 0u);
  begin({.messages = 0, .bytes = 0, .milliseconds = 1'000});
  store().trim(1'000'000);
  store().open("lobby");
  fill("lobby", 1, 9);
  ASSERT_TRUE(trims_to("lobby", 0, 9'000'000));
  EXPECT_EQ(store().gone("lobby"), 10u);
}

// A room that was closed and is opened again knows what is sent again.
TEST_P(StoreSuite, RemembersTheCidsOfTheNewestMessages) {
  store().open("lobby");
  Asker one = asker();
  for (Sequence seq = 1; seq <= 1'100; ++seq) {
    Message said = message(seq);
    if (seq % 2 == 0) said.session = "s";
    if (seq % 2 == 0) said.cid = std::to_string(seq);
    store().append("lobby", said, 0, 0);
  }
  one.append("lobby", message(1'101));
  store().close("lobby", 1'102);
  one.page("lobby", {});
  const Head head = store().open("lobby");
  ASSERT_EQ(head.cids.size(), 512u);
  EXPECT_EQ(head.cids.front().cid, "78");
  EXPECT_EQ(head.cids.front().seq, 78u);
  EXPECT_EQ(head.cids.back().cid, "1100");
  EXPECT_EQ(head.cids.back().session, "s");
}

}  // namespace
}  // namespace chat::test
