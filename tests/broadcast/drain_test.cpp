// A drain over several shards: nobody is closed before what was published has arrived, whatever it
// was under way as.
#include "tests/broadcast/stage.h"

namespace broadcast {
namespace {

// On "go" everybody's drain begins, behind a publication of the same turn.
void drain_on_go(Stage& stage, ShardNumber shards, const std::string& room,
                 const RoomOptions& options) {
  stage.instead = [&stage, shards, room, options](Shard& shard, const Event& event) {
    if (event.kind == Event::Kind::opened) {
      shard.join(event.connection, shard.enter(room, options), 0);
      return true;
    }
    if (event.kind != Event::Kind::message) return false;
    shard.publish(shard.enter(room, options), Opcode::text, reactor::bytes("the last"));
    for (ShardNumber i = 0; i < shards; ++i) stage.shard(i).drain(1001, "stopping", {});
    return true;
  };
}

TEST(DrainTest, WhatIsUnderWayBetweenShardsArrives) {
  for (ShardNumber home = 0; home < 3; ++home) {
    for (ShardNumber from = 0; from < 3; ++from) {
      for (const std::string kind : {"a", "raw"}) {
        SCOPED_TRACE(kind + " at " + std::to_string(home) + " from " + std::to_string(from));
        Stage stage(patient(), 3);
        const std::string room = room_at(home, 3, kind);
        drain_on_go(stage, 3, room, options_of(kind));
        std::vector<Guest*> all;
        for (ShardNumber at = 0; at < 3; ++at) all.push_back(&stage.guest("/there", at));
        all[from]->say("go");
        ASSERT_TRUE(stage.until([&] {
          return stage.shard(0).drained() && stage.shard(1).drained() && stage.shard(2).drained();
        }));
        stage.settle(2);
        const std::string last = kind == "a" ? "text " + room + "#0 the last" : "text the last";
        for (const Guest* guest : all)
          EXPECT_EQ(guest->heard(), (Heard{last, "close 1001 stopping", "eof"}));
      }
    }
  }
}

TEST(DrainTest, AShardWithoutAnybodyTellsTheOthersBeforeItEnds) {
  Stage stage(patient(), 2);
  Guest& ana = stage.guest("/echo", 1);
  for (ShardNumber i = 0; i < 2; ++i) stage.shard(i).drain(1001, "stopping", {});
  EXPECT_FALSE(stage.shard(0).drained());
  const auto turn = [](Shard& shard) {  // until it is drained, and then never again
    if (shard.drained()) return;
    shard.wait(reactor::Duration::zero());
    while (shard.next()) {
    }
    shard.flush();
  };
  const auto turn_both = [&] {
    turn(stage.shard(0));
    turn(stage.shard(1));
    ana.turn();
  };
  ASSERT_TRUE(reactor::turn_until(turn_both, [&] { return ana.over(); }));
  EXPECT_TRUE(stage.shard(0).drained());
  EXPECT_EQ(ana.heard(), (Heard{"close 1001 stopping", "eof"}));
}

TEST(DrainTest, WhatARoomHoldsBackIsSentAtOnce) {
  Stage stage(patient(), 2);
  RoomOptions options = options_of("raw");
  options.flush_milliseconds = 60'000;
  const std::string room = room_at(1, 2, "raw");
  drain_on_go(stage, 2, room, options);
  Guest& ana = stage.guest("/there", 0);
  Guest& bob = stage.guest("/there", 1);
  ana.say("go");
  ASSERT_TRUE(stage.until([&] { return stage.shard(0).drained() && stage.shard(1).drained(); }));
  stage.settle(2);
  for (const Guest* guest : {&ana, &bob})
    EXPECT_EQ(guest->heard(), (Heard{"text the last", "close 1001 stopping", "eof"}));
}

TEST(DrainTest, AShardThatDrainsAloneWaitsForTheOthersNotForEver) {
  Settings settings = patient();
  settings.last_words = 20ms;
  Stage stage(settings, 2);
  Guest& ana = stage.guest("/echo", 0);
  Guest& bob = stage.guest("/echo", 1);
  stage.shard(0).drain(1001, "stopping", {});
  ASSERT_TRUE(stage.until([&] { return stage.shard(0).drained(); }));
  EXPECT_TRUE(stage.until([&] { return ana.over(); }));
  bob.say("still here");
  stage.settle();
  EXPECT_EQ(bob.heard(), Heard{"text still here"});
}

}  // namespace
}  // namespace broadcast
