// Messages at a steady rate, however many are outstanding: what a server may put together that
// holds them for a moment. Latency counts from when a message was due.
#include <cmath>

#include "bench/fanout/room.h"
#include "bench/fanout/runs.h"

namespace fanout {
namespace {

using reactor::Duration;
using reactor::Time;

constexpr double kWarmUp = 0.1;  // seconds, not counted

void steady(Room& room, const Options& options, double seconds) {
  const Time start = reactor::now();
  const double interval = 1e9 / options.rate;
  auto count = static_cast<std::uint64_t>(std::ceil(seconds * options.rate));
  if (options.messages > 0) count = std::min(count, options.messages);
  for (std::uint64_t i = 0; i < count; ++i) {
    const Time due = start + Duration(std::llround(static_cast<double>(i) * interval));
    room.turn(Duration::zero());  // one that is behind reads all the same
    for (Time now; (now = reactor::now()) < due;) room.turn(due - now);
    room.publish(i % options.publishers, due);
  }
  room.drain();
}

}  // namespace

Result run_steady(const Options& options) {
  Crowd crowd(options);
  crowd.open();
  Room room(crowd, options);
  Gauge gauge(options.pids);
  steady(room, options, kWarmUp);
  room.begin();
  gauge.begin();
  steady(room, options, options.seconds);
  gauge.end();
  room.settle();

  Result result;
  result.figures.add_cost(gauge, "delivery", "deliveries", static_cast<double>(room.deliveries()));
  result.figures.add("deliveries_per_read",
                     static_cast<double>(room.deliveries()) / static_cast<double>(room.reads()), 1);
  result.figures.add_latency("latency_", room.latency());
  result.figures.add_faults(room.faults());
  result.faultless = room.faults().sum() == 0;
  return result;
}

}  // namespace fanout
