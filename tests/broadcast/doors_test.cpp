// Where connections come in: listeners, places that are taken, descriptors that run out.
#include "broadcast/doors.h"

#include "reactor/dial.h"
#include "reactor/endpoint.h"
#include "tests/broadcast/stage.h"

namespace broadcast {
namespace {

Guest& knock(Stage& stage, std::uint16_t port) {
  const auto address = reactor::parse_address("127.0.0.1:" + std::to_string(port)).address.value();
  const auto endpoint = reactor::resolve_blocking(address, reactor::Purpose::dial).front();
  return stage.add(std::make_unique<Guest>(reactor::dial(endpoint).socket));
}

std::uint16_t open_door(Stage& stage) {
  reactor::Listener listener = reactor::listen_on("127.0.0.1:0");
  const std::uint16_t port = reactor::port_of(listener);
  stage.shard().listen(std::move(listener));
  return port;
}

TEST(DoorsTest, NewcomersOfEveryDoorComeIn) {
  Stage stage;
  const std::uint16_t ports[] = {open_door(stage), open_door(stage)};
  std::vector<Guest*> guests;
  for (int i = 0; i < 100; ++i) {
    guests.push_back(&knock(stage, ports[i % 2]));
    stage.until([&] { return reactor::dial_error(guests.back()->fd()) == 0; });
    guests.back()->write(upgrade_request("/echo"));
  }
  EXPECT_TRUE(stage.until([&] {
    return std::all_of(guests.begin(), guests.end(),
                       [](Guest* guest) { return guest->upgraded(); });
  }));
  EXPECT_EQ(stage.counters().accepted, 100u);
  EXPECT_EQ(stage.counters().opened, 100u);
}

TEST(DoorsTest, WhoFindsNoPlaceIsTold) {
  Settings settings;
  settings.connections_max = 2;
  Stage stage(settings);
  const std::uint16_t port = open_door(stage);
  Guest& one = knock(stage, port);
  Guest& two = knock(stage, port);
  stage.until([&] { return stage.counters().accepted == 2; });
  Guest& three = knock(stage, port);
  EXPECT_TRUE(stage.until([&] { return three.over(); }));
  EXPECT_EQ(three.http().rfind("HTTP/1.1 503 ", 0), 0u);
  EXPECT_NE(three.http().find("Retry-After"), std::string::npos);
  EXPECT_EQ(stage.counters().turned_away, 1u);
  for (Guest* guest : {&one, &two}) guest->write(upgrade_request("/echo"));
  EXPECT_TRUE(stage.until([&] { return one.upgraded() && two.upgraded(); }));
}

TEST(DoorsTest, APlaceThatBecomesFreeIsGivenAgain) {
  Settings settings;
  settings.connections_max = 1;
  Stage stage(settings);
  const std::uint16_t port = open_door(stage);
  for (int i = 0; i < 3; ++i) {
    Guest& guest = knock(stage, port);
    stage.until([&] { return reactor::dial_error(guest.fd()) == 0; });
    guest.write(upgrade_request("/echo"));
    ASSERT_TRUE(stage.until([&] { return guest.upgraded(); }));
    guest.hang_up();
    stage.until([&] { return stage.counters().connections == 0; });
    stage.settle();
  }
}

TEST(DoorsTest, NobodyComesInWhileItDrains) {
  Stage stage;
  const std::uint16_t port = open_door(stage);
  Guest& inside = knock(stage, port);
  stage.until([&] { return reactor::dial_error(inside.fd()) == 0; });
  inside.write(upgrade_request("/echo"));
  ASSERT_TRUE(stage.until([&] { return inside.upgraded(); }));
  stage.shard().drain(1001, "bye", reactor::Duration::zero());
  EXPECT_TRUE(stage.until([&] { return inside.over(); }));
  EXPECT_TRUE(inside.has_heard("close 1001 bye"));
  EXPECT_TRUE(stage.until([&] { return stage.shard().drained(); }));
  Guest& late = knock(stage, port);
  stage.until([&] { return reactor::dial_error(late.fd()) != EINPROGRESS; });
  EXPECT_EQ(reactor::dial_error(late.fd()), ECONNREFUSED);
}

}  // namespace
}  // namespace broadcast
