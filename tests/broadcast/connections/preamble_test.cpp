// Newcomers whom a proxy passes on: who they are told to be, plain and behind TLS, however what
// comes is cut.
#include "broadcast/connections/preamble.h"

#include "reactor/dial.h"
#include "tests/broadcast/stage.h"
#include "tests/reactor/tls_pair.h"

namespace broadcast {
namespace {

constexpr std::string_view kV1 = "PROXY TCP4 192.0.2.1 192.0.2.2 4711 443\r\n";
constexpr std::string_view kV2(
    "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0C\xC0\0\2\1\xC0\0\2\2\x12\x67\1\xBB", 28);
constexpr std::string_view kLocal("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", 16);

// Raw, before a guest has the socket.
void say(const reactor::Socket& socket, std::string_view text) {
  const auto write = [&] {
    text.remove_prefix(reactor::write_some(socket.fd(), reactor::bytes(text)).bytes);
  };
  EXPECT_TRUE(reactor::turn_until(write, [&] { return text.empty(); }));
}

struct Porch : Stage {
  reactor::TlsServer server{reactor::server_options()};
  reactor::TlsClient client{reactor::client_options()};
  reactor::Endpoint plain;
  reactor::Endpoint secure;
  std::uint32_t plain_door = 0;
  std::vector<std::string> peers;  // as requests told them

  explicit Porch(const Settings& with = {}, std::string_view trusted = "127.0.0.0/8")
      : Stage(with) {
    const ListenRules rules{.proxies = {*reactor::parse_prefix(trusted).prefix}};
    plain_door = listen(plain, nullptr, rules);
    listen(secure, &server, rules);
    instead = [this](Shard&, const Event& event) {
      if (event.kind == Event::Kind::request) peers.push_back(reactor::to_string(*event.peer));
      return false;
    };
  }
  std::uint32_t listen(reactor::Endpoint& endpoint, const reactor::TlsServer* tls,
                       const ListenRules& rules) {
    reactor::Listener listener = reactor::listen_on("127.0.0.1:0");
    endpoint = reactor::local_endpoint(listener.fd());
    return shard().listen(std::move(listener), tls, rules);
  }
  Guest& caller() { return add(std::make_unique<Guest>(reactor::dial(plain).socket)); }
  // Says the header before TLS begins.
  Guest& secure_caller(std::string_view header) {
    reactor::Socket socket = reactor::dial(secure).socket;
    say(socket, header);
    return add(std::make_unique<Guest>(std::move(socket), client));
  }
  std::string last_peer() const { return peers.empty() ? "" : peers.back(); }
};

TEST(EntranceTest, TheClientIsWhomTheProxyNames) {
  for (const std::string_view header : {kV1, kV2}) {
    Porch porch;
    Guest& ana = porch.caller();
    ana.write(header);
    ana.write(upgrade_request("/echo"));
    ASSERT_TRUE(porch.until([&] { return ana.upgraded(); }));
    EXPECT_EQ(porch.last_peer(), "192.0.2.1:4711");
    ana.say("hello");
    ASSERT_TRUE(porch.until([&] { return ana.has_heard("text hello"); }));
    EXPECT_EQ(porch.counters().bad_proxy_headers, 0u);
  }
}

TEST(EntranceTest, TlsComesBehindTheHeader) {
  for (const std::string_view header : {kV1, kV2}) {
    Porch porch;
    Guest& ana = porch.secure_caller(header);
    ana.write(upgrade_request("/echo"));
    ASSERT_TRUE(porch.until([&] { return ana.upgraded(); }));
    EXPECT_EQ(porch.last_peer(), "192.0.2.1:4711");
  }
}

TEST(EntranceTest, CutAnywhereItIsTheSame) {
  Porch porch;
  for (const std::string_view header : {kV1, kV2}) {
    const std::string all = std::string(header) + upgrade_request("/echo");
    for (std::size_t cut = 1; cut <= header.size() + 1; ++cut) {
      Guest& ana = porch.caller();
      ana.write(all.substr(0, cut));
      porch.settle(3);
      ana.write(all.substr(cut));
      ASSERT_TRUE(porch.until([&] { return ana.upgraded(); })) << cut;
      ASSERT_EQ(porch.last_peer(), "192.0.2.1:4711");
      ana.hang_up();
    }
  }
  EXPECT_EQ(porch.peers.size(), kV1.size() + kV2.size() + 2);
}

TEST(EntranceTest, OneByteAtATimeAndBehindItTls) {
  Porch porch;
  reactor::Socket socket = reactor::dial(porch.secure).socket;
  for (const char byte : kV2) {
    say(socket, {&byte, 1});
    porch.settle(2);
  }
  Guest& ana = porch.add(std::make_unique<Guest>(std::move(socket), porch.client));
  ana.write(upgrade_request("/echo"));
  ASSERT_TRUE(porch.until([&] { return ana.upgraded(); }));
  EXPECT_EQ(porch.last_peer(), "192.0.2.1:4711");
}

TEST(EntranceTest, AProxyMaySpeakForItself) {
  for (const std::string_view header : {kLocal, std::string_view("PROXY UNKNOWN\r\n")}) {
    Porch porch;
    Guest& check = porch.caller();
    check.write(header);
    check.write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_TRUE(porch.until([&] { return check.http().starts_with("HTTP/1.1 200"); }));
    EXPECT_TRUE(porch.last_peer().starts_with("127.0.0.1:"));
    check.write("GET /again HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_TRUE(porch.until([&] { return porch.peers.size() == 2; })) << "one header a connection";
  }
}

TEST(EntranceTest, WhoIsNotTrustedIsTakenAsItIs) {
  Porch porch({}, "10.0.0.0/8");
  Guest& ana = porch.caller();
  ana.write(upgrade_request("/echo"));
  ASSERT_TRUE(porch.until([&] { return ana.upgraded(); }));
  EXPECT_TRUE(porch.last_peer().starts_with("127.0.0.1:"));
  Guest& liar = porch.caller();
  liar.write(kV1);
  liar.write(upgrade_request("/echo"));
  ASSERT_TRUE(porch.until([&] { return liar.over(); }));
  EXPECT_EQ(porch.counters().bad_proxy_headers, 0u) << "it was no header, but a bad request";
  EXPECT_TRUE(porch.told(2).front().starts_with("request 4")) << porch.told(2).front();
}

TEST(EntranceTest, ABadHeaderIsTheEndAndIsCounted) {
  Porch porch;
  Guest& ana = porch.caller();
  ana.write(kV1);
  ana.write(upgrade_request("/echo"));
  const std::string bad[] = {upgrade_request("/echo"), "PROXY TCP4 here there 1 2\r\n",
                             "\x16\x03\x01\x02", "PROXY TCP4 ::1 ::1 1 2\r\n"};
  for (const std::string& header : bad) {
    Guest& other = porch.caller();
    other.write(header);
    ASSERT_TRUE(porch.until([&] { return other.over(); }));
    EXPECT_EQ(other.http(), "");
  }
  EXPECT_EQ(porch.counters().bad_proxy_headers, std::size(bad));
  ASSERT_TRUE(porch.until([&] { return ana.upgraded(); }));
  EXPECT_EQ(porch.peers.size(), 1u);
}

TEST(EntranceTest, AnEndInsideTheHeaderIsAnEnd) {
  Porch porch;
  for (const std::string_view header : {kV1, kV2, kLocal}) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{5}, header.size()}) {
      Guest& ana = porch.caller();
      ana.write(header.substr(0, size));
      ana.turn();
      ana.shut();
      ASSERT_TRUE(porch.until([&] { return ana.over(); })) << size;
    }
  }
  EXPECT_EQ(porch.counters().bad_proxy_headers, 0u);
  EXPECT_TRUE(porch.peers.empty());
}

TEST(EntranceTest, TheTimeForTheHeaderIsThatOfTheHandshake) {
  Settings settings;
  settings.handshake = 30ms;
  Porch porch(settings);
  Guest& silent = porch.caller();
  Guest& halfway = porch.caller();
  halfway.write(kV1.substr(0, 20));
  Guest& no_request = porch.caller();
  no_request.write(kV1);
  Guest& no_tls = porch.secure_caller(kV2);
  no_tls.deaf(true);
  ASSERT_TRUE(porch.until([&] { return silent.over() && halfway.over() && no_request.over(); }));
  EXPECT_EQ(porch.counters().bad_proxy_headers, 0u);
}

TEST(EntranceTest, RulesMayChange) {
  Porch porch;
  porch.shard().change_rules(porch.plain_door, {});
  porch.shard().change_rules(4711, {});  // no such listener
  Guest& ana = porch.caller();
  ana.write(upgrade_request("/echo"));
  ASSERT_TRUE(porch.until([&] { return ana.upgraded(); }));
  EXPECT_TRUE(porch.last_peer().starts_with("127.0.0.1:"));
}

}  // namespace
}  // namespace broadcast
