// Written over and over at the beginning of the line, at an interval that costs nothing.
#include "bench/fanout/progress.h"

#include <unistd.h>

#include <cinttypes>
#include <cstdio>

namespace fanout {
namespace {

constexpr reactor::Duration kInterval = std::chrono::milliseconds(200);
constexpr const char* kWipe = "\r\x1b[K";

}  // namespace

Progress::Progress()
    : shown_(::isatty(STDERR_FILENO) == 1), begun_(reactor::now()), next_(begun_ + kInterval) {}

Progress::~Progress() {
  if (shown_) std::fputs(kWipe, stderr);
}

void Progress::tell(reactor::Time now, std::size_t opened, std::uint64_t arrivals) {
  if (!shown_ || now < next_) return;
  next_ = now + kInterval;
  const double seconds = static_cast<double>((now - begun_).count()) / 1e9;
  std::fprintf(stderr, "%s%.1f s, %zu connections opened, %" PRIu64 " messages received", kWipe,
               seconds, opened, arrivals);
}

}  // namespace fanout
