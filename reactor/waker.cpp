// No wake-up is lost because each side writes first and reads then, in one total order (seq_cst):
//
//     owner                              another thread
//     drowsy_ = true      (1)            letter posted        (a)
//     mailbox empty?      (2)            drowsy_ ?            (b)
//       no  → does not sleep               no  → done, the owner is on its way to (2)
//       yes → sleeps      (3)              yes → drowsy_ = false, write the eventfd
//
// If (2) misses the letter, then (1) and (2) came before (a), hence before (b): (b) sees drowsy_
// and writes, and the write ends the sleep (3) or, coming first, leaves an edge that does. Whoever
// takes drowsy_ back writes, so of many producers one does.
//
// The eventfd is never read by a polling owner: being watched edge-triggered, each write is an edge
// of its own, and its counter would take centuries to fill up.
#include "reactor/waker.h"

#include <cassert>
#include <cstdint>

#include "reactor/sys.h"

namespace reactor {

Waker::Waker() : event_(sys().eventfd(0, EFD_CLOEXEC)) {
  if (!event_) fail(errno, "cannot open an event descriptor");
}

void Waker::sleep() {
  std::uint64_t count = 0;
  while (sys().read(fd(), &count, sizeof count) < 0) assert(errno == EINTR);
}

void Waker::wake() {
  if (!drowsy_.load() || !drowsy_.exchange(false)) return;
  const std::uint64_t one = 1;
  while (sys().write(fd(), &one, sizeof one) < 0) assert(errno == EINTR);
}

}  // namespace reactor
