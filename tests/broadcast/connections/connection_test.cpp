// What a connection costs while nothing happens, and when its luggage is empty.
#include "broadcast/connections/connection.h"

#include <gtest/gtest.h>

namespace broadcast {
namespace {

TEST(ConnectionTest, AnIdleOneIsSmallAndOwnsNoHeap) {
  // The memory promised for an idle connection is 256 bytes, its timer (16) and its place in the
  // fan-out (8) and in an audience (16) included.
  EXPECT_LE(sizeof(Connection) + 16 + 8 + 16, 256u + 64u);
  const rfc6455::MessageLimits limits;
  const Connection connection(limits);
  EXPECT_EQ(connection.spill, nullptr);
  EXPECT_TRUE(connection.outbox_empty());
  EXPECT_EQ(connection.phase, Phase::vacant);
}

TEST(ConnectionTest, LuggageIsEmptyOnlyWithoutAllThree) {
  Spill spill;
  EXPECT_TRUE(spill.empty());
  spill.greeting = std::make_unique<PendingRequest>();
  EXPECT_FALSE(spill.empty());
  spill.greeting.reset();
  spill.gathered.resize(1);
  EXPECT_FALSE(spill.empty());
  spill.gathered.clear();
  spill.outbox.grow(1);
  EXPECT_FALSE(spill.empty());
  spill.outbox.consume(1);
  EXPECT_TRUE(spill.empty());
}

TEST(ConnectionTest, AnOutboxIsThereOnlyWithLuggage) {
  const rfc6455::MessageLimits limits;
  Connection connection(limits);
  EXPECT_EQ(connection.outbox(), nullptr);
  connection.spill = std::make_unique<Spill>();
  ASSERT_NE(connection.outbox(), nullptr);
  EXPECT_TRUE(connection.outbox_empty());
  connection.outbox()->grow(3);
  EXPECT_FALSE(connection.outbox_empty());
}

}  // namespace
}  // namespace broadcast
