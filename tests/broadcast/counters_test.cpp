// What a shard counts is what happened.
#include "broadcast/counters.h"

#include "tests/broadcast/stage.h"

namespace broadcast {
namespace {

TEST(CountersTest, AConversationIsCounted) {
  Stage stage;
  Guest& ana = stage.guest("/raw/a");
  Guest& bob = stage.guest("/raw/a");
  ana.say("hello");
  stage.settle();
  bob.close(1000);
  stage.settle();
  const Counters& counters = stage.counters();
  EXPECT_EQ(counters.requests, 2u);
  EXPECT_EQ(counters.opened, 2u);
  EXPECT_EQ(counters.closed, 1u);
  EXPECT_EQ(counters.connections, 1u);
  EXPECT_EQ(counters.messages_in, 1u);
  EXPECT_EQ(counters.published, 1u);
  EXPECT_EQ(counters.private_frames, 1u);  // the answer to bob's close
  EXPECT_EQ(counters.bytes_out, ana.bytes_heard() + bob.bytes_heard());
  EXPECT_EQ(counters.sends, 2u + 2u + 1u);  // answers, the message to both, the close
  EXPECT_GT(counters.turns, 10u);
  EXPECT_GE(counters.turn_nanoseconds, counters.turn_nanoseconds_max);
  EXPECT_GT(counters.turn_nanoseconds_max, 0u);
  EXPECT_EQ(counters.gaps + counters.too_slow + counters.no_pong + counters.turned_away, 0u);
}

}  // namespace
}  // namespace broadcast
