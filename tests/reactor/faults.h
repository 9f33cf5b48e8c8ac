// Kernels that fail on purpose, for the seam of sys.h. Everything real stays real: a call that is
// not refused goes through. What a kernel takes away it gives back, as the real one would: after a
// false EAGAIN or a shortened transfer an edge is owed, and comes with a later wait.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <vector>

#include "reactor/sys.h"

namespace reactor {

enum class Call : std::uint8_t {
  accept4,
  bind,
  chmod,
  connect,
  epoll_create1,
  epoll_ctl,
  epoll_wait,
  eventfd,
  getsockopt,
  ioctl,
  listen,
  lstat,
  open,
  read,
  recv,
  send,
  sendmsg,
  setsockopt,
  shutdown,
  signalfd,
  socket,
  write,
  count,
};

const char* name_of(Call call);

// What happens to a call: an errno, or fewer bytes than asked for, or nothing.
struct Verdict {
  int error = 0;
  std::size_t at_most = ~std::size_t{0};
};

// Asks judge() before each call.
class FaultySys : public Sys {
 public:
  unsigned calls(Call call) const { return calls_[static_cast<std::size_t>(call)]; }
  unsigned faults() const { return faults_; }

  int epoll_create1(int flags) override;
  int epoll_ctl(int epoll, int what, int fd, epoll_event* event) override;
  int epoll_pwait2(int epoll, epoll_event* events, int room, const timespec* timeout) override;
  int epoll_wait(int epoll, epoll_event* events, int room, int milliseconds) override;
  int eventfd(unsigned first, int flags) override;
  int signalfd(int fd, const sigset_t* mask, int flags) override;
  int socket(int family, int type, int protocol) override;
  int bind(int fd, const sockaddr* address, socklen_t size) override;
  int listen(int fd, int backlog) override;
  int accept4(int fd, sockaddr* address, socklen_t* size, int flags) override;
  int connect(int fd, const sockaddr* address, socklen_t size) override;
  int setsockopt(int fd, int level, int name, const void* value, socklen_t size) override;
  int getsockopt(int fd, int level, int name, void* value, socklen_t* size) override;
  int shutdown(int fd, int how) override;
  ssize_t recv(int fd, void* into, std::size_t size, int flags) override;
  ssize_t send(int fd, const void* from, std::size_t size, int flags) override;
  ssize_t sendmsg(int fd, const msghdr* message, int flags) override;
  ssize_t read(int fd, void* into, std::size_t size) override;
  ssize_t write(int fd, const void* from, std::size_t size) override;
  int ioctl(int fd, unsigned long what, int* value) override;
  int open(const char* path, int flags) override;
  int close(int fd) override;
  int lstat(const char* path, struct stat* about) override;
  int chmod(const char* path, mode_t mode) override;

 protected:
  // `nth` counts from 0, for each kind of call.
  virtual Verdict judge(Call call, unsigned nth) = 0;

  // Edges that arrived and are held back for a later wait; and descriptors told ready for nothing.
  virtual bool delays_edge() { return false; }
  virtual bool invents_edge() { return false; }

 private:
  struct Watched {
    int epoll;
    epoll_event event;
  };

  bool refused(Call call, std::size_t* size = nullptr);

  void owe(int fd, std::uint32_t events);
  int add_owed(int epoll, epoll_event* events, int count, int room);
  int hold_back(int epoll, epoll_event* events, int count);

  std::array<unsigned, static_cast<std::size_t>(Call::count)> calls_{};
  unsigned faults_ = 0;
  std::map<int, Watched> watched_;
  std::map<int, std::uint32_t> owed_;
};

// Judges nothing: counts.
class CountingSys : public FaultySys {
 protected:
  Verdict judge(Call, unsigned) override { return {}; }
};

// Call number `nth` of one kind gets the verdict, all others pass.
class FailNth : public FaultySys {
 public:
  FailNth(Call call, unsigned nth, Verdict verdict) : call_(call), nth_(nth), verdict_(verdict) {}

 protected:
  Verdict judge(Call call, unsigned nth) override {
    return call == call_ && nth == nth_ ? verdict_ : Verdict{};
  }

 private:
  Call call_;
  unsigned nth_;
  Verdict verdict_;
};

// Everything at random, by a seed, between rage() and relent().
class SeededFaults : public FaultySys {
 public:
  explicit SeededFaults(unsigned seed) : dice_(seed) {}
  void rage() { on_ = true; }
  void relent() { on_ = false; }

 protected:
  Verdict judge(Call call, unsigned nth) override;
  bool delays_edge() override { return on_ && one_in(10); }
  bool invents_edge() override { return on_ && one_in(5); }

 private:
  bool one_in(unsigned chances) { return dice_() % chances == 0; }
  Verdict transfer(int gone);

  std::mt19937 dice_;
  bool on_ = false;
};

// The errors that the manual pages give for a call, and the shortened transfers.
std::vector<Verdict> verdicts_of(Call call);

}  // namespace reactor
