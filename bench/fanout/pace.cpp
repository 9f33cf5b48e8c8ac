// A trial at a rate that suits every server tells what a message costs; the rest is division.
#include "bench/fanout/pace.h"

#include <algorithm>

namespace fanout {
namespace {

using reactor::Duration;
using reactor::Time;

constexpr double kGuess = 10e3;     // nanoseconds per delivery: most servers need less
constexpr double kTrialBusy = 0.1;  // by that guess
constexpr double kTrialSeconds = 0.3;
constexpr double kBusy = 0.35;

Duration to_duration(double seconds) {
  return Duration(static_cast<Duration::rep>(seconds * 1e9));
}

}  // namespace

void pace(Room& room, double rate, double seconds, std::uint64_t messages) {
  const Time start = reactor::now();
  const auto by_time = static_cast<std::uint64_t>(std::max(1.0, seconds * rate));
  const std::uint64_t count = messages > 0 ? std::min(messages, by_time) : by_time;
  for (std::uint64_t i = 0; i < count; ++i) {
    const Time intended = start + to_duration(static_cast<double>(i) / rate);
    for (Time now; (now = reactor::now()) < intended;) room.turn(intended - now);
    room.publish(i % room.publishers(), intended);
    if (!room.drain()) return;
  }
}

double find_rate(Room& room, double asked, Gauge& gauge) {
  if (asked > 0) {
    pace(room, asked, kTrialSeconds, 0);  // to warm up
    return asked;
  }
  const double members = static_cast<double>(room.members());
  const double trial = std::max(5.0, kTrialBusy * 1e9 / (kGuess * members));
  pace(room, trial, kTrialSeconds / 3, 0);
  room.begin();
  gauge.begin();
  pace(room, trial, kTrialSeconds, 0);
  gauge.end();
  const double messages = static_cast<double>(room.deliveries()) / members;
  return kBusy * 1e9 * messages / std::max(gauge.server(), gauge.generator());
}

}  // namespace fanout
