// Frames for one connection alone, in order, until its socket takes them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace broadcast {

class Outbox {
 public:
  bool empty() const { return sent_ == bytes_.size(); }
  std::size_t size() const { return bytes_.size() - sent_; }
  std::size_t capacity() const { return bytes_.capacity(); }
  std::span<const std::byte> rest() const { return std::span(bytes_).subspan(sent_); }

  // Room for so many bytes behind the last; REQUIRES that they are all written.
  std::span<std::byte> grow(std::size_t size);
  void append(std::span<const std::byte> bytes);
  // The rest of a frame that was begun elsewhere must come before everything else.
  void put_in_front(std::span<const std::byte> bytes);
  void consume(std::size_t size);

 private:
  std::vector<std::byte> bytes_;
  std::size_t sent_ = 0;
};

}  // namespace broadcast
