// reserve, write, check, commit: the segment changes only in commit().
#include "broadcast/log/frame_log.h"

#include <algorithm>
#include <cassert>

namespace broadcast {

std::span<std::byte> FrameLog::reserve(std::size_t frame) {
  if (chain_.empty() || !chain_.last().has_room_for(frame)) add_segment(frame);
  return chain_.last().free_room();
}

void FrameLog::commit(std::size_t frame, SenderId who) {
  if (chain_.empty() || !chain_.last().has_room_for(frame)) {
    assert(frame == 0);  // only a record without bytes needs no reserve()
    add_segment(0);
  }
  chain_.last().commit(frame, who);
  written_.position += frame;
  written_.record += 1;
}

void FrameLog::add_segment(std::size_t frame) {
  const std::size_t last = chain_.empty() ? 0 : chain_.last().weight();
  const std::size_t usual = std::clamp(2 * last, kSegmentMin, kSegmentMax) - sizeof(Segment);
  const std::size_t needed = frame + sizeof(Segment::Entry);
  chain_.push_back(
      SegmentRef(Segment::make(std::max(usual, needed), written_.position, written_.record)));
  ++fresh_;
}

bool FrameLog::announce() {
  if (written_ == chain_.head()) return false;
  chain_.announce(written_);
  return true;
}

void FrameLog::put_in_front(FrameLog older) {
  assert(older.written_.record == chain_.first());
  // The older ones were announced to nobody else: nothing new may go into their last segment.
  if (chain_.empty()) add_segment(0);
  std::vector<SegmentRef> segments = std::move(older).take_segments(chain_.begin());
  chain_.push_front(segments);
}

std::vector<SegmentRef> FrameLog::take_segments(Position end) && {
  const Position shift = end - written_.position;  // wraps: only the sum means something
  std::vector<SegmentRef> segments;
  while (!chain_.empty()) {
    segments.push_back(chain_.pop_front());
    segments.back()->move_to(segments.back()->base() + shift);
  }
  return segments;
}

void FrameLog::trim(std::size_t retention, std::size_t most) {
  while (chain_.segments() > fresh_ + 1 &&
         (chain_.weight() > most || chain_.weight() - chain_.ref(0)->weight() >= retention))
    chain_.pop_front();
}

// Segments that are fresh are empty: what was reserved in them was not committed.
void FrameLog::forget_all() {
  assert(written_ == announced());
  while (!chain_.empty()) chain_.pop_front();
  fresh_ = 0;
}

}  // namespace broadcast
