// Messages at a steady rate, and how to find one that does not keep the server busy.
#pragma once

#include <cstdint>

#include "bench/fanout/gauge.h"
#include "bench/fanout/options.h"
#include "bench/fanout/room.h"

namespace fanout {

// Publishes in turn, `rate` messages per second for so long or so many, and drains. Never more than
// one is outstanding, however the machine is loaded: nothing is there to be put together. A message
// that goes out late is counted from when it should have gone: no coordinated omission.
void pace(Room& room, double rate, double seconds, std::uint64_t messages);

// The rate asked for, or one at which server and generator are busy for a third of the time.
double find_rate(Room& room, double asked, Gauge& gauge);

}  // namespace fanout
