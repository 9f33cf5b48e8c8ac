// Parcels: what goes in comes out, in each sender's order, and their weight is counted while they
// wait.
#include "broadcast/mesh/mesh.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/broadcast/scrolls.h"

namespace broadcast {
namespace {

std::span<const std::byte> view(const std::string& text) {
  return std::as_bytes(std::span(text));
}

TEST(Mesh, AParcelHoldsLettersBytesAndSegments) {
  Parcel parcel;
  parcel.add({.kind = Letter::Kind::publish, .who = 7}, view("hello"));
  parcel.add({.kind = Letter::Kind::announced});
  SegmentRef segment(Segment::make(100, 0, 0));
  parcel.add_segment(segment.share());
  parcel.add_segment(std::move(segment));
  parcel.add({.kind = Letter::Kind::note}, view("!"));
  ASSERT_EQ(parcel.letters.size(), 3u);
  EXPECT_EQ(parcel.letters[0].who, 7u);
  EXPECT_EQ(parcel.letters[0].size, 5u);
  EXPECT_EQ(parcel.letters[0].segments, 0u);
  EXPECT_EQ(parcel.letters[1].segments, 2u);
  EXPECT_EQ(parcel.letters[2].size, 1u);
  EXPECT_EQ(string_of(parcel.bytes), "hello!");
  EXPECT_EQ(parcel.weight, 3 * sizeof(Letter) + 6) << "segments are shared: the mesh counts them";
}

TEST(Mesh, PostAndTake) {
  Mesh mesh(2);
  EXPECT_TRUE(mesh.empty(1));
  for (SenderId who = 1; who <= 3; ++who) {
    Parcel parcel;
    parcel.add({.kind = Letter::Kind::publish, .who = who});
    mesh.post(1, std::move(parcel));
  }
  EXPECT_TRUE(mesh.empty(0));
  std::vector<Parcel> parcels;
  mesh.take(1, parcels);
  ASSERT_EQ(parcels.size(), 3u);
  for (SenderId who = 1; who <= 3; ++who) EXPECT_EQ(parcels[who - 1].letters[0].who, who);
  EXPECT_TRUE(mesh.empty(1));
}

TEST(Mesh, IsCongestedWhileTooMuchWaits) {
  Mesh mesh(2);
  for (ShardNumber to = 0; to < 2; ++to) {
    Parcel parcel;
    parcel.add({.kind = Letter::Kind::note}, view(std::string(kMeshWeightMax / 2, 'x')));
    mesh.post(to, std::move(parcel));
  }
  EXPECT_TRUE(mesh.congested()) << "wherever it waits";
  std::vector<Parcel> parcels;
  mesh.take(0, parcels);
  EXPECT_FALSE(mesh.congested());
}

// It is in memory once.
TEST(Mesh, ASegmentCountsOnceHoweverManyShardsReadIt) {
  constexpr ShardNumber kShards = 64;
  Mesh mesh(kShards);
  const SegmentRef segment(Segment::make(1 << 20, 0, 0));
  for (ShardNumber to = 0; to < kShards; ++to) {
    Parcel parcel;
    parcel.add({.kind = Letter::Kind::announced});
    parcel.add_segment(segment.share());
    mesh.post(to, std::move(parcel));
  }
  EXPECT_EQ(mesh.weight(), segment->weight() + kShards * sizeof(Letter));
  EXPECT_FALSE(mesh.congested());
  std::vector<Parcel> parcels;
  for (ShardNumber to = 0; to < kShards; ++to) {
    EXPECT_GE(mesh.weight(), segment->weight()) << "until the last has taken it";
    parcels.clear();
    mesh.take(to, parcels);
  }
  EXPECT_EQ(mesh.weight(), 0u);
  Parcel again;
  again.add({.kind = Letter::Kind::older_segments});
  again.add_segment(segment.share());
  mesh.post(0, std::move(again));
  EXPECT_EQ(mesh.weight(), segment->weight() + sizeof(Letter));
}

TEST(Mesh, SegmentsThatWaitAreBackpressureToo) {
  Mesh mesh(2);
  const std::size_t pieces = kMeshWeightMax / kSegmentMax + 1;
  for (std::size_t i = 0; i < pieces; ++i) {
    Parcel parcel;
    parcel.add({.kind = Letter::Kind::announced});
    parcel.add_segment(SegmentRef(Segment::make(kSegmentMax, 0, 0)));
    mesh.post(1, std::move(parcel));
  }
  EXPECT_TRUE(mesh.congested());
}

TEST(Mesh, RoomsAreAtHomeEverywhere) {
  const Mesh mesh(4);
  std::set<ShardNumber> homes;
  for (int i = 0; i < 100; ++i) {
    const std::string name = "room " + std::to_string(i);
    EXPECT_EQ(mesh.home_of(name), mesh.home_of(name));
    homes.insert(mesh.home_of(name));
  }
  EXPECT_EQ(homes.size(), 4u);
}

}  // namespace
}  // namespace broadcast
