// How another thread gets a sleeping loop to turn.
#pragma once

#include <atomic>

#include "reactor/socket.h"

namespace reactor {

// The owner watches fd() with its Poller and puts every sleep between two calls:
//
//   waker.drowsy();
//   poller.wait(mailbox.empty() ? until_the_next_timer : Duration::zero());
//   waker.awake();
//
// Between awake() and drowsy() wake() costs others one load and no system call.
class Waker {
 public:
  Waker();  // throws std::system_error

  // Owner. From drowsy() on, a wake() ends or prevents the sleep. What was posted before must be
  // looked for in between.
  void drowsy() { drowsy_.store(true); }
  void awake() { drowsy_.store(false); }

  // Owner without a Poller: sleeps until woken, or returns at once if it was meanwhile.
  void sleep();

  // Any thread, after the owner's new work can be seen.
  void wake();

  int fd() const { return event_.fd(); }

 private:
  Socket event_;
  std::atomic<bool> drowsy_ = false;
};

}  // namespace reactor
