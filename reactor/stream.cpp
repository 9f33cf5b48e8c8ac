// One branch per call, taken the same way each time. No virtual functions: there are two kinds and
// no third.
#include "reactor/stream.h"

#include <cassert>

namespace reactor {

Stream& Stream::operator=(Stream&& other) noexcept {
  tls_ = std::move(other.tls_);
  socket_ = std::move(other.socket_);
  return *this;
}

void Stream::begin(std::unique_ptr<Tls> tls) {
  assert(socket_ && !tls_ && tls);
  tls_ = std::move(tls);
}

Transfer Stream::handshake() {
  return tls_ ? tls_->handshake() : Transfer{};
}

Transfer Stream::read(std::span<std::byte> into) {
  return tls_ ? tls_->read(into) : read_some(fd(), into);
}

Transfer Stream::write(std::span<const std::byte> bytes) {
  if (tls_) return tls_->write(bytes);
  return bytes.empty() ? Transfer{} : write_some(fd(), bytes);
}

Transfer Stream::write(std::span<const iovec> pieces) {
  if (tls_) return tls_->write(pieces);
  return pieces.empty() ? Transfer{} : write_some(fd(), pieces);
}

Transfer Stream::shut_write() {
  if (tls_) return tls_->shut_write();
  socket_.shut_write();
  return {};
}

void Stream::close() {
  tls_.reset();
  socket_.close();
}

void Stream::abort() {
  tls_.reset();
  socket_.abort();
}

}  // namespace reactor
