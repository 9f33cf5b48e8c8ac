// A wake is one write, and none while the owner is awake.
#include "reactor/waker.h"

#include <thread>

#include "tests/reactor/loopback.h"

namespace reactor {
namespace {

constexpr Duration kNow = Duration::zero();

TEST(Waker, AwakeNobodyWrites) {
  Waker waker;
  Poller poller;
  ASSERT_EQ(poller.watch(waker.fd(), 1), 0);
  poller.wait(kNow);  // writable, as ever
  waker.wake();
  EXPECT_TRUE(poller.wait(kNow).empty());
}

TEST(Waker, DrowsyTheFirstOneWrites) {
  Waker waker;
  Poller poller;
  ASSERT_EQ(poller.watch(waker.fd(), 1), 0);
  poller.wait(kNow);
  for (int i = 0; i < 3; ++i) {  // never read, and yet an edge each time
    waker.drowsy();
    waker.wake();
    EXPECT_EQ(poller.wait(kForever).size(), 1u);
    waker.wake();
    EXPECT_TRUE(poller.wait(kNow).empty());
    waker.awake();
  }
}

TEST(Waker, SleepEndsByAWakeFromElsewhere) {
  Waker waker;
  waker.drowsy();
  std::thread other([&] { waker.wake(); });
  waker.sleep();
  waker.awake();
  other.join();
}

}  // namespace
}  // namespace reactor
