// Signals as something to read: they wait at a descriptor until the loop has time for them.
#pragma once

#include <signal.h>

#include <initializer_list>
#include <optional>

#include "reactor/socket.h"

namespace reactor {

// While this lives, the signals are blocked in the thread that made it and in every thread it
// starts, and wait here. Make it in main before any other thread. Pending ones are dropped in the
// end.
class Signals {
 public:
  explicit Signals(std::initializer_list<int> numbers);  // throws std::system_error
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  int fd() const { return descriptor_.fd(); }  // for a Poller

  // The next signal that waits. Each number waits once, however often it was sent.
  std::optional<int> next();

 private:
  sigset_t mask_;
  sigset_t before_;
  Socket descriptor_;
};

// A write to a socket whose peer has gone is an errno, not the end of the process. Socket and Tls
// do not need this, except where the kernel encrypts; call it at start.
void ignore_broken_pipes();

}  // namespace reactor
