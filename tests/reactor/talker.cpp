// The levels of one connection, as any owner of a Stream keeps them.
#include "tests/reactor/talker.h"

#include <algorithm>
#include <array>

namespace reactor {
namespace {

constexpr std::size_t kReadMax = 16 * 1024;
constexpr std::size_t kWriteMax = 40 * 1024;  // more than a record, in three pieces

std::byte byte_at(std::uint32_t seed, std::uint64_t position) {
  if (position < 4) return static_cast<std::byte>(seed >> (8 * position));
  const std::uint64_t mixed = (position + seed) * 0x9E37'79B9'7F4A'7C15;
  return static_cast<std::byte>(mixed >> 56);
}

}  // namespace

void Talker::ready(Ready ready) {
  const bool secure = server_ != nullptr || stream_.secure();
  readable_ |= ready.readable() || ready.ended() || ready.hangup() || ready.error() || secure;
  writable_ |= ready.writable() || secure;
  hangup_ |= ready.ended() || ready.hangup() || ready.error();
}

bool Talker::has_something_to_write() const {
  return !established_ || flushing_ || said_ < to_say_ || (finishing_ && !shut_);
}

bool Talker::note(const Transfer& transfer) {
  failed_ |= transfer.status == Status::reset || transfer.status == Status::error;
  return transfer.bytes > 0 || failed_;
}

bool Talker::turn() {
  if (failed_) return false;
  if (!established_ && !begin()) return false;
  const bool heard = readable_ && read();
  const bool spoke = !failed_ && writable_ && has_something_to_write() && write();
  return heard || spoke;
}

// True: bytes may pass from now on.
bool Talker::begin() {
  if (!readable_ && !writable_) return false;
  if (server_ != nullptr) {
    if (!client_hello_waits(stream_.fd())) {
      readable_ = writable_ = false;
      failed_ = hangup_;  // half a hello and the end
      return false;
    }
    stream_.begin(server_->accept(stream_.fd()));
    server_ = nullptr;
  }
  const Transfer shaken = stream_.handshake();
  note(shaken);
  established_ = shaken.status == Status::ok;
  // After a hang-up no further edge says that there is more to read.
  if (shaken.status == Status::blocked && !hangup_) readable_ = writable_ = false;
  return established_;
}

bool Talker::read() {
  std::array<std::byte, kReadMax> buffer;
  const Transfer read = stream_.read(buffer);
  check(std::span(buffer).first(read.bytes));
  eof_ |= read.status == Status::eof;
  if (eof_ || (read.status == Status::blocked && !hangup_)) readable_ = false;
  return note(read) || eof_;
}

bool Talker::write() {
  const bool moved = !shutting_ && say_some();
  if (failed_ || flushing_ || !finishing_ || said_ < to_say_) return moved;
  shutting_ = true;
  const Transfer shut = stream_.shut_write();
  shut_ = shut.status == Status::ok;
  writable_ = shut_;
  return note(shut) || shut_ || moved;
}

bool Talker::say_some() {
  std::array<std::byte, kWriteMax> buffer;
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(to_say_ - said_, kWriteMax));
  for (std::size_t i = 0; i < size; ++i) buffer[i] = byte_at(seed_, said_ + i);
  const iovec pieces[] = {{buffer.data(), size / 3},
                          {buffer.data() + size / 3, size / 3},
                          {buffer.data() + size / 3 * 2, size - size / 3 * 2}};
  const Transfer wrote =
      size < 1000 ? stream_.write(std::span(buffer).first(size)) : stream_.write(std::span(pieces));
  said_ += wrote.bytes;
  flushing_ = wrote.status == Status::blocked;
  writable_ = !flushing_;
  return note(wrote);
}

std::string Talker::state() const {
  const std::pair<bool, const char*> states[] = {
      {server_ != nullptr, "waits for a hello"},
      {established_, "established"},
      {readable_, "readable"},
      {writable_, "writable"},
      {flushing_, "flushing"},
      {hangup_, "hangup"},
      {finishing_, "finishing"},
      {shutting_, "shutting"},
      {shut_, "shut"},
      {eof_, "eof"},
      {failed_, "failed"},
  };
  std::string words = "heard " + std::to_string(heard_) + ", said " + std::to_string(said_) +
                      " of " + std::to_string(to_say_);
  for (const auto& [holds, word] : states) words += holds ? std::string(", ") + word : "";
  return words;
}

void Talker::check(std::span<const std::byte> bytes) {
  for (const std::byte byte : bytes) {
    if (heard_ < 4) {
      others_seed_ |= std::to_integer<std::uint32_t>(byte) << (8 * heard_);
    } else {
      wrong_ |= byte != byte_at(others_seed_, heard_);
    }
    ++heard_;
  }
}

}  // namespace reactor
