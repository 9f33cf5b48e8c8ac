// Which sockets moved: epoll, edge-triggered. A socket is watched once, for everything, and never
// again.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reactor/clock.h"
#include "reactor/socket.h"

struct epoll_event;

namespace reactor {

using Token = std::uint64_t;

// One socket's edges since the last wait. An edge is told once: the caller keeps the level
// ("readable until a read was blocked") in lists of its own. Edges may be false; then the read is
// blocked.
struct Ready {
  enum : std::uint8_t { kReadable = 1, kWritable = 2, kEnded = 4, kHangup = 8, kError = 16 };

  Token token = 0;
  std::uint8_t edges = 0;

  bool readable() const { return (edges & kReadable) != 0; }
  bool writable() const { return (edges & kWritable) != 0; }
  bool ended() const { return (edges & kEnded) != 0; }    // the peer's side: read until eof
  bool hangup() const { return (edges & kHangup) != 0; }  // both sides
  bool error() const { return (edges & kError) != 0; }
};

inline constexpr int kReadyMax = 512;  // edges per wait; those left over come with the next one
inline constexpr Duration kForever = Duration::max();

// Belongs to one thread.
class Poller {
 public:
  Poller();  // throws std::system_error
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  // Every edge of fd comes back with token, from the state it is in now, until fd is closed.
  // Returns 0 or errno (ENOMEM, ENOSPC). REQUIRES: not watched here already.
  [[nodiscard]] int watch(int fd, Token token);

  // For descriptors that live on elsewhere (a closed one is forgotten by itself).
  void forget(int fd);

  // Sleeps until something moves or the timeout is over; zero only looks. An interrupted wait is an
  // empty one. The span is valid until the next wait.
  std::span<const Ready> wait(Duration timeout);
  // Whether the last wait was cut short, by a signal or because the process stood still.
  bool interrupted() const { return interrupted_; }

 private:
  int wait_in_kernel(Duration timeout);

  Socket epoll_;
  bool has_nanoseconds_ = true;
  bool interrupted_ = false;
  std::vector<epoll_event> events_;
  std::vector<Ready> ready_;
};

}  // namespace reactor
