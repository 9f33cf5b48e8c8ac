// The bookkeeping behind faults.h: which edge is owed to whom.
#include "tests/reactor/faults.h"

#include <algorithm>

namespace reactor {

const char* name_of(Call call) {
  constexpr const char* kNames[] = {
      "accept4",    "bind",     "chmod",      "connect", "epoll_create1", "epoll_ctl",
      "epoll_wait", "eventfd",  "getsockopt", "ioctl",   "listen",        "lstat",
      "open",       "read",     "recv",       "send",    "sendmsg",       "setsockopt",
      "shutdown",   "signalfd", "socket",     "write"};
  static_assert(std::size(kNames) == static_cast<std::size_t>(Call::count));
  return kNames[static_cast<std::size_t>(call)];
}

bool FaultySys::refused(Call call, std::size_t* size) {
  const Verdict verdict = judge(call, calls_[static_cast<std::size_t>(call)]++);
  if (size != nullptr && verdict.at_most < *size) {
    *size = verdict.at_most;
    ++faults_;
  }
  if (verdict.error == 0) return false;
  ++faults_;
  errno = verdict.error;
  return true;
}

void FaultySys::owe(int fd, std::uint32_t events) {
  if (watched_.contains(fd)) owed_[fd] |= events;
}

int FaultySys::add_owed(int epoll, epoll_event* events, int count, int room) {
  for (auto it = owed_.begin(); it != owed_.end() && count < room;) {
    const Watched& watched = watched_.at(it->first);
    if (watched.epoll != epoll) {
      ++it;
      continue;
    }
    events[count] = watched.event;
    events[count++].events = it->second;
    it = owed_.erase(it);
  }
  if (count < room && !watched_.empty() && invents_edge()) {
    auto it = watched_.lower_bound(static_cast<int>(calls(Call::epoll_wait) * 7 % 512));
    if (it != watched_.end() && it->second.epoll == epoll) {
      ++faults_;
      events[count] = it->second.event;
      events[count++].events = EPOLLIN | EPOLLOUT;
    }
  }
  return count;
}

int FaultySys::hold_back(int epoll, epoll_event* events, int count) {
  int kept = 0;
  for (int i = 0; i < count; ++i) {
    if (!delays_edge()) {
      events[kept++] = events[i];
      continue;
    }
    ++faults_;
    for (const auto& [fd, watched] : watched_) {
      if (watched.epoll == epoll && watched.event.data.u64 == events[i].data.u64) {
        owe(fd, events[i].events);
      }
    }
  }
  return kept;
}

int FaultySys::epoll_create1(int flags) {
  return refused(Call::epoll_create1) ? -1 : Sys::epoll_create1(flags);
}

int FaultySys::epoll_ctl(int epoll, int what, int fd, epoll_event* event) {
  if (refused(Call::epoll_ctl)) return -1;
  if (what == EPOLL_CTL_ADD) watched_[fd] = {epoll, *event};
  if (what == EPOLL_CTL_DEL) {
    watched_.erase(fd);
    owed_.erase(fd);
  }
  return Sys::epoll_ctl(epoll, what, fd, event);
}

int FaultySys::epoll_pwait2(int epoll, epoll_event* events, int room, const timespec* timeout) {
  if (refused(Call::epoll_wait)) return -1;
  std::array<epoll_event, 1024> owed;
  const int ours = add_owed(epoll, owed.data(), 0, std::min<int>(room / 2, 1024));
  const timespec at_once{};
  int count = Sys::epoll_pwait2(epoll, events, room - ours, ours > 0 ? &at_once : timeout);
  if (count < 0) count = 0;
  count = hold_back(epoll, events, count);
  std::copy_n(owed.begin(), ours, events + count);
  return count + ours;
}

int FaultySys::epoll_wait(int epoll, epoll_event* events, int room, int milliseconds) {
  const timespec timeout = {milliseconds / 1000, milliseconds % 1000 * 1'000'000};
  return epoll_pwait2(epoll, events, room, milliseconds < 0 ? nullptr : &timeout);
}

int FaultySys::eventfd(unsigned first, int flags) {
  return refused(Call::eventfd) ? -1 : Sys::eventfd(first, flags);
}

int FaultySys::signalfd(int fd, const sigset_t* mask, int flags) {
  return refused(Call::signalfd) ? -1 : Sys::signalfd(fd, mask, flags);
}

int FaultySys::socket(int family, int type, int protocol) {
  return refused(Call::socket) ? -1 : Sys::socket(family, type, protocol);
}

int FaultySys::bind(int fd, const sockaddr* address, socklen_t size) {
  return refused(Call::bind) ? -1 : Sys::bind(fd, address, size);
}

int FaultySys::listen(int fd, int backlog) {
  return refused(Call::listen) ? -1 : Sys::listen(fd, backlog);
}

int FaultySys::accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
  if (!refused(Call::accept4)) return Sys::accept4(fd, address, size, flags);
  if (errno == EAGAIN) owe(fd, EPOLLIN);
  return -1;
}

int FaultySys::connect(int fd, const sockaddr* address, socklen_t size) {
  if (!refused(Call::connect)) return Sys::connect(fd, address, size);
  if (errno != EINTR && errno != EINPROGRESS) return -1;
  const int said = errno;
  Sys::connect(fd, address, size);  // goes on by itself
  errno = said;
  return -1;
}

int FaultySys::setsockopt(int fd, int level, int name, const void* value, socklen_t size) {
  return refused(Call::setsockopt) ? -1 : Sys::setsockopt(fd, level, name, value, size);
}

int FaultySys::getsockopt(int fd, int level, int name, void* value, socklen_t* size) {
  return refused(Call::getsockopt) ? -1 : Sys::getsockopt(fd, level, name, value, size);
}

int FaultySys::shutdown(int fd, int how) {
  return refused(Call::shutdown) ? -1 : Sys::shutdown(fd, how);
}

ssize_t FaultySys::recv(int fd, void* into, std::size_t size, int flags) {
  const std::size_t asked = size;
  if (refused(Call::recv, &size)) {
    if (errno == EAGAIN) owe(fd, EPOLLIN);
    return -1;
  }
  if (size < asked) owe(fd, EPOLLIN);
  return Sys::recv(fd, into, size, flags);
}

ssize_t FaultySys::send(int fd, const void* from, std::size_t size, int flags) {
  const std::size_t asked = size;
  if (refused(Call::send, &size)) {
    if (errno == EAGAIN) owe(fd, EPOLLOUT);
    return -1;
  }
  if (size < asked) owe(fd, EPOLLOUT);
  return Sys::send(fd, from, size, flags);
}

ssize_t FaultySys::sendmsg(int fd, const msghdr* message, int flags) {
  std::size_t asked = 0;
  for (std::size_t i = 0; i < message->msg_iovlen; ++i) asked += message->msg_iov[i].iov_len;
  std::size_t size = asked;
  if (refused(Call::sendmsg, &size)) {
    if (errno == EAGAIN) owe(fd, EPOLLOUT);
    return -1;
  }
  if (size == asked) return Sys::sendmsg(fd, message, flags);
  owe(fd, EPOLLOUT);
  std::vector<char> less;
  for (std::size_t i = 0; i < message->msg_iovlen && less.size() < size; ++i) {
    const iovec& piece = message->msg_iov[i];
    const auto* bytes = static_cast<const char*>(piece.iov_base);
    less.insert(less.end(), bytes, bytes + std::min(piece.iov_len, size - less.size()));
  }
  return Sys::send(fd, less.data(), less.size(), flags);
}

ssize_t FaultySys::read(int fd, void* into, std::size_t size) {
  return refused(Call::read) ? -1 : Sys::read(fd, into, size);
}

ssize_t FaultySys::write(int fd, const void* from, std::size_t size) {
  return refused(Call::write) ? -1 : Sys::write(fd, from, size);
}

int FaultySys::ioctl(int fd, unsigned long what, int* value) {
  return refused(Call::ioctl) ? -1 : Sys::ioctl(fd, what, value);
}

int FaultySys::open(const char* path, int flags) {
  return refused(Call::open) ? -1 : Sys::open(path, flags);
}

int FaultySys::close(int fd) {
  watched_.erase(fd);
  owed_.erase(fd);
  return Sys::close(fd);
}

int FaultySys::lstat(const char* path, struct stat* about) {
  return refused(Call::lstat) ? -1 : Sys::lstat(path, about);
}

int FaultySys::chmod(const char* path, mode_t mode) {
  return refused(Call::chmod) ? -1 : Sys::chmod(path, mode);
}

Verdict SeededFaults::transfer(int gone) {
  if (one_in(10)) return {0, 1 + dice_() % 100};
  if (one_in(20)) return {EAGAIN};
  if (one_in(50)) return {EINTR};
  if (one_in(20'000)) return {gone};
  if (one_in(20'000)) return {one_in(2) ? ENOBUFS : ENOMEM};
  return {};
}

Verdict SeededFaults::judge(Call call, unsigned /*nth*/) {
  if (!on_) return {};
  switch (call) {
    case Call::recv:
      return transfer(ECONNRESET);
    case Call::send:
    case Call::sendmsg:
      return transfer(EPIPE);
    case Call::accept4: {
      constexpr int kErrors[] = {EAGAIN, EINTR, ECONNABORTED, EMFILE, ENFILE, ENOBUFS, ENOMEM};
      return one_in(8) ? Verdict{kErrors[dice_() % std::size(kErrors)]} : Verdict{};
    }
    case Call::epoll_wait:
    case Call::read:
    case Call::write:
      return one_in(50) ? Verdict{EINTR} : Verdict{};
    case Call::epoll_ctl:
      return one_in(300) ? Verdict{one_in(2) ? ENOMEM : ENOSPC} : Verdict{};
    case Call::socket:
    case Call::open:
      return one_in(30) ? Verdict{one_in(2) ? EMFILE : ENFILE} : Verdict{};
    case Call::connect:
      return one_in(30) ? Verdict{one_in(2) ? EINTR : EADDRNOTAVAIL} : Verdict{};
    default:
      return {};
  }
}

std::vector<Verdict> verdicts_of(Call call) {
  switch (call) {
    case Call::accept4:
      return {{EAGAIN},  {EINTR},  {ECONNABORTED}, {EMFILE}, {ENFILE},
              {ENOBUFS}, {ENOMEM}, {EPROTO},       {EPERM},  {EINVAL}};
    case Call::bind:
      return {{EADDRINUSE}, {EACCES}, {EADDRNOTAVAIL}, {ENOMEM}};
    case Call::chmod:
    case Call::lstat:
      return {{EACCES}, {ENOENT}, {EIO}};
    case Call::connect:
      return {{EINTR}, {EAGAIN}, {ECONNREFUSED}, {ETIMEDOUT}, {EADDRNOTAVAIL}, {ENOENT}, {EPERM}};
    case Call::epoll_create1:
    case Call::eventfd:
    case Call::signalfd:
      return {{EMFILE}, {ENFILE}, {ENOMEM}};
    case Call::epoll_ctl:
      return {{ENOMEM}, {ENOSPC}};
    case Call::epoll_wait:
      return {{EINTR}, {ENOSYS}};
    case Call::listen:
      return {{EADDRINUSE}};
    case Call::open:
      return {{EMFILE}, {ENFILE}, {ENOMEM}};
    case Call::read:
    case Call::write:
      return {{EINTR}};
    case Call::recv:
      return {{EAGAIN}, {EINTR},        {ECONNRESET}, {ETIMEDOUT},
              {ENOMEM}, {EHOSTUNREACH}, {0, 1},       {0, 7}};
    case Call::send:
    case Call::sendmsg:
      return {{EAGAIN}, {EINTR},     {ECONNRESET}, {EPIPE}, {ENOBUFS},
              {ENOMEM}, {ETIMEDOUT}, {0, 1},       {0, 7}};
    case Call::socket:
      return {{EMFILE}, {ENFILE}, {ENOBUFS}, {ENOMEM}, {EAFNOSUPPORT}};
    case Call::getsockopt:
    case Call::ioctl:
    case Call::setsockopt:
    case Call::shutdown:
      return {{ENOBUFS}, {ENOTCONN}, {EINVAL}};
    case Call::count:
      break;
  }
  return {};
}

}  // namespace reactor
