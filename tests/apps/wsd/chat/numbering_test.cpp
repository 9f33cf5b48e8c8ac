// Records and sequence numbers find each other, beside a plain list of both.
#include "apps/wsd/chat/numbering.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace chat {
namespace {

struct Pair {
  broadcast::Record record;
  Sequence seq;
};

Sequence plain_last_before(const std::vector<Pair>& list, broadcast::Record record) {
  Sequence last = list.front().seq - 1;
  for (const Pair& pair : list) {
    if (pair.record < record) last = pair.seq;
  }
  return last;
}

TEST(Numbering, BeginsWhereItIsTold) {
  Numbering numbering(121);
  EXPECT_EQ(numbering.next(), 121u);
  EXPECT_EQ(numbering.oldest(), 121u);
  EXPECT_EQ(numbering.last_before(0), 120u);
  EXPECT_EQ(numbering.record_of(120), std::nullopt);
  EXPECT_EQ(numbering.record_of(121), std::nullopt);
  EXPECT_EQ(numbering.number(7), 121u);
  EXPECT_EQ(numbering.record_of(121), 7u);
  EXPECT_EQ(numbering.last_before(7), 120u);
  EXPECT_EQ(numbering.last_before(8), 121u);
}

TEST(Numbering, IsThePlainListInBothDirections) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    const Sequence first = 1 + random() % 3 * 1000;
    Numbering numbering(first);
    std::vector<Pair> list;
    broadcast::Record record = random() % 5;
    for (int i = 0; i < 400; ++i) {
      record += random() % 4 == 0 ? 1 + random() % 10 : 1;
      list.push_back({record, numbering.number(record)});
      ASSERT_EQ(list.back().seq, first + static_cast<Sequence>(i));
    }
    for (broadcast::Record r = 0; r < record + 5; ++r)
      ASSERT_EQ(numbering.last_before(r), plain_last_before(list, r)) << seed << " " << r;
    for (const Pair& pair : list) ASSERT_EQ(numbering.record_of(pair.seq), pair.record);
    EXPECT_EQ(numbering.record_of(first - 1), std::nullopt);
    EXPECT_EQ(numbering.record_of(numbering.next()), std::nullopt);
  }
}

TEST(Numbering, SaysNothingWrongOfWhatItForgot) {
  Numbering numbering(1);
  std::vector<Pair> list;
  for (broadcast::Record record = 10; record < 1010; record += 2)  // each a run of its own
    list.push_back({record, numbering.number(record)});
  const std::size_t before = numbering.bytes();
  numbering.keep(before / 4);
  EXPECT_LE(numbering.bytes(), before / 4);
  const Sequence oldest = numbering.oldest();
  EXPECT_GT(oldest, 350u);
  for (const Pair& pair : list) {
    const bool known = pair.seq >= oldest;
    EXPECT_EQ(numbering.record_of(pair.seq).has_value(), known);
    EXPECT_EQ(numbering.last_before(pair.record), known ? pair.seq - 1 : 0);
    EXPECT_EQ(numbering.last_before(pair.record + 1), known ? pair.seq : 0);
  }
}

TEST(Numbering, KeepsTheLastRunWhateverHappens) {
  Numbering numbering(1);
  numbering.number(5);
  numbering.number(9);
  numbering.keep(0);
  EXPECT_EQ(numbering.oldest(), 2u);
  EXPECT_EQ(numbering.record_of(2), 9u);
  EXPECT_EQ(numbering.next(), 3u);
}

}  // namespace
}  // namespace chat
