// One block of bytes and how much of it is gone. Sent bytes are dropped when they are the greater
// part: each byte is moved at most once for each that was sent. The block itself stays: whoever has
// nothing waiting gives the whole outbox back (Connections::unpack), and the next one finds it
// warm.
#include "broadcast/connections/outbox.h"

#include <cassert>
#include <utility>

namespace broadcast {

std::span<std::byte> Outbox::grow(std::size_t size) {
  const std::size_t before = bytes_.size();
  bytes_.resize(before + size);
  return std::span(bytes_).subspan(before);
}

void Outbox::append(std::span<const std::byte> bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

void Outbox::put_in_front(SegmentRef segment, std::span<const std::byte> bytes) {
  assert(!segment_ && segment && !bytes.empty());
  segment_ = std::move(segment);
  in_front_ = bytes;
}

std::size_t Outbox::consume(std::size_t size) {
  assert(size <= rest().size());
  if (segment_) {
    in_front_ = in_front_.subspan(size);
    if (in_front_.empty()) segment_ = SegmentRef();
    return 0;
  }
  sent_ += size;
  if (sent_ * 2 < bytes_.size()) return size;
  bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(sent_));
  sent_ = 0;
  return size;
}

}  // namespace broadcast
