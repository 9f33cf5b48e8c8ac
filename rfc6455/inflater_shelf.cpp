// Only inflaters of the full window are kept: they serve every session without context takeover,
// since a larger window reads what a smaller one wrote.
#include "rfc6455/inflater_shelf.h"

#include "rfc6455/deflate_offer.h"

namespace rfc6455 {

InflaterShelf::Borrowed InflaterShelf::borrow(int window_bits) {
  const Return back{this, window_bits};
  if (window_bits != kWindowBitsMax || idle_.empty()) return {new Inflater(window_bits), back};
  Inflater* inflater = idle_.back().release();
  idle_.pop_back();
  return {inflater, back};
}

void InflaterShelf::Return::operator()(Inflater* inflater) const {
  std::unique_ptr<Inflater> owned(inflater);
  if (window_bits != kWindowBitsMax || shelf->idle_.size() >= kShelfMax) return;
  owned->reset();
  shelf->idle_.push_back(std::move(owned));
}

std::span<std::byte> InflaterShelf::room() {
  if (room_.empty()) room_.resize(kInflateRoom);
  return room_;
}

}  // namespace rfc6455
