// Whether the other side still lives, and how far away it is: a ping now and then, and the time its
// pong takes. Time is an argument.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reactor/clock.h"

namespace wsc {

class Heartbeat {
 public:
  static constexpr reactor::Duration kInterval = std::chrono::seconds(20);
  static constexpr reactor::Duration kPatience = std::chrono::seconds(20);

  explicit Heartbeat(reactor::Time now) : next_ping_(now) {}

  // Something came, whatever it is.
  void heard() { waiting_since_.reset(); }
  // What to send as a ping, when it is time for one.
  std::optional<std::string> ping(reactor::Time now);
  // Whether it was the answer to the last ping.
  bool pong(std::string_view payload, reactor::Time now);

  bool dead(reactor::Time now) const {
    return waiting_since_ && now - *waiting_since_ >= kPatience;
  }
  reactor::Time deadline() const;
  std::optional<reactor::Duration> round_trip() const { return round_trip_; }

 private:
  reactor::Time next_ping_;
  reactor::Time sent_at_{};
  std::optional<reactor::Time> waiting_since_;  // a ping is out and nothing came since
  std::optional<reactor::Duration> round_trip_;
  unsigned number_ = 0;
};

}  // namespace wsc
