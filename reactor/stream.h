// A connection that is plain or TLS, in sixteen bytes: one shape for whoever does not care which.
#pragma once

#include <memory>
#include <span>
#include <utility>

#include "reactor/socket.h"
#include "reactor/tls.h"

namespace reactor {

// Take every edge of a secure stream as readable and writable (tls.h says why).
class Stream {
 public:
  Stream() = default;
  explicit Stream(Socket socket) : socket_(std::move(socket)) {}
  Stream(Stream&&) noexcept = default;
  Stream& operator=(Stream&& other) noexcept;
  ~Stream() = default;

  explicit operator bool() const { return static_cast<bool>(socket_); }
  int fd() const { return socket_.fd(); }
  bool secure() const { return tls_ != nullptr; }
  const Tls* tls() const { return tls_.get(); }

  // From here on bytes pass through tls, which was made for this fd. REQUIRES: not secure yet.
  void begin(std::unique_ptr<Tls> tls);

  // ok at once if plain.
  Transfer handshake();

  Transfer read(std::span<std::byte> into);
  Transfer write(std::span<const std::byte> bytes);
  Transfer write(std::span<const iovec> pieces);
  Transfer shut_write();
  void close();
  void abort();

 private:
  Socket socket_;
  std::unique_ptr<Tls> tls_;  // goes before the socket it writes to
};
static_assert(sizeof(Stream) <= 16);

}  // namespace reactor
