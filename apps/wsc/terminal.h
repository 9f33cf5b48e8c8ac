// The terminal we were started on: raw mode and back, its size, and reading without waiting.
#pragma once

#include <termios.h>

#include <string>
#include <string_view>

#include "apps/wsc/screen.h"

namespace wsc {

// Raw while it lives, but for suspend(). Bracketed paste is on.
class Terminal {
 public:
  // REQUIRES: both are terminals. Throws std::system_error.
  Terminal(int in, int out);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  Size size() const;  // 80 × 24 if it does not tell
  void write(std::string_view bytes) const;
  // Stops the process as Ctrl-Z would, and returns when it goes on.
  void suspend();

 private:
  void enter();
  void restore();

  const int in_;
  const int out_;
  termios before_{};
};

// What waits at a descriptor that is read by others as well: it stays blocking, and is read only
// when it has something.
class Input {
 public:
  explicit Input(int fd) : fd_(fd) {}

  int fd() const { return fd_; }
  // Appends what there is, up to a bound. False: nothing at present, or ended().
  bool read(std::string& into);
  bool ended() const { return ended_; }

 private:
  const int fd_;
  bool ended_ = false;
};

// All of it, waiting as long as it takes. False: nobody reads it any more.
bool write_all(int fd, std::string_view bytes);

}  // namespace wsc
