// The slow path: a frame that was cut. It is gathered as far as it is wanted, the rest is counted
// down, and it is told when its last byte has come: a message has arrived when all of it has.
#include "bench/fanout/frame_reader.h"

#include <algorithm>

namespace fanout {

void FrameReader::complain() {
  complaint_ = "the server sent a fragment, a masked frame or a reserved bit";
  rest_ = {};
}

// Moves bytes into held_ until it has `size`; false if they run out.
bool FrameReader::gather(std::size_t size) {
  if (held_.size() < size) {
    const auto taken = rest_.first(std::min(size - held_.size(), rest_.size()));
    held_.insert(held_.end(), taken.begin(), taken.end());
    rest_ = rest_.subspan(taken.size());
  }
  return held_.size() >= size;
}

std::optional<Arrival> FrameReader::resume() {
  if (spent_) {
    held_.clear();
    spent_ = skipping_ = false;
    return next();
  }
  std::optional<Head> head;
  while (!(head = read_head(held_))) {
    if (complaint_ != nullptr || !gather(held_.size() + 1)) return std::nullopt;
  }
  const bool whole = head->compressed || rfc6455::is_control(head->opcode);
  const auto kept = whole ? head->length : std::min<std::uint64_t>(head->length, kept_);
  if (!gather(head->header + static_cast<std::size_t>(kept))) return std::nullopt;
  if (!skipping_) {
    missing_ = head->length - kept;
    skipping_ = true;
  }
  const auto skipped = std::min<std::uint64_t>(missing_, rest_.size());
  rest_ = rest_.subspan(static_cast<std::size_t>(skipped));
  missing_ -= skipped;
  if (missing_ > 0) return std::nullopt;
  spent_ = true;
  return Arrival{head->opcode, head->compressed, head->length,
                 std::span(held_).subspan(head->header)};
}

}  // namespace fanout
