// One room in place, many on the heap, none of them lost on the way.
#include "broadcast/connections/memberships.h"

#include <gtest/gtest.h>

namespace broadcast {
namespace {

TEST(MembershipsTest, OneStandsInPlace) {
  Memberships memberships;
  EXPECT_EQ(memberships.size(), 0u);
  EXPECT_TRUE(memberships.all().empty());
  Membership& one = memberships.add({.hall = 7, .audience = 3, .index = 5});
  EXPECT_EQ(memberships.in_hall(7), &one);
  EXPECT_EQ(memberships.in_audience(3), &one);
  EXPECT_EQ(memberships.in_hall(3), nullptr);
  memberships.remove(one);
  EXPECT_EQ(memberships.size(), 0u);
  EXPECT_EQ(memberships.in_hall(7), nullptr);
}

TEST(MembershipsTest, ManyComeAndGoInAnyOrder) {
  Memberships memberships;
  for (LocalRoomId hall = 0; hall < 128; ++hall)
    memberships.add({.hall = hall, .audience = hall + 1000, .index = hall});
  EXPECT_EQ(memberships.size(), 128u);
  for (LocalRoomId hall = 0; hall < 128; hall += 2) memberships.remove(*memberships.in_hall(hall));
  EXPECT_EQ(memberships.size(), 64u);
  for (LocalRoomId hall = 0; hall < 128; ++hall) {
    const Membership* const found = memberships.in_audience(hall + 1000);
    ASSERT_EQ(found != nullptr, hall % 2 == 1) << hall;
    if (found != nullptr) {
      EXPECT_EQ(found->hall, hall);
    }
  }
  memberships.clear();
  EXPECT_TRUE(memberships.all().empty());
  memberships.add({.hall = 9, .audience = 9, .index = 0});
  EXPECT_NE(memberships.in_hall(9), nullptr);
}

TEST(MembershipsTest, APendingOneIsInNoAudienceYet) {
  Memberships memberships;
  Membership& one = memberships.add({.hall = 1, .audience = 2});
  EXPECT_TRUE(one.pending());
  EXPECT_EQ(memberships.in_audience(2), nullptr);
  EXPECT_EQ(memberships.in_hall(1), &one);
  one.index = 0;
  EXPECT_EQ(memberships.in_audience(2), &one);
}

}  // namespace
}  // namespace broadcast
