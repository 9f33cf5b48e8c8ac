// Asks poll(2) before each read instead of setting O_NONBLOCK, which would be set for everybody who
// has the terminal open, the shell that started us among them.
#include "apps/wsd/console.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "apps/wsd/chat/cleaning.h"
#include "base/text.h"

namespace wsd {
namespace {

constexpr std::size_t kReadSize = 4096;

// A terminal's input belongs to the process group in front. Reading in the background would stop
// us. (Who may not ask is not on its controlling terminal, and may read.)
bool in_background(int fd) {
  const pid_t front = ::tcgetpgrp(fd);
  return front > 0 && front != ::getpgrp();
}

}  // namespace

Console::Console(int fd) : fd_(fd), terminal_(::isatty(fd) == 1) {}

bool Console::hung_up() const {
  pollfd asked{fd_, POLLIN, 0};
  return terminal_ && ::poll(&asked, 1, 0) == 1 && (asked.revents & POLLHUP) != 0;
}

// Whether bytes came.
bool Console::read_more() {
  pollfd asked{fd_, POLLIN, 0};
  if (over_ || ::poll(&asked, 1, 0) != 1 || (terminal_ && in_background(fd_))) return false;
  char bytes[kReadSize];
  const ssize_t size = ::read(fd_, bytes, sizeof bytes);
  if (size > 0) {
    unread_.append(bytes, static_cast<std::size_t>(size));
    return true;
  }
  over_ = size == 0 || (errno != EINTR && errno != EAGAIN);
  return false;
}

std::optional<std::string> Console::take_line() {
  const auto end = unread_.find('\n');
  const bool whole = end != unread_.npos;
  if (!whole && unread_.size() <= kConsoleLineMax && !(over_ && !unread_.empty())) return {};
  std::string line = unread_.substr(0, std::min(end, kConsoleLineMax));
  // A longer line is cut between two characters, if it has any.
  if (const auto part = base::cut(unread_, line.size()); !part.empty()) line = part;
  unread_.erase(0, line.size() + (line.size() == end ? 1 : 0));
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

std::optional<std::string> Console::next_line() {
  do {
    while (auto line = take_line()) {
      if (!line->empty()) return line;
    }
  } while (read_more() || (over_ && !unread_.empty()));
  return std::nullopt;
}

}  // namespace wsd
