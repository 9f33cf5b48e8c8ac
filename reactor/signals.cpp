// Blocked signals become pending, and signalfd(2) reads what is pending: no handler ever runs.
#include "reactor/signals.h"

#include "reactor/sys.h"

namespace reactor {

Signals::Signals(std::initializer_list<int> numbers) {
  sigemptyset(&mask_);
  for (const int number : numbers) sigaddset(&mask_, number);
  descriptor_ = Socket(sys().signalfd(-1, &mask_, SFD_NONBLOCK | SFD_CLOEXEC));
  if (!descriptor_) fail(errno, "cannot open a signal descriptor");
  pthread_sigmask(SIG_BLOCK, &mask_, &before_);
}

Signals::~Signals() {
  while (next()) {
  }
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

std::optional<int> Signals::next() {
  signalfd_siginfo signal;
  ssize_t size;
  do {
    size = sys().read(fd(), &signal, sizeof signal);
  } while (size < 0 && errno == EINTR);
  if (size != sizeof signal) return std::nullopt;
  return static_cast<int>(signal.ssi_signo);
}

void ignore_broken_pipes() {
  struct sigaction ignored {};
  ignored.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignored, nullptr);
}

}  // namespace reactor
