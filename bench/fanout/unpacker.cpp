// The stamp stands near the front, so the first compressed bytes differ from message to message and
// make a hash; equality is then checked over all of them.
#include "bench/fanout/unpacker.h"

#include <algorithm>
#include <cstring>

#include "rfc6455/deflate_offer.h"

namespace fanout {
namespace {

constexpr std::size_t kWrappingMax = 64 << 10;  // what a chat puts around a text, or says besides
constexpr std::size_t kHashed = 24;
constexpr std::size_t kHashedMax = 128;

}  // namespace

Unpacker::Unpacker(Wire wire, std::size_t size, Deflate deflate)
    : hearing_(wire, size), hashed_(wire == Wire::raw ? kHashed : kHashedMax) {
  if (deflate == Deflate::refused) return;
  inflater_.emplace(rfc6455::kWindowBitsMax);
  // One more, to notice what is too long.
  room_.resize(size + 1 + (wire == Wire::raw ? 0 : kWrappingMax));
}

Heard Unpacker::inflated(std::span<const std::byte> packed) {
  if (!inflater_) return {};
  std::uint64_t words[kHashedMax / 8] = {};
  std::memcpy(words, packed.data(), std::min(packed.size(), hashed_));
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < hashed_ / 8; ++i) hash = (hash ^ words[i]) * 0x9e3779b97f4a7c15;
  Known& known = known_[hash >> (64 - kKnownBits)];
  if (!known.packed.empty() && std::ranges::equal(known.packed, packed)) return known.heard;

  inflater_->reset();
  inflater_->feed(packed, rfc6455::Inflater::Piece::last);
  const auto output = inflater_->next(room_);
  if (output.status != rfc6455::Inflater::Status::done) return {};
  known.packed.assign(packed.begin(), packed.end());
  known.heard = hearing_.hear(std::span(room_).first(output.size), output.size);
  return known.heard;
}

}  // namespace fanout
