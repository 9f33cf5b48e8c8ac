// A parcel's weight is counted from post to take: it is what waits, not what is being worked on.
// The same segment goes to every shard that reads its log: it counts from the first post to the
// last take, since it is in memory once.
#include "broadcast/mesh/mesh.h"

#include <functional>

namespace broadcast {

void Parcel::add(Letter letter, std::span<const std::byte> payload) {
  letter.size = static_cast<std::uint32_t>(payload.size());
  letter.segments = 0;
  letters.push_back(letter);
  try {
    bytes.insert(bytes.end(), payload.begin(), payload.end());
  } catch (...) {  // half a letter would shift the bytes of all that follow
    letters.pop_back();
    throw;
  }
  weight += sizeof(Letter) + payload.size();
}

void Parcel::add_segment(SegmentRef segment) {
  segments.push_back(std::move(segment));
  ++letters.back().segments;
}

Mesh::Mesh(ShardNumber shards) {
  for (ShardNumber i = 0; i < shards; ++i) boxes_.push_back(std::make_unique<Box>());
}

ShardNumber Mesh::home_of(std::string_view room) const {
  return static_cast<ShardNumber>(std::hash<std::string_view>{}(room) % boxes_.size());
}

void Mesh::post(ShardNumber to, Parcel parcel) {
  std::size_t weight = parcel.weight;
  for (const SegmentRef& segment : parcel.segments) {
    if (segment->first_posted()) weight += segment->weight();
  }
  weight_.fetch_add(weight, std::memory_order_relaxed);
  boxes_[to]->mail.post(std::move(parcel));
}

void Mesh::take(ShardNumber self, std::vector<Parcel>& parcels) {
  boxes_[self]->mail.take(parcels);
  std::size_t weight = 0;
  for (const Parcel& parcel : parcels) {
    weight += parcel.weight;
    for (const SegmentRef& segment : parcel.segments) {
      if (segment->last_taken()) weight += segment->weight();
    }
  }
  weight_.fetch_sub(weight, std::memory_order_relaxed);
}

}  // namespace broadcast
