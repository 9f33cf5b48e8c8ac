// Where a member stands in a room's log, and what it gets when its place moves.
#include "tests/broadcast/stage.h"

namespace broadcast {
namespace {

// Wherever a write stopped: the frame that is half sent is sent to its end, and the other log goes
// on behind it.
TEST(ShardPlacesTest, APlaceThatMovesLosesAndDoublesNothing) {
  for (std::size_t bytes = 1; bytes < 60'000; bytes += 7'919) {
    Stage stage(patient());
    Guest& ana = stage.guest("/chat");
    Guest& bob = stage.guest("/chat");
    Guest& cyd = stage.guest("/chat");  // for whom the other form's log is there
    ana.say("join a");
    bob.say("join a");
    cyd.say("join a 1");
    stage.settle();
    Shard& shard = stage.shard();
    const LocalRoomId hall = shard.enter("a", options_of("a"));
    ana.take();
    ana.deaf(true);
    constexpr std::size_t kMessages = 60;
    for (std::size_t i = 0; i < kMessages; ++i) {
      bob.say("say a " + std::string(10'000, 'x'));
      if (i % 10 == 9) stage.settle(2);
    }
    stage.settle();
    for (const Form form : {Form{1}, Form{0}, Form{1}}) {
      ana.read_some(bytes);
      stage.turn();
      const auto place = shard.position(stage.id(ana), hall);
      ASSERT_TRUE(place);
      ASSERT_LT(*place, kMessages);
      shard.join(stage.id(ana), hall, form, *place);
      stage.settle(4);
    }
    ana.deaf(false);
    std::vector<std::size_t> numbers;
    ASSERT_TRUE(stage.until([&] {
      for (const std::string& words : ana.take()) {
        const auto sign = words.find('#');
        if (sign != words.npos) numbers.push_back(std::stoul(words.substr(sign + 1)));
      }
      return !numbers.empty() && numbers.back() == kMessages - 1;
    }));
    ASSERT_EQ(numbers.size(), kMessages) << bytes;
    for (std::size_t i = 0; i < kMessages; ++i) EXPECT_EQ(numbers[i], i) << bytes;
  }
}

// What was said while it was in no audience is not for its eyes either.
TEST(ShardPlacesTest, WhatIsItsOwnIsLeftOutBehindAPlaceFurtherBack) {
  Stage stage(patient());
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat");
  bob.say("join a");
  stage.settle();
  Shard& shard = stage.shard();
  const LocalRoomId hall = shard.enter("a", options_of("a"));
  shard.own_frames(stage.id(ana), Own::unwanted);
  shard.publish(hall, stage.id(ana), Opcode::text, std::as_bytes(std::span("own", 3)));
  stage.settle();
  bob.say("say a x");
  stage.settle();
  shard.join(stage.id(ana), hall, 0, 0, 1);
  stage.settle();
  EXPECT_EQ(ana.heard(), (Heard{"text joined 0", "text a#1 x"}));
}

}  // namespace
}  // namespace broadcast
