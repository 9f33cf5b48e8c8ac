// One epoll_ctl per socket and life: watched for IN, OUT and RDHUP at once, edge-triggered, so
// there is never a reason to modify it. A false edge costs the caller one blocked read; a
// modification would cost a system call each time the interest changes. This file knows no sockets,
// only descriptors.
#include "reactor/poller.h"

#include <algorithm>
#include <cassert>

#include "reactor/sys.h"

namespace reactor {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::uint8_t edges_of(std::uint32_t events) {
  unsigned edges = 0;
  if (events & EPOLLIN) edges |= Ready::kReadable;
  if (events & EPOLLOUT) edges |= Ready::kWritable;
  if (events & EPOLLRDHUP) edges |= Ready::kEnded;
  if (events & EPOLLHUP) edges |= Ready::kHangup;
  if (events & EPOLLERR) edges |= Ready::kError;
  return static_cast<std::uint8_t>(edges);
}

timespec to_timespec(Duration duration) {
  const auto whole = duration_cast<seconds>(duration);
  return {whole.count(), (duration - whole).count()};
}

// Rounded up: a timer must not find itself too early and spin through the last millisecond.
int to_milliseconds(Duration duration) {
  constexpr Duration kLongest = std::chrono::hours(24);
  return static_cast<int>(std::chrono::ceil<milliseconds>(std::min(duration, kLongest)).count());
}

}  // namespace

Poller::Poller()
    : epoll_(sys().epoll_create1(EPOLL_CLOEXEC)), events_(kReadyMax), ready_(kReadyMax) {
  if (!epoll_) fail(errno, "cannot open an epoll descriptor");
}

Poller::~Poller() = default;

int Poller::watch(int fd, Token token) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = token;
  if (sys().epoll_ctl(epoll_.fd(), EPOLL_CTL_ADD, fd, &event) == 0) return 0;
  assert(errno != EEXIST && errno != EBADF && errno != EINVAL);
  return errno;
}

void Poller::forget(int fd) {
  epoll_event unused{};
  sys().epoll_ctl(epoll_.fd(), EPOLL_CTL_DEL, fd, &unused);
}

std::span<const Ready> Poller::wait(Duration timeout) {
  assert(timeout >= Duration::zero());
  const int count = wait_in_kernel(timeout);
  assert(count >= 0 || errno == EINTR);
  interrupted_ = count < 0;
  const auto arrived = static_cast<std::size_t>(std::max(count, 0));
  for (std::size_t i = 0; i < arrived; ++i) {
    ready_[i] = {events_[i].data.u64, edges_of(events_[i].events)};
  }
  return std::span(ready_).first(arrived);
}

int Poller::wait_in_kernel(Duration timeout) {
  if (has_nanoseconds_) {
    const timespec limit = to_timespec(timeout);
    const int count = sys().epoll_pwait2(epoll_.fd(), events_.data(), kReadyMax,
                                         timeout == kForever ? nullptr : &limit);
    if (count >= 0 || (errno != ENOSYS && errno != EPERM)) return count;
    // Before Linux 5.11, or a container's profile that does not know the call and refuses it.
    has_nanoseconds_ = false;
  }
  return sys().epoll_wait(epoll_.fd(), events_.data(), kReadyMax,
                          timeout == kForever ? -1 : to_milliseconds(timeout));
}

}  // namespace reactor
