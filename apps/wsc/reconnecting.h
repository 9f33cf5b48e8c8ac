// When to call again: what a close code asks for, and how long to wait.
#pragma once

#include <cstdint>
#include <optional>

#include "apps/wsc/random.h"
#include "reactor/clock.h"
#include "rfc6455/protocol.h"

namespace wsc {

enum class After : std::uint8_t {
  leave,       // it was meant so
  give_up,     // calling again unchanged would end the same way
  call_later,  // with backoff
  call_at_once,
};
After after_close(rfc6455::CloseCode code);
After after_refusal(unsigned http_status);  // 0: nobody answered

// Waits of random(0, min(30 s, 0.5 s · 2^n)); n begins again after a connection of a minute.
class Backoff {
 public:
  static constexpr reactor::Duration kFirst = std::chrono::milliseconds(500);
  static constexpr reactor::Duration kMost = std::chrono::seconds(30);
  static constexpr reactor::Duration kStable = std::chrono::seconds(60);

  void connected(reactor::Time now) { since_ = now; }
  // The connection is lost, or was not made: how long to wait. At once only if the last one held,
  // or was the first to end so: two in a row are backed off from.
  reactor::Duration lost(After after, reactor::Time now, const Random& random);

 private:
  std::optional<reactor::Time> since_;
  unsigned failures_ = 0;
};

}  // namespace wsc
