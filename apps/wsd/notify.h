// What the service manager wants to hear (sd_notify(3)): one datagram to the socket that
// $NOTIFY_SOCKET names.
#pragma once

#include <string>
#include <string_view>

#include "reactor/clock.h"

namespace wsd {

class Notifier {
 public:
  // socket: a path, or "@name" in Linux's abstract name space; empty: nobody wants to hear.
  explicit Notifier(std::string socket) : socket_(std::move(socket)) {}

  // False if somebody wanted to hear and could not be reached; nothing depends on it.
  bool ready() const { return tell("READY=1"); }
  bool stopping() const { return tell("STOPPING=1"); }
  // now: systemd tells a reload from an earlier one by it. ready() ends the reload.
  bool reloading(reactor::Time now) const;

 private:
  bool tell(std::string_view state) const;

  std::string socket_;
};

}  // namespace wsd
