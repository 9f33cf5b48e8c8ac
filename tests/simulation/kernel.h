// A kernel that exists in memory only, behind the seam of reactor/sys.h: descriptors,
// edge-triggered epoll, stream sockets with bounded buffers, and a clock that moves when it is told
// to. The server stands on one side; the clients are the world's, who write and read the other ends
// here.
//
//     shard ── recv, send ──▶ Kernel ◀── write, read ── client
//                               │
//                    Choices: short, refused, late, out of descriptors
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "reactor/clock.h"
#include "reactor/sys.h"
#include "tests/simulation/choices.h"

namespace simulation {

// The client's end of a connection.
using End = std::uint32_t;

// One direction of a connection.
class Pipe {
 public:
  std::size_t size() const { return bytes_.size() - begin_; }
  std::size_t room() const { return size() >= capacity ? 0 : capacity - size(); }
  void put(const char* from, std::size_t size) { bytes_.append(from, size); }
  std::size_t peek(char* into, std::size_t most) const;
  std::size_t take(char* into, std::size_t most);
  void drop();

  std::size_t capacity = 64 << 10;

 private:
  std::string bytes_;
  std::size_t begin_ = 0;
};

// How often a call goes wrong, in one of so many; 0: never.
struct Misfortune {
  std::uint32_t shortened = 0;
  std::uint32_t refused = 0;    // EAGAIN and EINTR, with the edge that is owed
  std::uint32_t fatal = 0;      // ECONNRESET, EPIPE, ENOBUFS, ENOMEM: the connection's end
  std::uint32_t late = 0;       // an edge that comes with a later wait, or one for nothing
  std::uint32_t exhausted = 0;  // accept without descriptors or memory
};

class Kernel : public reactor::Sys {
 public:
  explicit Kernel(Choices& choices) : choices_(choices) {}

  // ---- the world's side ----

  Misfortune misfortune;

  reactor::Time now() const { return reactor::Time(time_); }
  void pass(reactor::Duration time) {
    time_ += time;
    if (still_) stood_ += time;
  }
  // While the server's process stands still its timers cannot be held against it.
  void stand_still(bool still) { still_ = still; }
  reactor::Time lived() const { return reactor::Time(time_ - stood_); }
  reactor::Duration stood() const { return stood_; }
  // When the first epoll that sleeps wants to be woken; the past if one has edges.
  reactor::Time wakes_at() const;

  End knock(int listener, std::size_t capacity);
  std::size_t write(End end, std::string_view bytes);  // what fits
  std::size_t read(End end, std::string& into, std::size_t most);
  void shut(End end);                                 // no more will be written
  void abort(End end);                                // a reset
  void spare(End end) { wires_[end].spared = true; }  // from every misfortune
  void leave(End end);                                // forgotten, the number may come again
  bool at_end(End end) const;                         // nothing will come any more
  bool let_go(End end) const { return wires_[end].reset || wires_[end].fd == -2; }  // by the server
  bool was_hit(End end) const { return wires_[end].hit; }  // by a fatal misfortune
  std::size_t waiting(End end) const { return wires_[end].to_client.size(); }
  // The ends at which something has come since the last time.
  std::vector<End> take_news();

  std::size_t open_descriptors() const { return open_; }
  std::uint64_t faults() const { return faults_; }

  // ---- the server's side ----

  int epoll_create1(int flags) override;
  int epoll_ctl(int epoll, int what, int fd, epoll_event* event) override;
  int epoll_pwait2(int epoll, epoll_event* events, int room, const timespec* timeout) override;
  int eventfd(unsigned first, int flags) override;
  int clock_gettime(clockid_t clock, timespec* time) override;
  int socket(int family, int type, int protocol) override;
  int bind(int, const sockaddr*, socklen_t) override { return 0; }
  int listen(int fd, int backlog) override;
  int accept4(int fd, sockaddr* address, socklen_t* size, int flags) override;
  int setsockopt(int fd, int level, int name, const void* value, socklen_t size) override;
  int ioctl(int fd, unsigned long what, int* number) override;
  int shutdown(int fd, int how) override;
  ssize_t recv(int fd, void* into, std::size_t size, int flags) override;
  ssize_t send(int fd, const void* from, std::size_t size, int flags) override;
  ssize_t sendmsg(int fd, const msghdr* message, int flags) override;
  ssize_t read(int fd, void* into, std::size_t size) override;
  ssize_t write(int fd, const void* from, std::size_t size) override;
  int open(const char* path, int flags) override;
  int close(int fd) override;

 private:
  enum class Kind : std::uint8_t { none, epoll, event, listener, socket, file };
  struct Descriptor {
    Kind kind = Kind::none;
    bool dirty = false;   // an edge is to be told
    bool resets = false;  // SO_LINGER 0
    int epoll = -1;       // who watches it
    epoll_event event{};
    End end = 0;
    reactor::Duration wakes{};  // of an epoll
    std::vector<int> edges;     // of an epoll: dirty descriptors
    std::queue<End> newcomers;  // of a listener
  };
  struct Wire {
    Pipe to_server;
    Pipe to_client;
    int fd = -1;  // the server's; -1: not accepted yet, or closed
    bool client_shut = false;
    bool server_shut = false;
    bool reset = false;
    bool hit = false;
    bool spared = false;
    bool wants_room = false;  // the server was refused
    bool told = false;        // stands in news_
    bool used = false;
  };

  int add(Kind kind);
  Descriptor& at(int fd) { return table_[static_cast<std::size_t>(fd)]; }
  void touch(int fd);
  void owe(int fd);
  void news(End end);
  std::uint32_t state_of(const Descriptor& descriptor) const;
  bool happens(std::uint32_t one_in);
  bool refused(int fd, int fatal);
  int fail(int error);
  ssize_t give(int fd, const char* from, std::size_t size);

  Choices& choices_;
  reactor::Duration time_ = std::chrono::hours(1);
  reactor::Duration stood_{};
  bool still_ = false;
  std::vector<Descriptor> table_ = std::vector<Descriptor>(3);       // 0, 1, 2 are somebody else's
  std::priority_queue<int, std::vector<int>, std::greater<>> free_;  // the lowest comes first
  std::vector<int> epolls_;
  std::vector<Wire> wires_;
  std::vector<End> free_ends_;
  std::vector<End> news_;
  std::size_t open_ = 0;
  std::uint64_t faults_ = 0;
};

}  // namespace simulation
