// A clock that only moves while a poller sleeps, and then by as much as it was told to sleep: what
// takes minutes is over at once, and how busy the machine is makes no difference.
#pragma once

#include <algorithm>

#include "tests/reactor/faults.h"

namespace broadcast {

class StoppedClock : public reactor::CountingSys {
 public:
  reactor::Time now() const { return reactor::Time(time_); }
  void pass(reactor::Duration time) { time_ += time; }

  int clock_gettime(clockid_t /*clock*/, timespec* time) override {
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(time_);
    *time = {whole.count(), (time_ - whole).count()};
    return 0;
  }
  int epoll_pwait2(int epoll, epoll_event* events, int room, const timespec* timeout) override {
    const timespec at_once{};
    const int count = CountingSys::epoll_pwait2(epoll, events, room, &at_once);
    if (count == 0 && timeout != nullptr) {
      time_ += std::chrono::seconds(timeout->tv_sec) + std::chrono::nanoseconds(timeout->tv_nsec);
    }
    return count;
  }

 private:
  reactor::Duration time_ = std::chrono::hours(1);
};

}  // namespace broadcast
