// Each happening is one packed block; what a search needs of it is its record.
#include "apps/wsd/chat/tail.h"

#include <cassert>

namespace chat {
namespace {

constexpr std::size_t kBlockOverhead = 16;  // of the heap

}  // namespace

std::size_t Tail::Entry::weight() const {
  return sizeof *this + bytes.size() + kBlockOverhead;
}

void Tail::add(broadcast::Record record, const Happening& happening) {
  assert(entries_.empty() || entries_.back().record < record);
  skip(record);
  entries_.push_back({record, pack(happening)});
  bytes_ += entries_.back().weight();
}

void Tail::skip(broadcast::Record record) {
  if (!first_) first_ = record;
}

std::optional<Happening> Tail::peek(broadcast::Record record) const {
  const auto entry = at(record);
  if (entry == entries_.end()) return std::nullopt;
  return unpack(entry->bytes);
}

void Tail::keep(std::size_t bytes_max) {
  while (bytes_ > bytes_max) {
    bytes_ -= entries_.front().weight();
    first_ = entries_.front().record + 1;
    entries_.pop_front();
  }
}

}  // namespace chat
