// One block: frames from the front, entries from the back, freed by the last reference.
#include "broadcast/log/segment.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

namespace broadcast {
namespace {

void put(Segment& segment, const std::string& frame, SenderId who) {
  std::memcpy(segment.free_room().data(), frame.data(), frame.size());
  segment.commit(frame.size(), who);
}

TEST(Segment, FramesAndTheirEntries) {
  const SegmentRef segment(Segment::make(100, 1000, 7));
  EXPECT_EQ(segment->base(), 1000u);
  EXPECT_EQ(segment->first(), 7u);
  put(*segment, "one", 11);
  put(*segment, "", 12);
  put(*segment, "three", 13);
  EXPECT_EQ(std::memcmp(segment->bytes(), "onethree", 8), 0);
  EXPECT_EQ(segment->count(), 3u);
  EXPECT_EQ(segment->used(), 8u);
  EXPECT_EQ(segment->entry(0).end, 3u);
  EXPECT_EQ(segment->entry(1).end, 3u);
  EXPECT_EQ(segment->entry(2).end, 8u);
  EXPECT_EQ(segment->entry(2).who, 13u);
  EXPECT_EQ(segment->begin_of(0), 0u);
  EXPECT_EQ(segment->begin_of(2), 3u);
}

TEST(Segment, IndexOfAnOffsetIsTheFirstRecordThatEndsBehindIt) {
  const SegmentRef segment(Segment::make(100, 0, 0));
  for (const char* frame : {"", "ab", "", "", "c", ""}) put(*segment, frame, 0);
  const std::uint32_t expected[] = {1, 1, 4, 6};
  for (std::uint32_t offset = 0; offset < 4; ++offset)
    EXPECT_EQ(segment->index_at(offset, 6), expected[offset]) << offset;
  EXPECT_EQ(segment->index_at(2, 3), 3u) << "only the first three are announced";
}

TEST(Segment, IsFullToTheLastByte) {
  for (std::size_t room = 8; room < 80; ++room) {
    const SegmentRef segment(Segment::make(room, 0, 0));
    const std::size_t fits = segment->free_room().size();
    EXPECT_GE(fits, room - sizeof(Segment::Entry));
    EXPECT_TRUE(segment->has_room_for(fits));
    EXPECT_FALSE(segment->has_room_for(fits + 1));
    put(*segment, std::string(fits, 'x'), 5);
    EXPECT_EQ(segment->free_bytes(), 0u);
    EXPECT_TRUE(segment->free_room().empty());
    EXPECT_FALSE(segment->has_room_for(0)) << "a record without bytes needs an entry";
    EXPECT_EQ(segment->entry(0).who, 5u);
  }
}

TEST(Segment, TheLastReferenceFrees) {
  ASSERT_EQ(Segment::live_bytes(), 0u);
  {
    SegmentRef first(Segment::make(100, 0, 0));
    EXPECT_EQ(Segment::live_bytes(), first->weight());
    SegmentRef second = first.share();
    const SegmentRef third = std::move(first);
    EXPECT_FALSE(first);
    second = SegmentRef();
    EXPECT_EQ(Segment::live_bytes(), third->weight());
    EXPECT_FALSE(SegmentRef().share());
  }
  EXPECT_EQ(Segment::live_bytes(), 0u);
}

}  // namespace
}  // namespace broadcast
