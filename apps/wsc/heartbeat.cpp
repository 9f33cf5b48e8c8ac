// A ping carries its number, so that a late pong is not taken for the answer to a later one.
#include "apps/wsc/heartbeat.h"

#include <algorithm>

namespace wsc {

std::optional<std::string> Heartbeat::ping(reactor::Time now) {
  if (now < next_ping_) return std::nullopt;
  next_ping_ = now + kInterval;
  sent_at_ = now;
  if (!waiting_since_) waiting_since_ = now;
  return "wsc " + std::to_string(++number_);
}

bool Heartbeat::pong(std::string_view payload, reactor::Time now) {
  if (payload != "wsc " + std::to_string(number_)) return false;
  round_trip_ = now - sent_at_;
  return true;
}

reactor::Time Heartbeat::deadline() const {
  return waiting_since_ ? std::min(next_ping_, *waiting_since_ + kPatience) : next_ping_;
}

}  // namespace wsc
