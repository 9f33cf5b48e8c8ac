// The least a program can do and still deliver: what every server here is measured against.
//
//   floor plain PORT   each message goes out by one send per subscriber
//   floor batch PORT   all messages of a turn go out as one run of bytes, one send per subscriber
//   floor echo PORT    raw TCP, no WebSocket: bytes go back as they came
//
// One thread, edge-triggered epoll, plain system calls. All connections are in one room. There are
// no queues: a subscriber that cannot take a frame holds up everybody, which is all a yardstick
// needs. What it does not do for a peer: pings, fragments, limits, refusals in words.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rfc6455/accept_key.h"
#include "rfc6455/encoder.h"
#include "rfc6455/masking.h"

namespace {

using Bytes = std::span<std::byte>;

constexpr int kEventsMax = 512;
constexpr std::size_t kScratch = 1 << 20;  // one read's room; no message may be larger
constexpr int kPatience = 10'000;          // milliseconds for a subscriber to take a frame

constexpr std::size_t kClosed = SIZE_MAX;  // instead of a number of bytes: the connection is gone

enum class Mode : std::uint8_t { plain, batch, echo };

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

struct Connection {
  bool upgraded = false;
  std::uint32_t place = 0;      // among the subscribers
  std::vector<std::byte> held;  // of a request or frame that was cut
};

class Floor {
 public:
  Floor(Mode mode, std::uint16_t port);
  void turn();

 private:
  void accept_all();
  void read(int fd, bool ended);
  void echo(int fd, bool ended);
  std::size_t take(int fd, Bytes bytes);
  std::size_t upgrade(int fd, Bytes bytes);
  std::size_t take_frame(int fd, Bytes bytes);
  void relay(std::span<const std::byte> frame);
  void send_all(int fd, std::span<const std::byte> bytes);
  void drop(int fd);

  Mode mode_;
  int listener_;
  int epoll_;
  std::vector<Connection> connections_;  // by descriptor
  std::vector<int> subscribers_;
  std::vector<std::byte> run_;  // batch: the frames of this turn
  std::vector<std::byte> scratch_ = std::vector<std::byte>(kScratch);
};

Floor::Floor(Mode mode, std::uint16_t port)
    : mode_(mode), listener_(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  connections_.resize(limit.rlim_max);

  const int on = 1;
  setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(listener_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // accepted sockets inherit it
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) die("bind");
  if (listen(listener_, SOMAXCONN) != 0) die("listen");

  epoll_ = epoll_create1(0);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.fd = listener_;
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, listener_, &event) != 0) die("epoll_ctl");
}

void Floor::turn() {
  epoll_event events[kEventsMax];
  const int count = epoll_wait(epoll_, events, kEventsMax, -1);
  for (int i = 0; i < count; ++i) {
    const int fd = events[i].data.fd;
    const bool ended = (events[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    if (fd == listener_) {
      accept_all();
    } else if (mode_ == Mode::echo) {
      echo(fd, ended);
    } else {
      read(fd, ended);
    }
  }
  if (run_.empty()) return;
  for (const int fd : subscribers_) send_all(fd, run_);
  run_.clear();
}

void Floor::accept_all() {
  for (int fd; (fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
    event.data.fd = fd;
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) die("epoll_ctl");
  }
}

void Floor::echo(int fd, bool ended) {
  for (;;) {
    const ssize_t size = recv(fd, scratch_.data(), scratch_.size(), 0);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) {
      close(fd);
      return;
    }
    const auto bytes = static_cast<std::size_t>(size);
    send_all(fd, Bytes(scratch_).first(bytes));
    if (bytes < scratch_.size() && !ended) return;  // short: the socket is empty
  }
}

void Floor::read(int fd, bool ended) {
  Connection& connection = connections_[static_cast<std::size_t>(fd)];
  std::size_t held = connection.held.size();
  if (held > 0) std::memcpy(scratch_.data(), connection.held.data(), held);
  for (;;) {
    const std::size_t room = scratch_.size() - held;
    const ssize_t size = room > 0 ? recv(fd, scratch_.data() + held, room, 0) : 0;
    if (size < 0 && errno == EAGAIN) break;
    if (size <= 0) return drop(fd);
    const auto bytes = static_cast<std::size_t>(size);
    held += bytes;
    const std::size_t used = take(fd, Bytes(scratch_).first(held));
    if (used == kClosed) return;
    held -= used;
    if (held > 0 && used > 0) std::memmove(scratch_.data(), scratch_.data() + used, held);
    if (bytes < room && !ended) break;  // short: the socket is empty
  }
  connection.held.assign(scratch_.data(), scratch_.data() + held);
}

// Returns how many bytes were used up, or kClosed.
std::size_t Floor::take(int fd, Bytes bytes) {
  std::size_t used = 0;
  const Connection& connection = connections_[static_cast<std::size_t>(fd)];
  while (used < bytes.size()) {
    const Bytes rest = bytes.subspan(used);
    const std::size_t step = connection.upgraded ? take_frame(fd, rest) : upgrade(fd, rest);
    if (step == 0) break;
    if (step == kClosed) return kClosed;
    used += step;
  }
  return used;
}

// §4.2.2 of RFC 6455, and nothing that it does not demand.
std::size_t Floor::upgrade(int fd, Bytes bytes) {
  constexpr std::string_view kField = "\r\nSec-WebSocket-Key: ";
  const std::string head(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::size_t end = head.find("\r\n\r\n");
  if (end == std::string::npos) return 0;
  const char* field = strcasestr(head.c_str(), kField.data());
  if (field == nullptr) {
    drop(fd);
    return kClosed;
  }
  const auto accept = rfc6455::accept_for(std::string_view(field + kField.size(), 24));
  std::string answer =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: ";
  answer.append(accept.data(), accept.size()).append("\r\n\r\n");
  send_all(fd, std::as_bytes(std::span(answer)));

  Connection& connection = connections_[static_cast<std::size_t>(fd)];
  connection.upgraded = true;
  connection.place = static_cast<std::uint32_t>(subscribers_.size());
  subscribers_.push_back(fd);
  return end + 4;
}

// The answer stands where the question stood: without the key a server's header is four bytes
// shorter, so it fits in front of the payload.
std::size_t Floor::take_frame(int fd, Bytes bytes) {
  if (bytes.size() < 6) return 0;
  const auto at = [&](std::size_t i) { return std::to_integer<std::uint64_t>(bytes[i]); };
  std::uint64_t length = at(1) & 0x7f;
  std::size_t header = 6;
  if (length >= 126) {
    const std::size_t digits = length == 126 ? 2 : 8;
    header += digits;
    if (bytes.size() < header) return 0;
    length = 0;
    for (std::size_t i = 0; i < digits; ++i) length = length << 8 | at(2 + i);
  }
  if (bytes.size() - header < length) return 0;

  const Bytes payload = bytes.subspan(header, length);
  rfc6455::MaskingKey key;
  std::memcpy(key.data(), payload.data() - key.size(), key.size());
  rfc6455::mask(payload, key);
  std::memmove(bytes.data() + 4, bytes.data(), header - 4);
  bytes[5] &= std::byte{0x7f};  // no longer masked
  const Bytes frame = bytes.subspan(4, header - 4 + length);
  if ((frame[0] & std::byte{0x0f}) == std::byte{8}) {
    send_all(fd, frame);
    drop(fd);
    return kClosed;
  }
  relay(frame);
  return header + length;
}

void Floor::relay(std::span<const std::byte> frame) {
  if (mode_ == Mode::batch) {
    run_.insert(run_.end(), frame.begin(), frame.end());
    return;
  }
  for (const int fd : subscribers_) send_all(fd, frame);
}

void Floor::send_all(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t size = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(size));
    } else if (errno == EAGAIN) {
      pollfd writable = {fd, POLLOUT, 0};
      if (poll(&writable, 1, kPatience) <= 0) die("a subscriber takes nothing");
    } else {
      return;  // gone; its end will be read
    }
  }
}

void Floor::drop(int fd) {
  Connection& connection = connections_[static_cast<std::size_t>(fd)];
  if (connection.upgraded) {
    const int last = subscribers_.back();
    subscribers_[connection.place] = last;
    connections_[static_cast<std::size_t>(last)].place = connection.place;
    subscribers_.pop_back();
  }
  connection = Connection();
  close(fd);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view mode = argc == 3 ? argv[1] : "";
  if (mode != "plain" && mode != "batch" && mode != "echo") {
    std::fputs("usage: floor plain|batch|echo PORT\n", stderr);
    return 2;
  }
  Floor floor(mode == "plain"   ? Mode::plain
              : mode == "batch" ? Mode::batch
                                : Mode::echo,
              static_cast<std::uint16_t>(std::atoi(argv[2])));
  for (;;) floor.turn();
}
