// Positions, records and runs, against plain vectors.
#include "broadcast/log/chain.h"

#include <gtest/gtest.h>

#include "tests/broadcast/scrolls.h"

namespace broadcast {
namespace {

// Every record, and places inside of it.
std::vector<Position> places(const Scroll& scroll) {
  std::vector<Position> places;
  for (const PlainRecord& record : scroll.records) {
    places.push_back(record.begin);
    if (record.frame.size() > 1) places.push_back(record.begin + record.frame.size() / 2);
    if (!record.frame.empty()) places.push_back(record.end() - 1);
  }
  return places;
}

TEST(Chain, RecordsAndPositions) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    Scroll scroll(100, seed);
    scroll.write_some(300);
    scroll.log.announce();
    const Chain& chain = scroll.log.chain();
    ASSERT_GT(chain.segments(), 2u);
    for (Record record = 100; record < 400; ++record)
      ASSERT_EQ(chain.position_of(record), scroll.at(record).begin);
    EXPECT_EQ(chain.position_of(400), chain.head().position);
    for (const Position position : places(scroll)) {
      const Record record = scroll.record_at(position);
      ASSERT_EQ(chain.record_at(position), record);
      if (record == 400) continue;  // the head
      const PlainRecord& plain = scroll.at(record);
      ASSERT_EQ(chain.end_of_frame(position), plain.begin == position ? position : plain.end());
    }
  }
}

TEST(Chain, ReadsAllBytesInWholeFrames) {
  Scroll scroll(0);
  scroll.write_some(300);
  scroll.log.announce();
  const Chain& chain = scroll.log.chain();
  std::string expected, read;
  for (const PlainRecord& record : scroll.records) expected += record.frame;
  Position position = chain.begin();
  while (position != chain.head().position) {
    const auto bytes = chain.bytes_from(position);
    read += string_of(bytes);
    position += bytes.size();
    ASSERT_FALSE(bytes.empty());
    ASSERT_EQ(chain.end_of_frame(position), position) << "frames never straddle segments";
  }
  EXPECT_EQ(read, expected);
}

TEST(Chain, WhatIsNotAnnouncedIsNotThere) {
  Scroll scroll(0);
  scroll.write("one");
  scroll.log.announce();
  scroll.write("two");
  scroll.write(std::string(5000, 'x'));
  const Chain& chain = scroll.log.chain();
  EXPECT_EQ(string_of(chain.bytes_from(chain.begin())), "one");
  EXPECT_TRUE(chain.bytes_from(chain.head().position).empty());
  EXPECT_EQ(chain.record_at(chain.head().position), 1u);
  EXPECT_EQ(chain.run_without(1, chain.begin()).end, chain.head().position);
}

TEST(Chain, RunsWithoutOnesOwn) {
  for (unsigned seed = 0; seed < 4; ++seed) {
    Scroll scroll(0, seed);
    scroll.write_some(200);
    scroll.log.announce();
    const Chain& chain = scroll.log.chain();
    const SenderId own = 1;
    for (const Position begin : places(scroll)) {
      if (begin == chain.head().position) continue;
      // The rest of a frame half sent, then everything but one's own.
      std::string expected, read;
      for (const PlainRecord& record : scroll.records) {
        if (record.begin < begin && record.end() > begin)
          expected += record.frame.substr(begin - record.begin);
        if (record.begin >= begin && record.who != own) expected += record.frame;
      }
      for (Position position = begin; position != chain.head().position;) {
        const Chain::Run run = chain.run_without(own, position);
        read += string_of(chain.bytes_from(position).first(run.end - position));
        ASSERT_GT(run.next, position);
        position = run.next;
      }
      ASSERT_EQ(read, expected) << "seed " << seed;
    }
  }
}

TEST(Chain, KnowsWhereItsSegmentsBegin) {
  Scroll scroll(5);
  EXPECT_EQ(scroll.log.chain().segment_beginning(scroll.log.written()), 0u);
  const Head beginning = scroll.log.written();
  scroll.write_some(300);
  scroll.log.announce();
  const Chain& chain = scroll.log.chain();
  EXPECT_EQ(chain.beginning(), beginning);
  for (std::size_t i = 0; i < chain.segments(); ++i)
    EXPECT_EQ(chain.segment_beginning({chain.ref(i)->base(), chain.ref(i)->first()}), i);
  EXPECT_EQ(chain.segment_beginning(chain.head()), std::nullopt);
  EXPECT_EQ(chain.segment_beginning({beginning.position, beginning.record + 1}), std::nullopt);
}

TEST(Chain, PushAndPopCountTheWeight) {
  Scroll scroll(0);
  scroll.write_some(300);
  std::vector<SegmentRef> segments = std::move(scroll.log).take_segments(10'000'000);
  std::size_t weight = 0;
  for (const SegmentRef& segment : segments) weight += segment->weight();
  Chain chain;
  chain.push_back(std::move(segments.back()));
  chain.push_front(std::span(segments).first(segments.size() - 1));
  EXPECT_EQ(chain.weight(), weight);
  EXPECT_EQ(chain.segments(), segments.size());
  weight -= chain.ref(0)->weight();
  chain.pop_front();
  EXPECT_EQ(chain.weight(), weight);
}

}  // namespace
}  // namespace broadcast
