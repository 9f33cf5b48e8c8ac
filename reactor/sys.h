// The seam: every system call of this folder passes through sys(). In the product each of them is
// the C library's call, inlined. Compiled with WSD_FAULTS they are virtual, and a test puts a
// kernel of its own behind them: one that refuses, shortens and delays, or one that exists in
// memory only.
//
// Signatures, return values and errno are the C library's. A call is added here by one line.
// What stays outside: memory, threads, and the name lookups of endpoint.cpp, which are files,
// sockets and protocols of the C library's own.
#pragma once

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#if defined(WSD_FAULTS)
#define REACTOR_CALL virtual
#else
#define REACTOR_CALL static
#endif

namespace reactor {

struct Sys {
#if defined(WSD_FAULTS)
  virtual ~Sys() = default;
#endif

  // Waiting.
  REACTOR_CALL int epoll_create1(int flags) {
    return ::epoll_create1(flags);
  }
  REACTOR_CALL int epoll_ctl(int epoll, int what, int fd, epoll_event* event) {
    return ::epoll_ctl(epoll, what, fd, event);
  }
  REACTOR_CALL int epoll_pwait2(int epoll, epoll_event* events, int room, const timespec* timeout) {
    return ::epoll_pwait2(epoll, events, room, timeout, nullptr);
  }
  REACTOR_CALL int epoll_wait(int epoll, epoll_event* events, int room, int milliseconds) {
    return ::epoll_wait(epoll, events, room, milliseconds);
  }
  REACTOR_CALL int eventfd(unsigned first, int flags) {
    return ::eventfd(first, flags);
  }
  REACTOR_CALL int signalfd(int fd, const sigset_t* mask, int flags) {
    return ::signalfd(fd, mask, flags);
  }
  REACTOR_CALL int clock_gettime(clockid_t clock, timespec* time) {
    return ::clock_gettime(clock, time);
  }

  // Sockets.
  REACTOR_CALL int socket(int family, int type, int protocol) {
    return ::socket(family, type, protocol);
  }
  REACTOR_CALL int bind(int fd, const sockaddr* address, socklen_t size) {
    return ::bind(fd, address, size);
  }
  REACTOR_CALL int listen(int fd, int backlog) {
    return ::listen(fd, backlog);
  }
  REACTOR_CALL int accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
    return ::accept4(fd, address, size, flags);
  }
  REACTOR_CALL int connect(int fd, const sockaddr* address, socklen_t size) {
    return ::connect(fd, address, size);
  }
  REACTOR_CALL int setsockopt(int fd, int level, int name, const void* value, socklen_t size) {
    return ::setsockopt(fd, level, name, value, size);
  }
  REACTOR_CALL int getsockopt(int fd, int level, int name, void* value, socklen_t* size) {
    return ::getsockopt(fd, level, name, value, size);
  }
  REACTOR_CALL int getsockname(int fd, sockaddr* address, socklen_t* size) {
    return ::getsockname(fd, address, size);
  }
  REACTOR_CALL int getpeername(int fd, sockaddr* address, socklen_t* size) {
    return ::getpeername(fd, address, size);
  }
  REACTOR_CALL int shutdown(int fd, int how) {
    return ::shutdown(fd, how);
  }
  REACTOR_CALL ssize_t recv(int fd, void* into, std::size_t size, int flags) {
    return ::recv(fd, into, size, flags);
  }
  REACTOR_CALL ssize_t send(int fd, const void* from, std::size_t size, int flags) {
    return ::send(fd, from, size, flags);
  }
  REACTOR_CALL ssize_t sendmsg(int fd, const msghdr* message, int flags) {
    return ::sendmsg(fd, message, flags);
  }

  // Other descriptors, and files.
  REACTOR_CALL ssize_t read(int fd, void* into, std::size_t size) {
    return ::read(fd, into, size);
  }
  REACTOR_CALL ssize_t write(int fd, const void* from, std::size_t size) {
    return ::write(fd, from, size);
  }
  REACTOR_CALL int ioctl(int fd, unsigned long what, int* value) {
    return ::ioctl(fd, what, value);
  }
  REACTOR_CALL int fcntl(int fd, int what, int value) {
    return ::fcntl(fd, what, value);
  }
  REACTOR_CALL int open(const char* path, int flags) {
    return ::open(path, flags);
  }
  REACTOR_CALL int close(int fd) {
    return ::close(fd);
  }
  REACTOR_CALL int flock(int fd, int operation) {
    return ::flock(fd, operation);
  }
  REACTOR_CALL int lstat(const char* path, struct stat* about) {
    return ::lstat(path, about);
  }
  REACTOR_CALL int chmod(const char* path, mode_t mode) {
    return ::chmod(path, mode);
  }
  REACTOR_CALL int unlink(const char* path) {
    return ::unlink(path);
  }

  // The process.
  REACTOR_CALL int getrlimit(__rlimit_resource_t what, rlimit* limit) {
    return ::getrlimit(what, limit);
  }
  REACTOR_CALL int setrlimit(__rlimit_resource_t what, const rlimit* limit) {
    return ::setrlimit(what, limit);
  }
  REACTOR_CALL int unshare(int what) {
    return ::unshare(what);
  }
};

#undef REACTOR_CALL

#if defined(WSD_FAULTS)

// The calling thread's kernel: the real one, or the innermost that is Installed.
inline thread_local Sys* installed_sys = nullptr;

inline Sys& sys() {
  static Sys real;
  return installed_sys != nullptr ? *installed_sys : real;
}

// Puts a kernel behind the calling thread's sys() for as long as this lives.
class Installed {
 public:
  explicit Installed(Sys& replacement) : before_(installed_sys) { installed_sys = &replacement; }
  ~Installed() { installed_sys = before_; }
  Installed(const Installed&) = delete;
  Installed& operator=(const Installed&) = delete;

 private:
  Sys* before_;
};

#else

constexpr Sys sys() {
  return {};
}

#endif

// The system's errors at start: a sentence that a person can act on, and errno's words behind it.
[[noreturn]] inline void fail(int error, const std::string& sentence) {
  throw std::system_error(error, std::generic_category(), sentence);
}

}  // namespace reactor
