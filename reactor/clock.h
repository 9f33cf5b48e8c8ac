// Time as this folder counts it. Everything takes time as an argument; only now() reads it.
#pragma once

#include <chrono>

namespace reactor {

using Duration = std::chrono::nanoseconds;

// Names the monotonic clock in the type: a Time cannot be mixed up with a wall clock's.
struct Monotonic {
  using rep = Duration::rep;
  using period = Duration::period;
  using duration = Duration;
  using time_point = std::chrono::time_point<Monotonic>;
  static constexpr bool is_steady = true;
};
using Time = Monotonic::time_point;
using WallTime = std::chrono::time_point<std::chrono::system_clock, Duration>;

// Time since some moment before the process began; never goes back. For deadlines.
Time now();

// Time since 1970; goes back when somebody sets the clock. For what people read.
WallTime wall_now();

}  // namespace reactor
