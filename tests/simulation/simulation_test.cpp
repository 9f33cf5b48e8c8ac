// Hundreds of virtual clients over hours of virtual time, by seeds. A seed that fails is printed;
// TEST_SEED has it again, bit by bit. WSD_SIMULATION is how many virtual connections there shall be
// at least, WSD_SIMULATION_HOURS how many virtual hours.
#include <gtest/gtest.h>

#include "tests/seed.h"
#include "tests/simulation/world.h"

namespace simulation {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;

// What kind of run a seed makes: a crowd for minutes, or a few for days; a kind kernel or a cruel
// one.
Plan plan_of(std::uint64_t seed) {
  Plan plan;
  plan.shards = static_cast<broadcast::ShardNumber>(1 + seed % 3);
  plan.tls = seed % 4 == 1;
  const bool long_run = seed % 8 == 7;
  plan.clients = long_run ? 6 : 50 + static_cast<std::uint32_t>(seed * 37 % 250);
  plan.newcomers_per_second = long_run ? 1 : 40;
  plan.time = long_run ? std::chrono::minutes(12h) : std::chrono::minutes(10min);
  if (seed % 16 == 3) {  // a turn of all of them takes its time
    plan.shards = 64;
    plan.clients = 40;
    plan.time = 1min;
  }
  plan.tight = seed % 4 == 2;
  if (seed % 2 == 1)
    plan.misfortune = {.shortened = 20, .refused = 40, .fatal = 5000, .late = 30, .exhausted = 200};
  if (seed % 5 == 0) plan.stalls = 500;
  if (seed % 3 == 0) plan.latency = std::chrono::milliseconds(200);
  return plan;
}

Tally& operator+=(Tally& all, const Tally& one) {
  all.connections += one.connections;
  all.upgraded += one.upgraded;
  all.messages += one.messages;
  all.gaps += one.gaps;
  all.too_slow += one.too_slow;
  all.no_pong += one.no_pong;
  all.going_away += one.going_away;
  all.hit += one.hit;
  return all;
}

TEST(SimulationTest, KeepsEveryPromiseWhateverTheSeed) {
  const std::uint64_t first = tests::seed_of_this_run();
  const std::uint64_t wanted = tests::number_from("WSD_SIMULATION", 20'000);
  const reactor::Duration hours = 1h * tests::number_from("WSD_SIMULATION_HOURS", 0);
  Tally all;
  reactor::Duration time{};
  std::uint64_t faults = 0, seeds = 0;
  for (std::uint64_t seed = first; all.connections < wanted || time < hours; ++seed, ++seeds) {
    if (all.connections >= wanted) seed |= 7;  // the long ones
    try {
      Choices choices(seed);
      World world(choices, plan_of(seed));
      world.run();
      all += world.tally();
      time += world.time();
      faults += world.faults();
    } catch (const Violation& violation) {
      FAIL() << violation.what() << ": TEST_SEED=" << seed << " has it again";
    }
  }
  std::printf(
      "%llu seeds from %llu: %llu connections, %lld virtual hours, %llu messages heard, %llu gaps, "
      "%llu too slow, "
      "%llu without pong, %llu told to go, %llu hit, %llu faults\n",
      static_cast<unsigned long long>(seeds), static_cast<unsigned long long>(first),
      static_cast<unsigned long long>(all.connections), static_cast<long long>(time / 1h),
      static_cast<unsigned long long>(all.messages), static_cast<unsigned long long>(all.gaps),
      static_cast<unsigned long long>(all.too_slow), static_cast<unsigned long long>(all.no_pong),
      static_cast<unsigned long long>(all.going_away), static_cast<unsigned long long>(all.hit),
      static_cast<unsigned long long>(faults));
}

TEST(SimulationTest, ASeedReplaysBitByBit) {
  for (const std::uint64_t seed : {1u, 2u, 15u}) {
    std::uint64_t fingerprints[2];
    for (auto& fingerprint : fingerprints) {
      Choices choices(seed);
      Plan plan = plan_of(seed);
      plan.time = 1min;
      World world(choices, plan);
      world.run();
      fingerprint = world.fingerprint();
    }
    EXPECT_EQ(fingerprints[0], fingerprints[1]) << "seed " << seed;
  }
}

}  // namespace
}  // namespace simulation
