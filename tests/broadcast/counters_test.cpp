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
  EXPECT_GE(counters.turn.nanoseconds, counters.turn_nanoseconds_max);
  EXPECT_EQ(counters.turn.count(), counters.turns);
  EXPECT_EQ(counters.records, 1u);
  EXPECT_EQ(counters.deliveries, 2u);
  EXPECT_EQ(counters.fan_out.count(), 1u) << "only turns with news";
  EXPECT_LT(counters.fan_out.nanoseconds, counters.turn.nanoseconds);
  EXPECT_GT(counters.turn_nanoseconds_max, 0u);
  EXPECT_EQ(counters.gaps + counters.too_slow + counters.no_pong + counters.turned_away, 0u);
}

TEST(CountersTest, RecordsAreCountedAtHomeAndDeliveriesWhereTheMembersAre) {
  Stage stage({}, 2);
  for (const std::string room : {"a", "raw1"}) {
    const ShardNumber home = Mesh(2).home_of(room);
    const ShardNumber other = static_cast<ShardNumber>(1 - home);
    const Counters before[] = {stage.shard(0).counters(), stage.shard(1).counters()};
    for (int i = 0; i < 3; ++i) stage.guest("/chat", other).say("join " + room);
    Guest& ana = stage.guest("/chat", other);
    stage.settle();
    for (int i = 0; i < 5; ++i) ana.say("say " + room + " x");
    stage.settle();
    EXPECT_EQ(stage.shard(home).counters().records - before[home].records, 5u);
    EXPECT_EQ(stage.shard(other).counters().records - before[other].records, 0u);
    EXPECT_EQ(stage.shard(home).counters().deliveries - before[home].deliveries, 0u);
    EXPECT_EQ(stage.shard(other).counters().deliveries - before[other].deliveries, 15u);
  }
}

TEST(GaugesTest, WhatIsThereIsCounted) {
  Stage stage;
  const Gauges empty = stage.shard().gauges();
  EXPECT_EQ(empty.sockets + empty.rooms + empty.halls + empty.members, 0u);
  EXPECT_EQ(empty.private_bytes + empty.gathered_bytes + empty.log_bytes, 0u);
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat");
  stage.newcomer();
  for (const char* words : {"join a", "join b 1", "say a x"}) ana.say(words);
  bob.say("join b");
  stage.settle();
  ana.deaf(true);
  while (stage.shard().gauges().private_bytes == 0) {
    ana.say("send " + std::string(30'000, 'x'));
    stage.turn();
  }
  bob.write(std::string("\x01\x85\0\0\0\0hello", 11));  // a message's first fragment
  stage.settle();
  const Gauges gauges = stage.shard().gauges();
  EXPECT_EQ(gauges.sockets, 3u);
  EXPECT_EQ(gauges.rooms, 2u);
  EXPECT_EQ(gauges.halls, 2u);
  EXPECT_EQ(gauges.members, 3u);
  EXPECT_EQ(gauges.gathered_bytes, 5u);
  EXPECT_EQ(gauges.log_bytes, Segment::live_bytes());
  EXPECT_GT(gauges.log_bytes, 0u);
  for (Guest* guest : {&ana, &bob}) guest->hang_up();
  stage.settle();
  const Gauges after = stage.shard().gauges();
  EXPECT_EQ(after.sockets, 1u);
  EXPECT_EQ(after.rooms + after.halls + after.members + after.private_bytes + after.gathered_bytes +
                after.log_bytes + after.letter_bytes,
            0u);
}

}  // namespace
}  // namespace broadcast
