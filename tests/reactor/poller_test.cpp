// Edges: each told once, with the token it was watched by.
#include "reactor/poller.h"

#include <sys/time.h>

#include <csignal>
#include <set>

#include "tests/reactor/loopback.h"

namespace reactor {
namespace {

constexpr Duration kNow = Duration::zero();

TEST(Poller, TellsAnEdgeOnce) {
  const Pair pair = unix_pair();
  Poller poller;
  ASSERT_EQ(poller.watch(pair.here.fd(), 7), 0);
  auto ready = poller.wait(kNow);
  ASSERT_EQ(ready.size(), 1u);
  EXPECT_EQ(ready[0].token, 7u);
  EXPECT_TRUE(ready[0].writable());
  EXPECT_FALSE(ready[0].readable());
  EXPECT_TRUE(poller.wait(kNow).empty());  // still writable, but that is no news

  write_some(pair.there.fd(), bytes("a"));
  ready = poller.wait(kForever);
  ASSERT_EQ(ready.size(), 1u);
  EXPECT_TRUE(ready[0].readable());
  EXPECT_TRUE(poller.wait(kNow).empty());  // still unread, but that is no news
  write_some(pair.there.fd(), bytes("b"));
  EXPECT_EQ(poller.wait(kForever).size(), 1u);
}

TEST(Poller, TokensHave64Bits) {
  const Pair pair = unix_pair();
  Poller poller;
  ASSERT_EQ(poller.watch(pair.here.fd(), 0xFEDC'BA98'7654'3210), 0);
  EXPECT_EQ(poller.wait(kNow)[0].token, 0xFEDC'BA98'7654'3210);
}

TEST(Poller, AnInterruptedWaitSaysSo) {
  Poller poller;
  EXPECT_TRUE(poller.wait(kNow).empty());
  EXPECT_FALSE(poller.interrupted());
  struct sigaction before {};
  struct sigaction woken {};
  woken.sa_handler = [](int) {};
  ASSERT_EQ(sigaction(SIGALRM, &woken, &before), 0);
  const itimerval again_and_again = {{0, 1000}, {0, 1000}};  // the first may come before the wait
  ASSERT_EQ(setitimer(ITIMER_REAL, &again_and_again, nullptr), 0);
  EXPECT_TRUE(poller.wait(kForever).empty());
  EXPECT_TRUE(poller.interrupted());
  const itimerval never{};
  setitimer(ITIMER_REAL, &never, nullptr);
  sigaction(SIGALRM, &before, nullptr);
}

TEST(Poller, ToldApart_EndedAndHangup) {
  Pair pair = tcp_pair();
  Poller poller;
  ASSERT_EQ(poller.watch(pair.here.fd(), 1), 0);
  poller.wait(kNow);
  pair.there.shut_write();
  auto ready = poller.wait(kForever);
  ASSERT_EQ(ready.size(), 1u);
  EXPECT_TRUE(ready[0].readable());
  EXPECT_TRUE(ready[0].ended());
  EXPECT_FALSE(ready[0].hangup());
  pair.there.abort();
  do {  // the end may have made a second edge
    ready = poller.wait(kForever);
    ASSERT_EQ(ready.size(), 1u);
  } while (!ready[0].hangup());
  EXPECT_TRUE(ready[0].error());
}

TEST(Poller, AClosedSocketIsForgotten) {
  Pair pair = unix_pair();
  Poller poller;
  ASSERT_EQ(poller.watch(pair.here.fd(), 1), 0);
  pair.here.close();
  EXPECT_TRUE(poller.wait(kNow).empty());
}

TEST(Poller, ForgetStopsTheEdges) {
  const Pair pair = unix_pair();
  Poller poller;
  ASSERT_EQ(poller.watch(pair.here.fd(), 1), 0);
  poller.forget(pair.here.fd());
  EXPECT_TRUE(poller.wait(kNow).empty());
}

TEST(Poller, MoreEdgesThanABatchComeInTheNextWait) {
  std::vector<Pair> pairs;
  Poller poller;
  constexpr std::size_t kPairs = kReadyMax / 2 + 50;
  for (std::size_t i = 0; i < kPairs; ++i) {
    pairs.push_back(unix_pair());
    ASSERT_EQ(poller.watch(pairs.back().here.fd(), 2 * i), 0);
    ASSERT_EQ(poller.watch(pairs.back().there.fd(), 2 * i + 1), 0);
  }
  std::set<Token> seen;
  for (auto ready = poller.wait(kNow); !ready.empty(); ready = poller.wait(kNow)) {
    for (const Ready& one : ready) seen.insert(one.token);
  }
  EXPECT_EQ(seen.size(), 2 * kPairs);
}

TEST(Poller, SleepsAtLeastAsLongAsTold) {
  Poller poller;
  const Time before = now();
  EXPECT_TRUE(poller.wait(std::chrono::microseconds(1500)).empty());
  EXPECT_GE(now() - before, std::chrono::microseconds(1500));
}

}  // namespace
}  // namespace reactor
