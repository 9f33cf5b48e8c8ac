// Signals wait at a descriptor instead of interrupting.
#include "reactor/signals.h"

#include <unistd.h>

#include "tests/reactor/loopback.h"

namespace reactor {
namespace {

TEST(Signals, WaitToBeRead) {
  Signals signals({SIGUSR1, SIGUSR2});
  Poller poller;
  ASSERT_EQ(poller.watch(signals.fd(), 1), 0);
  EXPECT_EQ(signals.next(), std::nullopt);
  raise(SIGUSR2);
  EXPECT_TRUE(poller.wait(kForever)[0].readable());
  EXPECT_EQ(signals.next(), SIGUSR2);
  EXPECT_EQ(signals.next(), std::nullopt);
}

TEST(Signals, AreUnblockedInTheEndAndPendingOnesDropped) {
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, nullptr, &before);
  {
    const Signals signals({SIGUSR1});
    raise(SIGUSR1);
  }
  sigset_t after;
  pthread_sigmask(SIG_BLOCK, nullptr, &after);
  EXPECT_EQ(sigismember(&after, SIGUSR1), sigismember(&before, SIGUSR1));
}

TEST(Signals, ABrokenPipeIsAnErrno) {
  ignore_broken_pipes();
  Pair pair = unix_pair();
  pair.there.close();
  EXPECT_EQ(::write(pair.here.fd(), "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
}

}  // namespace
}  // namespace reactor
