// Positions are found from the back: nearly everybody who asks stands in the last segment.
#include "broadcast/log/chain.h"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace broadcast {

void Chain::announce(const Head& head) {
  assert(head.position >= head_.position && head.record >= head_.record);
  head_ = head;
}

void Chain::push_back(SegmentRef segment) {
  assert(empty() || segment->first() >= segments_.back()->first());
  const std::size_t weight = segment->weight();
  segments_.push_back(std::move(segment));
  weight_ += weight;
}

void Chain::push_front(std::span<SegmentRef> segments) {
  for (const SegmentRef& segment : segments) {
    assert(segment->first() < first() && segment->base() <= begin());
    weight_ += segment->weight();
  }
  segments_.insert(segments_.begin(), std::make_move_iterator(segments.begin()),
                   std::make_move_iterator(segments.end()));
}

SegmentRef Chain::pop_front() {
  SegmentRef front = std::move(segments_.front());
  segments_.erase(segments_.begin());
  weight_ -= front->weight();
  return front;
}

// From the front: of two that begin there the first has no records.
std::optional<std::size_t> Chain::segment_beginning(const Head& at) const {
  if (empty()) return at == head_ ? std::optional<std::size_t>(0) : std::nullopt;
  for (std::size_t index = 0; index < segments_.size(); ++index) {
    const Segment& segment = *segments_[index];
    if (segment.first() == at.record && segment.base() == at.position) return index;
  }
  return std::nullopt;
}

// The segment that position lies in; at the border of two, the later one.
std::size_t Chain::find(Position position) const {
  assert(!empty() && position >= begin() && position <= head_.position);
  std::size_t index = segments_.size() - 1;
  while (segments_[index]->base() > position) --index;
  return index;
}

// What a segment was filled with is known from the one behind it; of the last one, from the head.
// Its own counters belong to the writer.
Position Chain::end_of(std::size_t index) const {
  return index + 1 < segments_.size() ? std::min(segments_[index + 1]->base(), head_.position)
                                      : head_.position;
}

std::uint32_t Chain::count_of(std::size_t index) const {
  const Record end = index + 1 < segments_.size()
                         ? std::min(segments_[index + 1]->first(), head_.record)
                         : head_.record;
  return static_cast<std::uint32_t>(end - segments_[index]->first());
}

std::span<const std::byte> Chain::bytes_from(Position position) const {
  if (position == head_.position) return {};
  const std::size_t index = find(position);
  const Segment& segment = *segments_[index];
  return {segment.bytes() + (position - segment.base()),
          static_cast<std::size_t>(end_of(index) - position)};
}

std::size_t Chain::pieces_from(Position position, std::span<std::span<const std::byte>> out) const {
  std::size_t count = 0;
  while (position != head_.position && count < out.size()) {
    out[count] = bytes_from(position);
    position += out[count++].size();
  }
  return count;
}

Record Chain::record_at(Position position) const {
  if (position == head_.position) return head_.record;
  const std::size_t index = find(position);
  const Segment& segment = *segments_[index];
  return segment.first() +
         segment.index_at(static_cast<std::uint32_t>(position - segment.base()), count_of(index));
}

Position Chain::position_of(Record record) const {
  assert(record >= first() && record <= head_.record);
  if (record == head_.record) return head_.position;
  std::size_t index = segments_.size() - 1;
  while (segments_[index]->first() > record) --index;
  const Segment& segment = *segments_[index];
  return segment.base() + segment.begin_of(static_cast<std::uint32_t>(record - segment.first()));
}

Position Chain::end_of_frame(Position position) const {
  if (position == head_.position) return position;
  const std::size_t index = find(position);
  const Segment& segment = *segments_[index];
  const auto offset = static_cast<std::uint32_t>(position - segment.base());
  const std::uint32_t record = segment.index_at(offset, count_of(index));
  return segment.begin_of(record) == offset ? position : segment.base() + segment.entry(record).end;
}

Chain::Run Chain::run_without(SenderId whose, Position position) const {
  const std::size_t index = find(position);
  const Segment& segment = *segments_[index];
  const std::uint32_t count = count_of(index);
  const auto offset = static_cast<std::uint32_t>(position - segment.base());
  std::uint32_t record = segment.index_at(offset, count);
  if (record < count && segment.begin_of(record) < offset) ++record;  // half sent
  while (record < count && segment.entry(record).who != whose) ++record;
  Run run{.end = segment.base() + segment.begin_of(record), .next = 0, .skipped = 0};
  for (; record < count && segment.entry(record).who == whose; ++record) ++run.skipped;
  run.next = segment.base() + segment.begin_of(record);
  return run;
}

}  // namespace broadcast
