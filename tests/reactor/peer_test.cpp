// Peers: small, and the same machine is the same peer in both families.
#include "reactor/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "tests/reactor/loopback.h"

namespace reactor {
namespace {

static_assert(sizeof(Peer) <= 20);

Peer peer_from(int family, const char* address) {
  sockaddr_storage storage{};
  storage.ss_family = static_cast<sa_family_t>(family);
  auto& ipv4 = reinterpret_cast<sockaddr_in&>(storage);
  auto& ipv6 = reinterpret_cast<sockaddr_in6&>(storage);
  ipv4.sin_port = htons(4711);  // where IPv6 has it too
  void* place = family == AF_INET ? static_cast<void*>(&ipv4.sin_addr) : &ipv6.sin6_addr;
  EXPECT_EQ(inet_pton(family, address, place), 1);
  return to_peer(storage, family == AF_INET ? sizeof ipv4 : sizeof ipv6);
}

TEST(Peer, AsText) {
  EXPECT_EQ(to_string(peer_from(AF_INET, "192.0.2.1")), "192.0.2.1:4711");
  EXPECT_EQ(to_string(peer_from(AF_INET6, "2001:db8::1")), "[2001:db8::1]:4711");
  EXPECT_EQ(to_string(Peer{}), "unknown");
}

TEST(Peer, AMappedAddressIsIpv4) {
  EXPECT_EQ(peer_from(AF_INET6, "::ffff:192.0.2.1"), peer_from(AF_INET, "192.0.2.1"));
}

TEST(Peer, FromTextWithoutAPort) {
  Peer expected = peer_from(AF_INET, "192.0.2.1");
  expected.port = 0;
  EXPECT_EQ(parse_ip("192.0.2.1"), expected);
  EXPECT_EQ(parse_ip("::ffff:192.0.2.1"), expected);
  EXPECT_EQ(to_string(parse_ip("2001:DB8::1").value()), "[2001:db8::1]:0");
  for (const std::string_view text : {"", "192.0.2", "192.0.2.1:80", "[::1]", "::1 ", "::g",
                                      "fe80::1%lo", "localhost", "01.2.3.4"})
    EXPECT_EQ(parse_ip(text), std::nullopt) << text;
  EXPECT_EQ(parse_ip(std::string_view("::1\0", 4)), std::nullopt);
  EXPECT_EQ(parse_ip(std::string(1000, '1')), std::nullopt);
}

}  // namespace
}  // namespace reactor
