// The stamp stands in front, so the first compressed bytes differ from message to message and make
// a hash; equality is then checked over all of them.
#include "bench/fanout/unpacker.h"

#include <algorithm>
#include <cstring>

#include "rfc6455/deflate_offer.h"

namespace fanout {

Unpacker::Unpacker(std::size_t size, Deflate deflate) : size_(size) {
  if (deflate == Deflate::refused) return;
  inflater_.emplace(rfc6455::kWindowBitsMax);
  room_.resize(size + 1);  // one more, to notice what is too long
}

std::optional<Stamp> Unpacker::inflated(std::span<const std::byte> packed) {
  if (!inflater_) return std::nullopt;
  std::uint64_t words[3] = {};
  std::memcpy(words, packed.data(), std::min(packed.size(), sizeof words));
  const std::uint64_t hash = (words[0] ^ words[1] * 31 ^ words[2] * 961) * 0x9e3779b97f4a7c15;
  Known& known = known_[hash >> (64 - kKnownBits)];
  if (std::ranges::equal(known.packed, packed)) return known.stamp;

  inflater_->reset();
  inflater_->feed(packed, rfc6455::Inflater::Piece::last);
  const auto output = inflater_->next(room_);
  if (output.status != rfc6455::Inflater::Status::done || output.size != size_) return std::nullopt;
  known.packed.assign(packed.begin(), packed.end());
  known.stamp = read_stamp(room_.data());
  return known.stamp;
}

}  // namespace fanout
