// A connected socket: an owned descriptor, and what a read or a write did.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace reactor {

enum class Status : std::uint8_t {
  ok,       // all that was asked for; there may be more
  blocked,  // nothing more until the next edge (`bytes` may still have moved)
  eof,      // the peer has ended its side in order; ours may go on
  reset,    // the peer has gone; nothing gets through any more
  error,    // anything else, see `error`
};

// What a read or a write did: bytes moved, and why it stopped there.
struct Transfer {
  std::size_t bytes = 0;
  Status status = Status::ok;
  int error = 0;  // errno behind reset and error
};

inline constexpr std::size_t kPiecesMax = 1024;  // of one gathered write: the kernel refuses more

// Reads what is there. REQUIRES: into is not empty.
// A short read is told as blocked: the socket was emptied. If a hang-up came along with the edge,
// read on until eof all the same: the end may lie behind the bytes, and no edge of its own will
// follow.
Transfer read_some(int fd, std::span<std::byte> into);

// The same without taking anything away: the next read brings these bytes again. A new edge comes
// when there are more of them.
Transfer peek_some(int fd, std::span<std::byte> into);

// Throws away what has come so far, up to a bound: closing a socket with something unread in it
// resets the connection.
void discard_input(int fd);

// Writes what the socket takes. A short write is told as blocked: a writable edge will follow.
// REQUIRES: at most kPiecesMax pieces.
Transfer write_some(int fd, std::span<const std::byte> bytes);
Transfer write_some(int fd, std::span<const iovec> pieces);

// The meaning of errno after a failed read or write.
Transfer failed(int error);

// Owns a descriptor: four bytes, closed when it goes. A Socket moves; its descriptor number stays.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(other.release()) {}
  Socket& operator=(Socket&& other) noexcept {
    if (this != &other) {
      close();
      fd_ = other.release();
    }
    return *this;
  }
  ~Socket() { close(); }

  explicit operator bool() const { return fd_ >= 0; }
  int fd() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

  // Ends both sides. What was written before still goes out; what was not read turns it into a
  // reset.
  void close();

  // Half close: the peer reads eof after what was written before; we may go on reading.
  void shut_write();

  // Ends both sides at once by a reset; what is still under way is lost.
  void abort();

 private:
  int fd_ = -1;
};

}  // namespace reactor
