// The lines of empty rooms, and what a room may weigh.
#include "apps/wsd/chat/house.h"

#include <gtest/gtest.h>

#include "apps/wsd/chat/room.h"

namespace chat {
namespace {

TEST(House, TheLongestEmptyStandsFirst) {
  House house(1 << 20, 10);
  EXPECT_EQ(house.longest(House::Use::blank), nullptr);
  Room a("a", {.epoch = "e"}, {}, house);
  Room b("b", {.epoch = "e"}, {}, house);
  EXPECT_EQ(house.longest(House::Use::blank), &a);
  EXPECT_EQ(house.count(House::Use::blank), 2u);
  a.touch();
  EXPECT_EQ(house.longest(House::Use::blank), &b);
  {
    Room c("c", {.epoch = "e", .next = 5}, {}, house);
    EXPECT_EQ(house.longest(House::Use::quiet), &c);
    EXPECT_EQ(house.count(House::Use::quiet), 1u);
  }
  EXPECT_EQ(house.longest(House::Use::quiet), nullptr);
  EXPECT_EQ(house.count(House::Use::blank), 2u);
}

TEST(House, KnowsWhatItsRoomsWeigh) {
  House house(1 << 20, 10);
  EXPECT_EQ(house.bytes(), 0u);
  {
    Room a("a", {.epoch = "e"}, {}, house);
    EXPECT_GT(house.bytes(), 0u);
  }
  EXPECT_EQ(house.bytes(), 0u);
}

TEST(House, GrantsAShareWhenItIsFull) {
  House house(1'000'000, 10);
  house.weigh(0, 1'000'000);
  EXPECT_FALSE(house.full());
  EXPECT_EQ(house.allowance(900'000, 500'000), 500'000u);
  house.weigh(0, 1);
  EXPECT_TRUE(house.full());
  EXPECT_EQ(house.allowance(900'000, 500'000), 450'000u);  // gives half
  EXPECT_EQ(house.allowance(0, 500'000), 50'000u);         // has a right to a share
  EXPECT_EQ(house.allowance(900'000, 20'000), 20'000u);
  house.weigh(1'000'001, 0);
  EXPECT_EQ(house.bytes(), 0u);
}

}  // namespace
}  // namespace chat
