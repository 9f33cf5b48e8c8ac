// What a room's tail holds, beside a plain list of everything.
#include "apps/wsd/chat/tail.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace chat {
namespace {

Happening said(const std::string& text) {
  Happening happening;
  happening.kind = Happening::Kind::message;
  happening.person = {7, "ana"};
  happening.text = text;
  return happening;
}

struct One {
  broadcast::Record record;
  std::string text;

  bool operator==(const One&) const = default;
};

std::vector<One> held(const Tail& tail, broadcast::Record record, broadcast::Record last) {
  std::vector<One> all;
  tail.each(record, last, [&](broadcast::Record r, const Happening& happening) {
    all.push_back({r, std::string(happening.text)});
  });
  return all;
}

TEST(Tail, IsEmptyAtFirst) {
  const Tail tail;
  EXPECT_EQ(tail.first(), std::nullopt);
  EXPECT_EQ(tail.bytes(), 0u);
  EXPECT_FALSE(tail.peek(0));
  EXPECT_TRUE(held(tail, 0, 100).empty());
}

TEST(Tail, BeginsWithWhatSaysNothingToo) {
  Tail tail;
  tail.skip(4);
  EXPECT_EQ(tail.first(), 4u);
  tail.add(5, said("a"));
  tail.skip(6);
  EXPECT_EQ(tail.first(), 4u);
  EXPECT_EQ(held(tail, 4, 7), (std::vector<One>{{5, "a"}}));
  EXPECT_TRUE(held(tail, 4, 5).empty());
  EXPECT_TRUE(held(tail, 6, 7).empty());
}

TEST(Tail, HoldsTheLastOfThePlainList) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    Tail tail;
    std::vector<One> list;
    broadcast::Record record = 3;
    const std::size_t most = 500 + random() % 4000;
    for (int i = 0; i < 300; ++i, record += 1 + random() % 2) {
      if (random() % 5 == 0) {
        tail.skip(record);
        continue;
      }
      list.push_back({record, std::string(random() % 200, 'x') + std::to_string(i)});
      tail.add(record, said(list.back().text));
      tail.keep(most);
      ASSERT_LE(tail.bytes(), most);
    }
    const broadcast::Record first = *tail.first();
    EXPECT_GT(first, 3u);
    for (int i = 0; i < 50; ++i) {
      const broadcast::Record from = random() % record;
      const broadcast::Record to = from + random() % 60;
      std::vector<One> expected;
      for (const One& one : list) {
        if (one.record >= first && one.record >= from && one.record < to) expected.push_back(one);
      }
      ASSERT_EQ(held(tail, from, to), expected) << seed;
      const auto all = held(tail, from, record);
      const auto seen = tail.peek(from);
      ASSERT_EQ(seen.has_value(), !all.empty());
      if (seen) {
        ASSERT_EQ(seen->text, all.front().text);
      }
    }
  }
}

TEST(Tail, MayHoldNothing) {
  Tail tail;
  tail.add(1, said(std::string(1000, 'x')));
  tail.keep(100);
  EXPECT_EQ(tail.bytes(), 0u);
  EXPECT_EQ(tail.first(), 2u);
  tail.keep(0);
  EXPECT_EQ(tail.first(), 2u);
}

}  // namespace
}  // namespace chat
