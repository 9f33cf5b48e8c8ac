// Connections before their upgrade, counted by address.
#include "broadcast/connections/strangers.h"

#include "reactor/dial.h"
#include "tests/broadcast/stage.h"

namespace broadcast {
namespace {

reactor::Peer from(const char* address) {
  return reactor::parse_ip(address).value();
}

TEST(StrangersTest, SoManyOfOneAddressAndNoMore) {
  Strangers strangers;
  EXPECT_TRUE(strangers.admit(from("192.0.2.1"), 2));
  EXPECT_TRUE(strangers.admit(from("192.0.2.1"), 2));
  EXPECT_FALSE(strangers.admit(from("192.0.2.1"), 2));
  EXPECT_TRUE(strangers.admit(from("192.0.2.2"), 2));
  EXPECT_TRUE(strangers.admit(from("192.0.2.1"), 0));  // no limit
  strangers.left(from("192.0.2.1"));
  EXPECT_FALSE(strangers.admit(from("192.0.2.1"), 2));
  strangers.left(from("192.0.2.1"));
  EXPECT_TRUE(strangers.admit(from("192.0.2.1"), 2));
}

TEST(StrangersTest, ASubnetIsOneAndThisMachineIsNotCounted) {
  Strangers strangers;
  EXPECT_TRUE(strangers.admit(from("2001:db8::1"), 1));
  EXPECT_FALSE(strangers.admit(from("2001:db8::2"), 1));
  EXPECT_TRUE(strangers.admit(from("2001:db8:0:1::1"), 1));
  for (const char* here : {"127.0.0.1", "127.1.2.3", "::1"}) {
    EXPECT_TRUE(strangers.admit(from(here), 1));
    EXPECT_TRUE(strangers.admit(from(here), 1));
    strangers.left(from(here));
  }
}

TEST(StrangersTest, NothingIsKeptOfThoseWhoLeft) {
  Strangers strangers;
  ASSERT_TRUE(strangers.admit(from("192.0.2.1"), 1));
  EXPECT_EQ(strangers.addresses(), 1u);
  strangers.left(from("192.0.2.1"));
  EXPECT_EQ(strangers.addresses(), 0u);
}

// A shard behind a proxy, which tells whom it brings.
struct Porch : Stage {
  Strangers strangers;
  reactor::Endpoint endpoint;

  explicit Porch(const Settings& with) : Stage(with) {
    reactor::Listener listener = reactor::listen_on("127.0.0.1:0");
    endpoint = reactor::local_endpoint(listener.fd());
    shard().count_strangers(strangers);
    shard().listen(std::move(listener), nullptr,
                   {.proxies = {*reactor::parse_prefix("127.0.0.0/8").prefix}});
  }
  Guest& brings(const std::string& client, std::string_view says = {}) {
    Guest& guest = add(std::make_unique<Guest>(reactor::dial(endpoint).socket));
    guest.write("PROXY TCP4 " + client + " 192.0.2.200 4711 443\r\n" + std::string(says));
    settle();
    return guest;
  }
};

TEST(StrangersTest, HalfRequestsOfOneAddressLeaveRoomForOthers) {
  Settings settings = patient();
  settings.strangers_max = 3;
  Porch porch(settings);
  std::vector<Guest*> half;
  for (int i = 0; i < 3; ++i) half.push_back(&porch.brings("192.0.2.1", "GET / HT"));
  Guest& fourth = porch.brings("192.0.2.1", upgrade_request("/echo"));
  ASSERT_TRUE(porch.until([&] { return fourth.over(); }));
  EXPECT_FALSE(fourth.upgraded());
  EXPECT_EQ(porch.counters().crowded_out, 1u);
  Guest& other = porch.brings("192.0.2.2", upgrade_request("/echo"));
  EXPECT_TRUE(porch.until([&] { return other.upgraded(); }));
  half[0]->hang_up();
  porch.settle();
  Guest& fifth = porch.brings("192.0.2.1", upgrade_request("/echo"));
  EXPECT_TRUE(porch.until([&] { return fifth.upgraded(); }));
}

TEST(StrangersTest, WhoUpgradesMakesPlaceForTheNext) {
  Settings settings = patient();
  settings.strangers_max = 1;
  Porch porch(settings);
  for (int i = 0; i < 5; ++i) {
    Guest& guest = porch.brings("192.0.2.1", upgrade_request("/echo"));
    ASSERT_TRUE(porch.until([&] { return guest.upgraded(); }));
  }
  EXPECT_EQ(porch.strangers.addresses(), 0u);
}

// Also one who was refused and does not leave, until it is gone.
TEST(StrangersTest, WhoIsKeptAliveOrIsBeingRefusedCounts) {
  Settings settings = patient();
  settings.strangers_max = 2;
  Porch porch(settings);
  Guest& kept = porch.brings("192.0.2.1", "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(porch.until([&] { return !kept.http().empty(); }));
  Guest& refused = porch.brings("192.0.2.1", "NONSENSE\r\n\r\n");
  ASSERT_TRUE(porch.until([&] { return !refused.http().empty(); }));
  kept.hang_up();
  refused.hang_up();
  ASSERT_TRUE(porch.until([&] { return porch.strangers.addresses() == 0; }));
}

}  // namespace
}  // namespace broadcast
