// When to call again.
#include "apps/wsc/reconnecting.h"

#include <gtest/gtest.h>

namespace wsc {
namespace {

using reactor::Duration;
using reactor::Time;
using namespace std::chrono_literals;

TEST(Reconnecting, CloseCodesSayWhatToDo) {
  EXPECT_EQ(after_close(1000), After::leave);
  for (const unsigned code :
       {1001, 1005, 1006, 1011, 1012, 1013, 3000, 4100, 4108, 4112, 4129, 4199, 4300}) {
    EXPECT_EQ(after_close(static_cast<rfc6455::CloseCode>(code)), After::call_later) << code;
  }
  for (const unsigned code : {1002, 1003, 1007, 1008, 1009, 1010, 4000, 4004, 4006, 4099}) {
    EXPECT_EQ(after_close(static_cast<rfc6455::CloseCode>(code)), After::give_up) << code;
  }
  for (const unsigned code : {4200, 4202, 4299}) {
    EXPECT_EQ(after_close(static_cast<rfc6455::CloseCode>(code)), After::call_at_once) << code;
  }
}

TEST(Reconnecting, SoDoRefusals) {
  for (const unsigned status : {0u, 408u, 429u, 500u, 502u, 503u}) {
    EXPECT_EQ(after_refusal(status), After::call_later) << status;
  }
  for (const unsigned status : {301u, 400u, 401u, 403u, 404u, 426u}) {
    EXPECT_EQ(after_refusal(status), After::give_up) << status;
  }
}

// The longest wait that chance may give, of those there should be: what chance says is taken as it
// is up to that.
Duration longest(Backoff& backoff, Time now, After after = After::call_later) {
  const Backoff before = backoff;
  Duration found = Duration::zero();
  for (const Duration wait : {500ms, 1000ms, 2000ms, 4000ms, 8000ms, 16000ms, 30000ms}) {
    backoff = before;
    const Random says = [&] { return static_cast<std::uint64_t>(wait.count()); };
    if (backoff.lost(after, now, says) == wait) found = wait;
  }
  return found;
}

TEST(Backoff, GrowsUpToItsBound) {
  Backoff backoff;
  const Time now{};
  for (const Duration most : {Duration(500ms), Duration(1s), Duration(2s), Duration(4s),
                              Duration(8s), Duration(16s), Duration(30s), Duration(30s)}) {
    EXPECT_EQ(longest(backoff, now), most);
  }
}

TEST(Backoff, AnyChanceStaysWithin) {
  Backoff backoff;
  std::uint64_t bits = 1;
  const Random random = [&] { return bits = bits * 6364136223846793005u + 1442695040888963407u; };
  for (int i = 0; i < 1000; ++i) {
    const Duration wait = backoff.lost(After::call_later, Time{}, random);
    EXPECT_GE(wait, Duration::zero());
    EXPECT_LE(wait, Backoff::kMost);
  }
}

TEST(Backoff, BeginsAgainAfterAMinuteThatHeld) {
  Backoff backoff;
  Time now{};
  for (int i = 0; i < 5; ++i) longest(backoff, now);
  backoff.connected(now);
  EXPECT_EQ(longest(backoff, now + 59s), Duration(16s));
  backoff.connected(now);
  EXPECT_EQ(longest(backoff, now + 60s), Duration(500ms));
}

TEST(Backoff, AtOnceButNotTwiceInARow) {
  Backoff backoff;
  EXPECT_EQ(longest(backoff, Time{}, After::call_at_once), Duration::zero());
  EXPECT_EQ(longest(backoff, Time{}, After::call_at_once), Duration(1s));
}

}  // namespace
}  // namespace wsc
