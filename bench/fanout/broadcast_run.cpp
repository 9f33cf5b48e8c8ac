// Each message to all: at a steady rate, with a window outstanding, or everything at once.
#include <algorithm>
#include <limits>

#include "bench/fanout/pace.h"
#include "bench/fanout/room.h"
#include "bench/fanout/runs.h"

namespace fanout {
namespace {

constexpr double kWarmUp = 0.1;  // seconds, not counted
constexpr std::uint64_t kBurst = 1600;

// How many messages come together: what the server makes of the window.
double per_read(const Room& room) {
  return static_cast<double>(room.deliveries()) / static_cast<double>(room.reads());
}

// Keeps the window full. It is looked at once per turn, so what became free together goes out in
// one write.
void flat(Room& room, const Options& options, double seconds) {
  const auto length = reactor::Duration(static_cast<reactor::Duration::rep>(seconds * 1e9));
  const reactor::Time start = reactor::now();
  std::uint64_t left =
      options.messages > 0 ? options.messages : std::numeric_limits<std::uint64_t>::max();
  do {
    const reactor::Time now = reactor::now();
    if (now - start > length || left == 0) break;
    for (std::size_t publisher = 0; publisher < room.publishers(); ++publisher) {
      const std::uint64_t outstanding = room.outstanding(publisher);
      const std::uint64_t free = options.window - std::min(options.window, outstanding);
      const std::uint64_t count = std::min(left, free);
      for (std::uint64_t i = 0; i < count; ++i) room.prepare(publisher, now);
      if (count > 0) room.post(publisher);
      left -= count;
    }
  } while (room.turn(kPatience));
  room.drain();
}

bool burst(Room& room, const Options& options) {
  const std::uint64_t messages = options.messages > 0 ? options.messages : kBurst;
  const reactor::Time now = reactor::now();
  for (std::size_t member = 0; member < room.publishers(); ++member) {
    for (std::uint64_t i = 0; i < messages; ++i) room.prepare(member, now);
  }
  for (std::size_t member = 0; member < room.publishers(); ++member) room.post(member);
  return room.drain();
}

}  // namespace

Result run_broadcast(const Options& asked) {
  Options options = asked;
  if (options.mode == Mode::burst) options.publishers = options.seating().members;
  Crowd crowd(options);
  crowd.open();
  Room room(crowd, options);
  Result result;
  Gauge gauge(options.pids);

  if (options.mode == Mode::paced) {
    const double rate = find_rate(room, options.rate, gauge);
    result.figures.add("messages_per_second", rate, 1);
    room.begin();
    gauge.begin();
    pace(room, rate, options.seconds, options.messages);
  } else if (options.mode == Mode::flat) {
    flat(room, options, kWarmUp);
    room.begin();
    gauge.begin();
    flat(room, options, options.seconds);
  } else {
    burst(room, options);
    room.begin();
    gauge.begin();
    for (std::size_t i = 0; i < options.rounds && burst(room, options); ++i) continue;
  }
  gauge.end();

  room.settle();
  result.figures.add_cost(gauge, "delivery", "deliveries", static_cast<double>(room.deliveries()));
  result.figures.add("deliveries_per_read", per_read(room), 1);
  result.figures.add("bytes_per_delivery", room.bytes_per_delivery(), 1);
  if (options.acknowledged) {
    result.figures.add("acknowledged", static_cast<double>(room.acknowledged()));
  }
  result.figures.add_latency("latency_", room.latency());
  result.figures.add_faults(room.faults());
  result.faultless = room.faults().sum() == 0;
  return result;
}

}  // namespace fanout
