// Events are passed by value and compared by nobody; what they name must be told apart.
#include "broadcast/event.h"

#include <gtest/gtest.h>

#include <type_traits>

namespace broadcast {
namespace {

static_assert(std::is_trivially_copyable_v<ConnectionId>);
static_assert(std::is_nothrow_move_constructible_v<Event>);

TEST(EventTest, TheNextInASlotIsSomebodyElse) {
  const ConnectionId one{3, 1};
  EXPECT_EQ(one, (ConnectionId{3, 1}));
  EXPECT_NE(one, (ConnectionId{3, 2}));
  EXPECT_NE(one, (ConnectionId{4, 1}));
}

TEST(EventTest, WhatIsNotSaidIsEmpty) {
  const Event event{.kind = Event::Kind::closed};
  EXPECT_TRUE(event.bytes.empty());
  EXPECT_TRUE(event.why.empty());
  EXPECT_EQ(event.head, nullptr);
  EXPECT_EQ(event.error, nullptr);
  EXPECT_EQ(event.connection, ConnectionId{});
}

}  // namespace
}  // namespace broadcast
