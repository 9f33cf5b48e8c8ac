// A log that is written, announced, trimmed, and has older records put in front of it.
#include "broadcast/log/frame_log.h"

#include <gtest/gtest.h>

#include "tests/broadcast/scrolls.h"

namespace broadcast {
namespace {

std::string all_of(const Chain& chain) {
  std::string all;
  Position position = chain.begin();
  while (position != chain.head().position) {
    const auto bytes = chain.bytes_from(position);
    all += string_of(bytes);
    position += bytes.size();
  }
  return all;
}

TEST(FrameLog, ANewOneHasNoSegment) {
  FrameLog log(7);
  EXPECT_TRUE(log.chain().empty());
  EXPECT_EQ(log.written().record, 7u);
  EXPECT_EQ(log.written(), log.announced());
  EXPECT_FALSE(log.announce());
  EXPECT_EQ(log.chain().first(), 7u);
}

TEST(FrameLog, SegmentsDoubleUpToTheLargest) {
  Scroll scroll(0);
  for (int i = 0; i < 3000; ++i) scroll.write(std::string(100, 'x'));
  const Chain& chain = scroll.log.chain();
  std::size_t expected = kSegmentMin;
  for (std::size_t i = 0; i < chain.segments(); ++i) {
    EXPECT_EQ(chain.ref(i)->weight(), expected);
    expected = std::min(2 * expected, kSegmentMax);
  }
  scroll.write(std::string(1'000'000, 'x'));
  EXPECT_GT(scroll.log.chain().last().weight(), 1'000'000u);
  const std::size_t large = chain.segments();
  scroll.write("small");
  EXPECT_EQ(chain.segments(), large + 1) << "it was only as large as it had to be";
  EXPECT_EQ(chain.last().weight(), kSegmentMax);
}

TEST(FrameLog, WhatIsNotCommittedWasNeverThere) {
  FrameLog log(0);
  log.reserve(10);
  log.reserve(10'000);  // a segment of its own, behind one without a record
  EXPECT_FALSE(log.announce());
  put(log, "frame");
  EXPECT_TRUE(log.announce());
  EXPECT_EQ(all_of(log.chain()), "frame");
  EXPECT_EQ(log.chain().record_at(log.chain().begin()), 0u);
}

TEST(FrameLog, FreshSegmentsAreThoseSinceTheyWereSeen) {
  FrameLog log(0);
  put(log, "a");
  EXPECT_EQ(log.fresh(), 1u);
  log.seen_fresh();
  put(log, "b");
  EXPECT_EQ(log.fresh(), 0u);
  put(log, std::string(1000, 'c'));
  put(log, std::string(5000, 'd'));
  EXPECT_EQ(log.fresh(), 2u);
}

TEST(FrameLog, TrimKeepsTheRetentionAndWhatMustBeAnnounced) {
  Scroll scroll(0);
  scroll.write_some(500);
  scroll.log.announce();
  scroll.log.trim(0);
  EXPECT_GT(scroll.log.chain().segments(), 1u) << "nobody has heard of the fresh ones";
  scroll.log.seen_fresh();
  const std::size_t before = scroll.log.chain().weight();
  scroll.log.trim(before + 1);
  EXPECT_EQ(scroll.log.chain().weight(), before);
  scroll.log.trim(100'000);
  EXPECT_GE(scroll.log.chain().weight(), 100'000u);
  EXPECT_LT(scroll.log.chain().weight() - scroll.log.chain().ref(0)->weight(), 100'000u);
  scroll.log.trim(0);
  EXPECT_EQ(scroll.log.chain().segments(), 1u);
}

TEST(FrameLog, OlderRecordsGoInFront) {
  for (const bool begun : {true, false}) {
    Scroll scroll(300, 1), older(0, 2);
    if (begun) scroll.write_some(50);
    scroll.log.announce();
    older.write_some(300);
    std::string expected = begun ? all_of(scroll.log.chain()) : "";
    older.log.announce();
    expected = all_of(older.log.chain()) + expected;
    scroll.log.put_in_front(std::move(older.log));
    const Chain& chain = scroll.log.chain();
    EXPECT_EQ(chain.first(), 0u);
    EXPECT_EQ(all_of(chain), expected);
    EXPECT_EQ(chain.record_at(chain.position_of(299)),
              older.records[299].frame.empty() ? 300u : 299u);
    put(scroll.log, "next");
    EXPECT_GT(scroll.log.fresh(), 0u) << "nothing new goes into what others got as old";
    scroll.log.announce();
    EXPECT_EQ(all_of(chain), expected + "next");
  }
}

TEST(FrameLog, TakenSegmentsEndWhereTheyShall) {
  Scroll scroll(0);
  scroll.write("one");
  scroll.write(std::string(2000, 'x'));
  const auto segments = std::move(scroll.log).take_segments(1'000'000);
  ASSERT_EQ(segments.size(), 2u);
  EXPECT_EQ(segments[0]->base(), 1'000'000u - 2003);
  EXPECT_EQ(segments[1]->base(), 1'000'000u - 2000);
}

}  // namespace
}  // namespace broadcast
