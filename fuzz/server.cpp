// The whole server above the seam: the input decides who comes, what they send and in which pieces,
// who reads how much, what the kernel refuses, and how time passes. Properties: no crash, one
// order, nothing lost without a word for those who read, bounded memory, and nothing left in the
// end.
#include <cstdio>
#include <cstdlib>

#include "tests/simulation/world.h"

namespace {

simulation::Plan plan_of(simulation::Choices& choices) {
  simulation::Plan plan;
  plan.shards = static_cast<broadcast::ShardNumber>(1 + choices.draw(3));
  plan.clients = 1 + choices.draw(8);
  plan.newcomers_per_second = 20;
  plan.time = std::chrono::hours(1);
  if (choices.one_in(2)) plan.stalls = 30;
  if (choices.one_in(2)) plan.latency = std::chrono::milliseconds(200);
  if (choices.one_in(2)) {
    plan.misfortune = {.shortened = 5, .refused = 8, .fatal = 100, .late = 8, .exhausted = 20};
  }
  return plan;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  simulation::Choices choices(std::span(data, size));
  try {
    simulation::World world(choices, plan_of(choices));
    world.run();
  } catch (const simulation::Violation& violation) {
    std::fprintf(stderr, "%s\n", violation.what());
    std::abort();
  }
  return 0;
}
