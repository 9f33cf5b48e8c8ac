// Who may come in, who may not, and what is remembered of them.
#include "apps/wsd/gatekeeper.h"

#include <gtest/gtest.h>

#include <thread>

#include "apps/wsd/forwarded.h"

namespace wsd {
namespace {

using reactor::Peer;
using std::chrono_literals::operator""s;

constexpr reactor::Time kNow{1000s};

Peer peer(const char* text) {
  return *parse_hop(text);
}

unsigned refused(Gatekeeper& gate, const Peer& client, const AdmissionLimits& limits,
                 reactor::Time now = kNow) {
  const auto answer = gate.admit(client, limits, now);
  EXPECT_EQ(answer.refusal.has_value(), answer.retry_after_seconds > 0);
  return answer.refusal ? answer.refusal->status : 0;
}

TEST(GatekeeperTest, SoManyOfOneAddressAndNoMore) {
  Gatekeeper gate;
  const AdmissionLimits limits{.address_connections = 3, .address_per_minute = 0};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(refused(gate, peer("192.0.2.1"), limits), 0u);
  EXPECT_EQ(refused(gate, peer("192.0.2.1"), limits), 429u);
  EXPECT_EQ(refused(gate, peer("192.0.2.1:99"), limits), 429u) << "the port is not who one is";
  EXPECT_EQ(refused(gate, peer("192.0.2.2"), limits), 0u) << "others are not touched";
  gate.left(peer("192.0.2.1:5"), kNow);
  EXPECT_EQ(refused(gate, peer("192.0.2.1"), limits), 0u);
  EXPECT_EQ(gate.open(), 4u);
}

TEST(GatekeeperTest, SoManyNewOnesInAMinute) {
  Gatekeeper gate;
  const AdmissionLimits limits{.address_connections = 0, .address_per_minute = 6};
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(refused(gate, peer("192.0.2.1"), limits), 0u);
    gate.left(peer("192.0.2.1"), kNow);
  }
  const auto answer = gate.admit(peer("192.0.2.1"), limits, kNow);
  ASSERT_TRUE(answer.refusal);
  EXPECT_EQ(answer.refusal->status, 429);
  EXPECT_EQ(answer.retry_after_seconds, 10u);
  EXPECT_EQ(retry_after(answer), "Retry-After: 10\r\n");
  EXPECT_EQ(refused(gate, peer("192.0.2.1"), limits, kNow + 9s), 429u);
  EXPECT_EQ(refused(gate, peer("192.0.2.1"), limits, kNow + 10s), 0u);
}

TEST(GatekeeperTest, AnIpv6AddressStandsForItsSubnet) {
  Gatekeeper gate;
  const AdmissionLimits limits{.address_connections = 1, .address_per_minute = 0};
  EXPECT_EQ(refused(gate, peer("2001:db8:0:1::1"), limits), 0u);
  EXPECT_EQ(refused(gate, peer("2001:db8:0:1:ffff::2"), limits), 429u);
  EXPECT_EQ(refused(gate, peer("2001:db8:0:2::1"), limits), 0u);
}

TEST(GatekeeperTest, ThisMachineItselfIsNotLimited) {
  Gatekeeper gate;
  const AdmissionLimits limits{.address_connections = 1, .address_per_minute = 1};
  Peer local;
  local.family = Peer::Family::local;
  for (const Peer& one : {peer("127.0.0.1"), peer("127.9.9.9"), peer("::1"), local}) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(refused(gate, one, limits), 0u) << to_string(one);
  }
  EXPECT_EQ(gate.addresses(), 0u);
  EXPECT_EQ(refused(gate, Peer{}, limits), 0u);
  EXPECT_EQ(refused(gate, Peer{}, limits), 429u) << "unknown is an address like any";
}

TEST(GatekeeperTest, SoManyInAll) {
  Gatekeeper gate(2);
  const AdmissionLimits limits;
  EXPECT_EQ(refused(gate, peer("192.0.2.1"), limits), 0u);
  EXPECT_EQ(refused(gate, peer("127.0.0.1"), limits), 0u);
  EXPECT_EQ(refused(gate, peer("127.0.0.1"), limits), 503u);
  EXPECT_EQ(refused(gate, peer("127.0.0.1"), {.connections = 3}), 0u);
  EXPECT_EQ(refused(gate, peer("127.0.0.1"), {.connections = 3}), 503u);
  EXPECT_EQ(refused(gate, peer("127.0.0.1"), {.connections = 0}), 0u) << "0: no limit";
}

TEST(GatekeeperTest, WhoWasRefusedDoesNotCount) {
  Gatekeeper gate(1);
  EXPECT_EQ(refused(gate, peer("192.0.2.1"), {}), 0u);
  EXPECT_EQ(refused(gate, peer("192.0.2.1"), {}), 503u);
  EXPECT_EQ(gate.open(), 1u);
  gate.left(peer("192.0.2.1"), kNow);
  EXPECT_EQ(gate.open(), 0u);
}

TEST(GatekeeperTest, TheQuietAreForgottenWhenTheirMinuteIsOver) {
  Gatekeeper gate;
  const auto nth = [](std::uint32_t n) {
    Peer one = peer("10.0.0.0");
    for (int byte = 3; byte > 0; --byte, n >>= 8) one.address[byte] = static_cast<std::uint8_t>(n);
    return one;
  };
  for (std::uint32_t i = 0; i < 1000; ++i) {
    ASSERT_EQ(refused(gate, nth(i), {}), 0u);
    gate.left(nth(i), kNow);
  }
  EXPECT_EQ(gate.addresses(), 1000u) << "the minute is not over";
  for (std::uint32_t i = 0; i < 500; ++i) {
    ASSERT_EQ(refused(gate, peer("192.0.2.1"), {.address_per_minute = 0}, kNow + 61s),
              i < 64 ? 0u : 429u);
  }
  EXPECT_EQ(gate.addresses(), 1u);
}

TEST(GatekeeperTest, MemoryIsBoundedWhoeverComes) {
  Gatekeeper gate;
  Peer one = peer("10.0.0.0");
  for (std::uint32_t i = 0; i < 2 * kAddressesMax; ++i) {
    for (int byte = 3; byte > 0; --byte)
      one.address[byte] = static_cast<std::uint8_t>(i >> (24 - 8 * byte));
    ASSERT_EQ(refused(gate, one, {}), 0u);
    gate.left(one, kNow);
  }
  EXPECT_LE(gate.addresses(), kAddressesMax + 1);
}

TEST(GatekeeperTest, ManyThreadsLoseNobody) {
  Gatekeeper gate;
  const AdmissionLimits limits{.address_connections = 10, .address_per_minute = 0};
  std::vector<std::thread> threads;
  std::atomic<int> in = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 2000; ++n) {
        if (gate.admit(peer("192.0.2.1"), limits, kNow).refusal) continue;
        EXPECT_LE(in.fetch_add(1), 9);
        in.fetch_sub(1);
        gate.left(peer("192.0.2.1"), kNow);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(gate.open(), 0u);
}

}  // namespace
}  // namespace wsd
