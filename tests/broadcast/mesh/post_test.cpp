// One parcel a shard and turn; what is said to oneself does not travel.
#include "broadcast/mesh/post.h"

#include <gtest/gtest.h>

namespace broadcast {
namespace {

TEST(Post, OneParcelForEachShard) {
  Mesh mesh(3);
  Post post(mesh, 1);
  post.send();
  EXPECT_TRUE(mesh.empty(0) && mesh.empty(1) && mesh.empty(2));
  post.to(0).add({.kind = Letter::Kind::note});
  post.to(0).add({.kind = Letter::Kind::note});
  post.to(1).add({.kind = Letter::Kind::note});
  post.send();
  post.send();
  std::vector<Parcel> parcels;
  mesh.take(0, parcels);
  ASSERT_EQ(parcels.size(), 1u);
  EXPECT_EQ(parcels[0].from, 1u);
  EXPECT_EQ(parcels[0].letters.size(), 2u);
  EXPECT_TRUE(mesh.empty(1)) << "its own is taken, not sent";
  EXPECT_TRUE(mesh.empty(2));
  const auto own = post.take_own();
  ASSERT_TRUE(own);
  EXPECT_EQ(own->from, 1u);
  EXPECT_EQ(own->letters.size(), 1u);
  EXPECT_FALSE(post.take_own());
}

}  // namespace
}  // namespace broadcast
