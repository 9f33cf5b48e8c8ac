// Descriptors 0 and 1 are often one open file that the shell shares: O_NONBLOCK set there would
// stay when we are gone, so it is never set.
#include "apps/wsc/terminal.h"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace wsc {
namespace {

constexpr std::string_view kPasteOn = "\x1b[?2004h";
constexpr std::string_view kPasteOff = "\x1b[?2004l";

}  // namespace

Terminal::Terminal(int in, int out) : in_(in), out_(out) {
  if (::tcgetattr(in_, &before_) != 0) {
    throw std::system_error(errno, std::generic_category(), "the terminal");
  }
  enter();
}

Terminal::~Terminal() {
  restore();
}

void Terminal::enter() {
  termios raw = before_;
  raw.c_iflag &= ~static_cast<tcflag_t>(BRKINT | ICRNL | INLCR | IGNCR | ISTRIP | IXON);
  raw.c_oflag &= ~static_cast<tcflag_t>(OPOST);
  raw.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | IEXTEN | ISIG);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  ::tcsetattr(in_, TCSADRAIN, &raw);
  write(kPasteOn);
}

void Terminal::restore() {
  write(kPasteOff);
  ::tcsetattr(in_, TCSADRAIN, &before_);
}

Size Terminal::size() const {
  winsize window{};
  if (::ioctl(out_, TIOCGWINSZ, &window) != 0 || window.ws_col == 0 || window.ws_row == 0)
    return {};
  return {window.ws_col, window.ws_row};
}

void Terminal::write(std::string_view bytes) const {
  write_all(out_, bytes);
}

void Terminal::suspend() {
  restore();
  ::kill(0, SIGTSTP);
  enter();
}

bool Input::read(std::string& into) {
  if (ended_) return false;
  pollfd wanted{fd_, POLLIN, 0};
  if (::poll(&wanted, 1, 0) <= 0) return false;
  std::array<char, 16384> room;
  const ssize_t size = ::read(fd_, room.data(), room.size());
  if (size < 0 && (errno == EINTR || errno == EAGAIN)) return false;
  ended_ = size <= 0;
  if (!ended_) into.append(room.data(), static_cast<std::size_t>(size));
  return !ended_;
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::write(fd, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) {
      pollfd wanted{fd, POLLOUT, 0};
      ::poll(&wanted, 1, -1);
      continue;
    }
    if (size < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

}  // namespace wsc
