// The slab: slots come back, serials do not, addresses stay, luggage is kept warm.
#include "broadcast/connections/connections.h"

#include <set>

#include "tests/reactor/loopback.h"

namespace broadcast {
namespace {

class ConnectionsTest : public ::testing::Test {
 protected:
  Slot add() { return connections_.add(reactor::Socket()); }

  rfc6455::MessageLimits limits_;
  Connections connections_{limits_, 1, 3};
};

TEST_F(ConnectionsTest, ASlotIsUsedAgainUnderAnotherSerial) {
  const Slot slot = add();
  const ConnectionId first = connections_.id(slot);
  ASSERT_NE(connections_.find(first), nullptr);
  connections_.remove(slot);
  EXPECT_EQ(connections_.find(first), nullptr);
  EXPECT_EQ(connections_.count(), 0u);
  ASSERT_EQ(add(), slot);
  EXPECT_EQ(connections_.find(first), nullptr);
  EXPECT_NE(connections_.find(connections_.id(slot)), nullptr);
}

TEST_F(ConnectionsTest, NobodyIsFoundInASlotThatNeverWas) {
  EXPECT_EQ(connections_.find({4711, 1}), nullptr);
  add();
  EXPECT_EQ(connections_.find({1, 0}), nullptr);  // vacant
}

TEST_F(ConnectionsTest, WhoIsToBeBuriedIsGoneForEverybodyElse) {
  const Slot slot = add();
  connections_[slot].discarded = true;
  EXPECT_EQ(connections_.find(connections_.id(slot)), nullptr);
}

TEST_F(ConnectionsTest, AddressesStayWhileOthersCome) {
  const Slot slot = add();
  const Connection* const where = &connections_[slot];
  for (int i = 0; i < 1000; ++i) add();
  EXPECT_EQ(&connections_[slot], where);
  EXPECT_EQ(connections_.count(), 1001u);
}

TEST_F(ConnectionsTest, TheFanOutSeesTheDescriptorAndWhatKeepsItOut) {
  auto pair = reactor::unix_pair();
  const int fd = pair.here.fd();
  const Slot slot = connections_.add(std::move(pair.here));
  EXPECT_EQ(connections_.hot(slot).fd, fd);
  EXPECT_EQ(connections_.hot(slot).busy, kHeld);
  connections_.remove(slot);
  EXPECT_EQ(connections_.hot(slot).fd, -1);
  EXPECT_TRUE(reactor::wait_until_readable(pair.there.fd()));  // closed with it
}

TEST_F(ConnectionsTest, NoTwoAreKnownByTheSameNumberInARoom) {
  Connections others(limits_, 2, 3);
  std::set<SenderId> seen{kNoSender};
  for (int i = 0; i < 200; ++i) {
    EXPECT_TRUE(seen.insert(connections_.who(add())).second);
    EXPECT_TRUE(seen.insert(others.who(others.add(reactor::Socket()))).second);
  }
}

TEST_F(ConnectionsTest, EmptyLuggageIsKeptForTheNext) {
  Connection& one = connections_[add()];
  Connection& other = connections_[add()];
  Spill* const spill = &connections_.spill(one);
  EXPECT_EQ(&connections_.spill(one), spill);
  spill->gathered.resize(100);
  connections_.unpack(one);
  EXPECT_NE(one.spill, nullptr);  // not empty
  spill->gathered.clear();
  connections_.unpack(one);
  EXPECT_EQ(one.spill, nullptr);
  EXPECT_EQ(&connections_.spill(other), spill);
}

TEST_F(ConnectionsTest, AHugeBufferIsNotKept) {
  Connection& one = connections_[add()];
  connections_.spill(one).gathered.resize(10 << 20);
  one.spill->gathered.clear();
  connections_.unpack(one);
  EXPECT_EQ(connections_.spill(one).gathered.capacity(), 0u);
}

TEST(SlotsDue, AreEvenlySpreadHoweverManyAndHoweverLong) {
  EXPECT_EQ(slots_due(1000, std::chrono::seconds(0), std::chrono::seconds(10)), 0u);
  EXPECT_EQ(slots_due(1000, std::chrono::seconds(5), std::chrono::seconds(10)), 500u);
  const Slot many = 1 << 20;
  EXPECT_EQ(slots_due(many, std::chrono::hours(6), std::chrono::hours(24)), many / 4);
  EXPECT_EQ(slots_due(many, std::chrono::hours(18), std::chrono::hours(24)), many / 4 * 3);
}

}  // namespace
}  // namespace broadcast
