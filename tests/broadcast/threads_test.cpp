// The same three shards, each a thread that goes as fast as it can: for ThreadSanitizer, which sees
// whether anything but segments and mailboxes is shared.
#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "tests/broadcast/dry_shard.h"

namespace broadcast {
namespace {

constexpr unsigned kShards = 3;
constexpr unsigned kSteps = 20'000;
constexpr unsigned kRoundsToSettle = 12;  // enough for every letter and the answer to its answer

class Thread {
 public:
  Thread(Mesh& mesh, ShardNumber self, const Settings& settings, std::barrier<>& together)
      : shard(mesh, self, settings, self + 1), mesh_(mesh), together_(together), dice_(self) {}

  void live() {
    for (unsigned step = 0; step < kSteps;) {
      for (auto burst = dice_() % 6; burst > 0 && !mesh_.congested(); --burst, ++step) shard.step();
      shard.turn(tick());
    }
    settle();
    shard.all_leave();
    settle();
    shard.expect_empty();
  }

  DryShard shard;

 private:
  void settle() {
    for (unsigned round = 0; round < kRoundsToSettle; ++round) {
      together_.arrive_and_wait();
      shard.settle(tick());
    }
  }
  reactor::Time tick() { return now_ += std::chrono::milliseconds(1); }

  Mesh& mesh_;
  std::barrier<>& together_;
  std::minstd_rand dice_;
  reactor::Time now_{std::chrono::seconds(1)};
};

TEST(Threads, OneOrderNothingLostNothingTwice) {
  Settings settings;
  settings.log = {.retention = 3 << 10, .lag = 6 << 10};
  settings.deflate_level = 1;
  Mesh mesh(kShards);
  std::barrier<> together(kShards);
  std::vector<std::unique_ptr<Thread>> lives;
  for (ShardNumber self = 0; self < kShards; ++self)
    lives.push_back(std::make_unique<Thread>(mesh, self, settings, together));
  std::vector<std::thread> threads;
  for (auto& life : lives) threads.emplace_back([&life] { life->live(); });
  for (std::thread& thread : threads) thread.join();

  Ledger ledger;
  Tally tally;
  for (auto& life : lives) {
    ledger.merge(life->shard.ledger);
    tally += life->shard.tally;
  }
  const auto& complaints = ledger.complaints();
  EXPECT_TRUE(complaints.empty()) << complaints.size() << ", the first: " << complaints.front();
  EXPECT_GT(tally.heard, tally.published);
  EXPECT_GT(tally.gaps, 0u);
  EXPECT_EQ(Segment::live_bytes(), 0u);
}

}  // namespace
}  // namespace broadcast
