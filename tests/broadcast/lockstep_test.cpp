// Three shards on one thread, steps chosen by a seed: all members of a room see one order, nothing
// is lost but what was told as a gap, nothing comes twice, and every segment is freed. The letters
// take their time. TEST_SEED replays a run, WSD_STEPS makes it longer.
#include <gtest/gtest.h>

#include "tests/broadcast/dry_shard.h"
#include "tests/seed.h"

namespace broadcast {
namespace {

constexpr unsigned kShards = 3;

Settings small_logs() {
  Settings settings;
  settings.log = {.retention = 3 << 10, .lag = 6 << 10};
  settings.bookmarks_max = 4;  // fewer than rooms
  settings.deflate_level = 1;
  return settings;
}

class Lockstep {
 public:
  Lockstep(const Settings& settings, unsigned seed) : mesh_(kShards), dice_(seed) {
    for (ShardNumber self = 0; self < kShards; ++self)
      shards_.push_back(std::make_unique<DryShard>(mesh_, self, settings, dice_()));
  }

  // Ends early when something is wrong.
  void run(std::uint64_t steps) {
    for (std::uint64_t step = 0; step < steps && quiet(); ++step) {
      DryShard& shard = *shards_[dice_() % kShards];
      shard.step();
      if (dice_() % 3 == 0) shard.turn(tick());
      if (dice_() % 8192 == 0) settle();
      if (dice_() % 16384 == 0) everybody_leaves();
    }
    settle();
    everybody_leaves();
  }

  void everybody_leaves() {
    for (auto& shard : shards_) shard->all_leave();
    settle();
    for (auto& shard : shards_) shard->expect_empty();
    if (Segment::live_bytes() != 0) shards_[0]->ledger.complain("segments are left");
  }

  Ledger ledger() {
    Ledger all;
    for (auto& shard : shards_) all.merge(shard->ledger);
    return all;
  }
  Tally tally() const {
    Tally all;
    for (const auto& shard : shards_) all += shard->tally;
    return all;
  }

 private:
  bool quiet() {
    for (auto& shard : shards_) {
      if (!shard->ledger.complaints_so_far().empty()) return false;
    }
    return true;
  }
  // Enough for every letter and the answer to its answer.
  void settle() {
    for (int round = 0; round < 12; ++round) {
      for (auto& shard : shards_) shard->settle(tick());
    }
  }
  reactor::Time tick() { return now_ += std::chrono::milliseconds(1); }

  Mesh mesh_;
  std::mt19937 dice_;
  std::vector<std::unique_ptr<DryShard>> shards_;
  reactor::Time now_{std::chrono::seconds(1)};
};

void run(const Settings& settings, unsigned seed, std::uint64_t steps) {
  SCOPED_TRACE("TEST_SEED=" + std::to_string(seed) + " WSD_STEPS=" + std::to_string(steps));
  ASSERT_EQ(Segment::live_bytes(), 0u);
  Lockstep lockstep(settings, seed);
  lockstep.run(steps);
  Ledger ledger = lockstep.ledger();
  const auto complaints = ledger.complaints();
  ASSERT_TRUE(complaints.empty()) << complaints.size() << ", the first: " << complaints.front();
  const Tally tally = lockstep.tally();
  std::printf(
      "%u joins, %u in the past; %u published, %u ordered, %u heard; %u gaps, %u cut, %u wishes\n",
      tally.joins, tally.joins_in_the_past, tally.published, tally.ordered, tally.heard, tally.gaps,
      tally.cut, tally.wishes);
  EXPECT_GT(tally.heard, tally.published);
  EXPECT_GT(tally.joins_in_the_past, 0u);
  EXPECT_GT(tally.gaps, 0u);
  EXPECT_GT(tally.cut, 0u);
  EXPECT_GT(tally.wishes, 0u);
}

TEST(Lockstep, OneOrderNothingLostNothingTwice) {
  const unsigned seed = tests::seed_of_this_run();
  run(small_logs(), seed, tests::number_from("WSD_STEPS", 100'000));
}

// Over the budget all the time: what is given up, last segments included, is up to the dice.
TEST(Lockstep, TheSameWhileLogsAreGivenUp) {
  Settings settings = small_logs();
  settings.log.budget = 0;
  run(settings, tests::seed_of_this_run(), tests::number_from("WSD_STEPS", 100'000) / 2);
}

}  // namespace
}  // namespace broadcast
