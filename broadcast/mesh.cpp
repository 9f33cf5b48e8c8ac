// A parcel's weight is counted from post to take: it is what waits, not what is being worked on.
#include "broadcast/mesh.h"

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
  weight += segment->weight();
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
  weight_.fetch_add(parcel.weight, std::memory_order_relaxed);
  boxes_[to]->mail.post(std::move(parcel));
}

void Mesh::take(ShardNumber self, std::vector<Parcel>& parcels) {
  boxes_[self]->mail.take(parcels);
  for (const Parcel& parcel : parcels) weight_.fetch_sub(parcel.weight, std::memory_order_relaxed);
}

}  // namespace broadcast
