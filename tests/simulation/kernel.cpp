// An edge is a dirty descriptor: told once, with the state it is in when it is told, as epoll does
// it. The seam's rule holds: whoever takes an edge away gives it back, so a refused or shortened
// call leaves its descriptor dirty.
#include "tests/simulation/kernel.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace simulation {

using std::chrono_literals::operator""s;

std::size_t Pipe::peek(char* into, std::size_t most) const {
  const std::size_t seen = std::min(most, size());
  std::memcpy(into, bytes_.data() + begin_, seen);
  return seen;
}

std::size_t Pipe::take(char* into, std::size_t most) {
  const std::size_t taken = peek(into, most);
  begin_ += taken;
  if (begin_ == bytes_.size()) drop();
  if (begin_ > 64 << 10) {
    bytes_.erase(0, begin_);
    begin_ = 0;
  }
  return taken;
}

void Pipe::drop() {
  bytes_.clear();
  begin_ = 0;
}

// ---- the world's side ----

reactor::Time Kernel::wakes_at() const {
  reactor::Duration first = reactor::Duration::max();
  for (const int epoll : epolls_) {
    const Descriptor& one = table_[static_cast<std::size_t>(epoll)];
    first = std::min(first, one.edges.empty() ? one.wakes : reactor::Duration::zero());
  }
  return reactor::Time(first);
}

End Kernel::knock(int listener, std::size_t capacity) {
  if (free_ends_.empty()) {
    free_ends_.push_back(static_cast<End>(wires_.size()));
    wires_.emplace_back();
  }
  const End end = free_ends_.back();
  free_ends_.pop_back();
  wires_[end] = Wire{};
  wires_[end].used = true;
  wires_[end].to_client.capacity = capacity;
  at(listener).newcomers.push(end);
  touch(listener);
  return end;
}

std::size_t Kernel::write(End end, std::string_view bytes) {
  Wire& wire = wires_[end];
  if (wire.client_shut || wire.reset) return 0;
  const std::size_t size = std::min(bytes.size(), wire.to_server.room());
  if (size == 0) return 0;
  wire.to_server.put(bytes.data(), size);
  if (wire.fd >= 0) touch(wire.fd);
  return size;
}

std::size_t Kernel::read(End end, std::string& into, std::size_t most) {
  Wire& wire = wires_[end];
  const std::size_t before = into.size();
  const std::size_t size = std::min(most, wire.to_client.size());
  into.resize(before + size);
  wire.to_client.take(into.data() + before, size);
  // The kernel wakes a writer when a third of the buffer is free again.
  if (size > 0 && wire.wants_room && wire.to_client.room() > wire.to_client.capacity / 3) {
    wire.wants_room = false;
    if (wire.fd >= 0) touch(wire.fd);
  }
  return size;
}

void Kernel::shut(End end) {
  Wire& wire = wires_[end];
  if (std::exchange(wire.client_shut, true)) return;
  if (wire.fd >= 0) touch(wire.fd);
}

void Kernel::abort(End end) {
  Wire& wire = wires_[end];
  if (std::exchange(wire.reset, true)) return;
  wire.to_server.drop();
  wire.to_client.drop();
  if (wire.fd >= 0) touch(wire.fd);
}

// One that was not accepted yet is still in its listener's queue, and keeps its number until it
// was.
void Kernel::leave(End end) {
  abort(end);
  wires_[end].used = false;
  if (wires_[end].fd == -2) free_ends_.push_back(end);
}

bool Kernel::at_end(End end) const {
  const Wire& wire = wires_[end];
  return wire.reset || (wire.server_shut && wire.to_client.size() == 0);
}

std::vector<End> Kernel::take_news() {
  for (const End end : news_) wires_[end].told = false;
  return std::exchange(news_, {});
}

// ---- descriptors ----

int Kernel::fail(int error) {
  errno = error;
  return -1;
}

int Kernel::add(Kind kind) {
  int fd = static_cast<int>(table_.size());
  if (free_.empty()) {
    table_.emplace_back();
  } else {
    fd = free_.top();
    free_.pop();
  }
  at(fd) = Descriptor{};
  at(fd).kind = kind;
  ++open_;
  return fd;
}

void Kernel::touch(int fd) {
  Descriptor& one = at(fd);
  if (one.epoll < 0 || std::exchange(one.dirty, true)) return;
  at(one.epoll).edges.push_back(fd);
}

// After a call that went wrong: an edge now if there is anything to tell, or else with the room to
// come.
void Kernel::owe(int fd) {
  wires_[at(fd).end].wants_room = true;
  touch(fd);
}

void Kernel::news(End end) {
  if (!std::exchange(wires_[end].told, true)) news_.push_back(end);
}

std::uint32_t Kernel::state_of(const Descriptor& one) const {
  if (one.kind == Kind::event) return EPOLLIN;
  if (one.kind == Kind::listener) return one.newcomers.empty() ? 0u : std::uint32_t{EPOLLIN};
  const Wire& wire = wires_[one.end];
  if (wire.reset) return EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLHUP | EPOLLERR;
  std::uint32_t state = 0;
  if (wire.to_server.size() > 0) state |= EPOLLIN;
  if (wire.to_client.room() > wire.to_client.capacity / 3) state |= EPOLLOUT;
  if (wire.client_shut) state |= EPOLLIN | EPOLLRDHUP;
  if (wire.client_shut && wire.server_shut) state |= EPOLLHUP;
  return state;
}

bool Kernel::happens(std::uint32_t one_in) {
  if (one_in == 0 || !choices_.one_in(one_in)) return false;
  ++faults_;
  return true;
}

int Kernel::close(int fd) {
  Descriptor& one = at(fd);
  if (one.kind == Kind::socket) {
    Wire& wire = wires_[one.end];
    // Unread bytes make it a reset, which overtakes what is still under way.
    if (one.resets || wire.to_server.size() > 0) {
      wire.reset = true;
      wire.to_client.drop();
    }
    wire.server_shut = true;
    wire.fd = -2;
    wire.used ? news(one.end) : free_ends_.push_back(one.end);
  }
  if (one.kind == Kind::epoll) std::erase(epolls_, fd);
  if (one.epoll >= 0 && one.dirty) std::erase(at(one.epoll).edges, fd);
  one = Descriptor{};
  free_.push(fd);
  --open_;
  return 0;
}

// ---- waiting ----

int Kernel::epoll_create1(int /*flags*/) {
  epolls_.push_back(add(Kind::epoll));
  return epolls_.back();
}

int Kernel::epoll_ctl(int epoll, int what, int fd, epoll_event* event) {
  Descriptor& one = at(fd);
  if (what == EPOLL_CTL_DEL) {
    if (one.dirty) std::erase(at(one.epoll).edges, fd);
    one.dirty = false;
    one.epoll = -1;
    return 0;
  }
  if (one.kind == Kind::socket && happens(misfortune.exhausted)) {
    wires_[one.end].hit = true;
    return fail(ENOMEM);
  }
  one.epoll = epoll;
  one.event = *event;
  if (state_of(one) != 0 && one.kind != Kind::event) touch(fd);
  return 0;
}

int Kernel::epoll_pwait2(int epoll, epoll_event* events, int room, const timespec* timeout) {
  const reactor::Duration patience = timeout == nullptr ? reactor::Duration::max()
                                                        : std::chrono::seconds(timeout->tv_sec) +
                                                              reactor::Duration(timeout->tv_nsec);
  const reactor::Duration left = reactor::Duration::max() - time_;
  at(epoll).wakes = patience > left ? reactor::Duration::max() : time_ + patience;
  std::vector<int> edges = std::exchange(at(epoll).edges, {});
  int count = 0;
  for (const int fd : edges) {
    Descriptor& one = at(fd);
    if (count == room || happens(misfortune.late)) {
      at(epoll).edges.push_back(fd);
      continue;
    }
    one.dirty = false;
    const std::uint32_t state = state_of(one) & (one.event.events | EPOLLHUP | EPOLLERR);
    if (state == 0) continue;
    events[count] = one.event;
    events[count++].events = state;
  }
  return count;
}

int Kernel::eventfd(unsigned /*first*/, int /*flags*/) {
  return add(Kind::event);
}

int Kernel::clock_gettime(clockid_t /*clock*/, timespec* time) {
  *time = {time_ / 1s, (time_ % 1s).count()};
  return 0;
}

ssize_t Kernel::read(int /*fd*/, void* /*into*/, std::size_t size) {
  return static_cast<ssize_t>(size);
}

ssize_t Kernel::write(int fd, const void* /*from*/, std::size_t size) {
  touch(fd);
  return static_cast<ssize_t>(size);
}

int Kernel::open(const char* /*path*/, int /*flags*/) {
  return add(Kind::file);
}

// ---- sockets ----

int Kernel::socket(int /*family*/, int /*type*/, int /*protocol*/) {
  return add(Kind::socket);
}

int Kernel::listen(int fd, int /*backlog*/) {
  at(fd).kind = Kind::listener;
  return 0;
}

int Kernel::setsockopt(int fd, int level, int name, const void* /*value*/, socklen_t /*size*/) {
  if (level == SOL_SOCKET && name == SO_LINGER) at(fd).resets = true;
  return 0;
}

int Kernel::ioctl(int fd, unsigned long /*what*/, int* number) {
  *number = static_cast<int>(wires_[at(fd).end].to_server.size());  // FIONREAD is all that is asked
  return 0;
}

int Kernel::accept4(int fd, sockaddr* address, socklen_t* size, int /*flags*/) {
  auto& newcomers = at(fd).newcomers;
  if (newcomers.empty()) return fail(EAGAIN);
  if (happens(misfortune.exhausted)) {
    wires_[newcomers.front()].hit = true;  // it may be turned away, with a word that gets lost
    constexpr int kErrors[] = {EMFILE, ENFILE, ENOBUFS, ENOMEM, ECONNABORTED, EINTR};
    return fail(kErrors[choices_.draw(std::size(kErrors))]);
  }
  const End end = newcomers.front();
  newcomers.pop();
  const int socket = add(Kind::socket);  // invalidates newcomers
  at(socket).end = end;
  wires_[end].fd = socket;
  std::memset(address, 0, *size);
  address->sa_family = AF_UNIX;
  *size = sizeof(sa_family_t);
  return socket;
}

int Kernel::shutdown(int fd, int /*how*/) {
  Wire& wire = wires_[at(fd).end];
  wire.server_shut = true;
  news(at(fd).end);
  return 0;
}

// Whether a transfer fails before it begins; errno says how.
bool Kernel::refused(int fd, int fatal) {
  if (wires_[at(fd).end].spared) return false;
  if (happens(misfortune.refused)) {
    owe(fd);
    errno = choices_.one_in(3) ? EINTR : EAGAIN;
    return true;
  }
  if (happens(misfortune.fatal)) {
    wires_[at(fd).end].hit = true;
    const int kErrors[] = {fatal, ENOBUFS, ENOMEM, ETIMEDOUT};
    errno = kErrors[choices_.draw(std::size(kErrors))];
    return true;
  }
  return false;
}

ssize_t Kernel::recv(int fd, void* into, std::size_t size, int flags) {
  Wire& wire = wires_[at(fd).end];
  if (wire.reset) return fail(ECONNRESET);
  if (refused(fd, ECONNRESET)) return -1;
  if (wire.to_server.size() == 0) return wire.client_shut ? 0 : fail(EAGAIN);
  if (!wire.spared && happens(misfortune.shortened)) {
    size = std::min<std::size_t>(size, 1 + choices_.draw(100));
    touch(fd);
  }
  if ((flags & MSG_PEEK) != 0) {
    return static_cast<ssize_t>(wire.to_server.peek(static_cast<char*>(into), size));
  }
  const bool was_full = wire.to_server.room() == 0;
  const std::size_t taken = wire.to_server.take(static_cast<char*>(into), size);
  if (was_full) news(at(fd).end);  // there is room for what the client has left
  return static_cast<ssize_t>(taken);
}

ssize_t Kernel::give(int fd, const char* from, std::size_t size) {
  Wire& wire = wires_[at(fd).end];
  if (wire.reset) return fail(EPIPE);
  const std::size_t given = std::min(size, wire.to_client.room());
  if (given < size) wire.wants_room = true;
  if (given == 0 && size > 0) return fail(EAGAIN);
  wire.to_client.put(from, given);
  news(at(fd).end);
  return static_cast<ssize_t>(given);
}

ssize_t Kernel::send(int fd, const void* from, std::size_t size, int /*flags*/) {
  if (!wires_[at(fd).end].reset && refused(fd, EPIPE)) return -1;
  const bool spared = wires_[at(fd).end].spared;
  if (size > 1 && !spared && happens(misfortune.shortened)) {
    size = std::min<std::size_t>(size - 1, 1 + choices_.draw(100));
    owe(fd);
  }
  return give(fd, static_cast<const char*>(from), size);
}

ssize_t Kernel::sendmsg(int fd, const msghdr* message, int /*flags*/) {
  if (!wires_[at(fd).end].reset && refused(fd, EPIPE)) return -1;
  std::size_t asked = 0;
  for (std::size_t i = 0; i < message->msg_iovlen; ++i) asked += message->msg_iov[i].iov_len;
  std::size_t most = asked;
  const bool spared = wires_[at(fd).end].spared;
  if (asked > 1 && !spared && happens(misfortune.shortened)) {
    most = std::min<std::size_t>(asked - 1, 1 + choices_.draw(2000));
    owe(fd);
  }
  std::size_t sent = 0;
  for (std::size_t i = 0; i < message->msg_iovlen && sent < most; ++i) {
    const iovec& piece = message->msg_iov[i];
    const std::size_t size = std::min(piece.iov_len, most - sent);
    if (size == 0) continue;
    const ssize_t given = give(fd, static_cast<const char*>(piece.iov_base), size);
    if (given < 0) return sent > 0 ? static_cast<ssize_t>(sent) : -1;
    sent += static_cast<std::size_t>(given);
    if (static_cast<std::size_t>(given) < size) break;
  }
  return static_cast<ssize_t>(sent);
}

}  // namespace simulation
