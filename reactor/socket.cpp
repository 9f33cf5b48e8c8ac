// Reads and writes over the socket calls themselves: MSG_NOSIGNAL spares the process SIGPIPE, and
// nothing is kept per socket. This file knows no epoll: levels and edges are the caller's.
#include "reactor/socket.h"

#include <array>
#include <cassert>

#include "reactor/sys.h"

namespace reactor {
namespace {

constexpr int kDiscardReadsMax = 16;

template <class Call>
ssize_t uninterrupted(Call call) {
  ssize_t result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

Transfer moved(ssize_t result, std::size_t asked) {
  if (result < 0) return failed(errno);
  const auto bytes = static_cast<std::size_t>(result);
  return {bytes, bytes < asked ? Status::blocked : Status::ok, 0};
}

Transfer receive(int fd, std::span<std::byte> into, int flags) {
  assert(!into.empty());
  const ssize_t result =
      uninterrupted([&] { return sys().recv(fd, into.data(), into.size(), flags); });
  if (result == 0) return {0, Status::eof, 0};
  return moved(result, into.size());
}

}  // namespace

Transfer failed(int error) {
  switch (error) {
    case EAGAIN:
      return {0, Status::blocked, 0};
    case ECONNRESET:
    case EPIPE:
      return {0, Status::reset, error};
    default:
      return {0, Status::error, error};
  }
}

Transfer read_some(int fd, std::span<std::byte> into) {
  return receive(fd, into, 0);
}

Transfer peek_some(int fd, std::span<std::byte> into) {
  return receive(fd, into, MSG_PEEK);
}

void discard_input(int fd) {
  std::array<std::byte, 4096> bytes;
  for (int reads = 0; reads < kDiscardReadsMax; ++reads) {
    if (read_some(fd, bytes).status != Status::ok) return;
  }
}

Transfer write_some(int fd, std::span<const std::byte> bytes) {
  const ssize_t result =
      uninterrupted([&] { return sys().send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL); });
  return moved(result, bytes.size());
}

Transfer write_some(int fd, std::span<const iovec> pieces) {
  assert(pieces.size() <= kPiecesMax);
  std::size_t asked = 0;
  for (const iovec& piece : pieces) asked += piece.iov_len;
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(pieces.data());  // sendmsg only reads it
  message.msg_iovlen = pieces.size();
  return moved(uninterrupted([&] { return sys().sendmsg(fd, &message, MSG_NOSIGNAL); }), asked);
}

void Socket::close() {
  if (fd_ < 0) return;
  const int before = errno;
  sys().close(std::exchange(fd_, -1));  // gone even after EINTR: Linux never leaves it open
  errno = before;
}

void Socket::shut_write() {
  sys().shutdown(fd_, SHUT_WR);  // ENOTCONN: the peer was faster
}

void Socket::abort() {
  const linger at_once = {1, 0};
  sys().setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

}  // namespace reactor
