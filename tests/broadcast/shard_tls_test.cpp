// The life of a connection over TLS.
#include <poll.h>

#include <algorithm>

#include "reactor/dial.h"
#include "tests/broadcast/stage.h"
#include "tests/reactor/tls_pair.h"

namespace broadcast {
namespace {

struct TlsStage : Stage {
  reactor::TlsServer server{reactor::server_options()};
  reactor::TlsClient client{reactor::client_options()};
  reactor::Address address;

  explicit TlsStage(const Settings& with) : Stage(with) {
    reactor::Listener listener = reactor::listen_on("127.0.0.1:0");
    address.host = "127.0.0.1";
    address.port = reactor::port_of(listener);
    shard().listen(std::move(listener), &server);
  }
  reactor::Socket dial() {
    return reactor::dial(reactor::resolve_blocking(address, reactor::Purpose::dial)[0]).socket;
  }
  Guest& secure() { return add(std::make_unique<Guest>(dial(), client)); }
  Guest& secure_guest(std::string_view path) {
    Guest& guest = secure();
    guest.write(upgrade_request(path));
    EXPECT_TRUE(until([&] { return guest.upgraded(); }));
    return guest;
  }
};

TEST(ShardTlsTest, TheWholeLifeOverTls) {
  TlsStage stage(patient());
  Guest& ana = stage.secure_guest("/raw/a");
  Guest& bob = stage.secure_guest("/raw/a");
  stage.settle();
  const std::string large(60'000, 'x');
  for (int i = 0; i < 100; ++i) ana.say(large);
  ASSERT_TRUE(stage.until([&] { return bob.heard().size() == 100; }));
  EXPECT_EQ(bob.last(), "text " + large);
  bob.close(1000);
  ASSERT_TRUE(stage.until([&] { return bob.over(); }));
  EXPECT_EQ(bob.last(), "eof");  // close_notify: an end in order, not a cut
  ana.shut();
  ASSERT_TRUE(stage.until([&] { return stage.counters().closed == 2; }));
}

TEST(ShardTlsTest, WhoSaysNothingBeforeTlsIsDroppedAtTheDeadlineAndCostsNoTls) {
  Settings settings = patient();
  settings.handshake = 20ms;
  TlsStage stage(settings);
  Guest& silent = stage.add(std::make_unique<Guest>(stage.dial()));
  Guest& halfway = stage.add(std::make_unique<Guest>(stage.dial()));
  halfway.write(std::string("\x16\x03\x01\x02\x00", 5));  // 512 bytes announced, none sent
  ASSERT_TRUE(stage.until([&] { return silent.over() && halfway.over(); }));
  EXPECT_EQ(stage.counters().accepted, 2u);
  EXPECT_EQ(stage.counters().requests, 0u);
}

// A handshake costs what a thousand messages do: those inside do not wait for all who come.
TEST(ShardTlsTest, ATurnGoesOnWithFewHandshakes) {
  constexpr std::ptrdiff_t kCrowd = 40;
  TlsStage stage(patient());
  Guest& inside = stage.secure_guest("/echo");
  std::vector<Guest*> crowd;
  for (int i = 0; i < kCrowd; ++i) crowd.push_back(&stage.secure());
  for (Guest* one : crowd) one->write_some();  // their first words lie in the sockets
  const auto answered = [&] {
    return std::count_if(crowd.begin(), crowd.end(), [](Guest* one) {
      pollfd look{one->fd(), POLLIN, 0};
      return ::poll(&look, 1, 0) == 1;
    });
  };
  std::ptrdiff_t before = 0;
  std::ptrdiff_t most = 0;
  ASSERT_TRUE(reactor::turn_until(
      [&] {
        Shard& shard = stage.shard();
        shard.wait(1ms);
        while (shard.next()) continue;
        shard.flush();
        const std::ptrdiff_t now = answered();
        most = std::max(most, now - before);
        before = now;
      },
      [&] { return before == kCrowd; }));
  EXPECT_LE(most, 4);
  for (Guest* one : crowd) one->write(upgrade_request("/echo"));
  inside.say("unharmed");
  ASSERT_TRUE(stage.until([&] { return inside.has_heard("text unharmed"); }));
  ASSERT_TRUE(stage.until([&] {
    return std::all_of(crowd.begin(), crowd.end(), [](Guest* one) { return one->upgraded(); });
  }));
}

TEST(ShardTlsTest, WhatIsNoTlsEndsItsConnectionAlone) {
  TlsStage stage(patient());
  Guest& ana = stage.secure_guest("/echo");
  Guest& plain = stage.add(std::make_unique<Guest>(stage.dial()));
  plain.write(upgrade_request("/echo"));
  ASSERT_TRUE(stage.until([&] { return plain.over(); }));
  ana.say("unharmed");
  ASSERT_TRUE(stage.until([&] { return ana.has_heard("text unharmed"); }));
  EXPECT_EQ(stage.counters().requests, 1u);
}

TEST(ShardTlsTest, ACutInsideATlsRecordIsAnEnd) {
  TlsStage stage(patient());
  reactor::Socket socket = stage.dial();
  const int fd = socket.fd();
  Guest& ana = stage.add(std::make_unique<Guest>(std::move(socket), stage.client));
  ana.write(upgrade_request("/echo"));
  ASSERT_TRUE(stage.until([&] { return ana.upgraded(); }));
  const std::string_view record("\x17\x03\x03\x01\x00half of it", 15);
  ASSERT_EQ(::send(fd, record.data(), record.size(), MSG_NOSIGNAL), 15);
  ::shutdown(fd, SHUT_WR);
  ASSERT_TRUE(stage.until([&] { return stage.counters().closed == 1; }));
}

}  // namespace
}  // namespace broadcast
