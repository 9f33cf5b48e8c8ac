// A source is known as long as bytes of it lie there, so there are no more sources than things.
#include "apps/wsd/chat/tally.h"

namespace chat {

void Tally::add(std::string_view source, std::size_t bytes) {
  if (!source.empty() && bytes > 0) {
    const auto known = from_.find(source);
    const auto entry = known != from_.end() ? known : from_.emplace(source, 0).first;
    entry->second += bytes;
  }
  bytes_ += bytes;
}

void Tally::remove(std::string_view source, std::size_t bytes) {
  bytes_ -= bytes;
  const auto known = from_.find(source);
  if (known == from_.end()) return;
  known->second -= bytes;
  if (known->second == 0) from_.erase(known);
}

std::size_t Tally::from(std::string_view source) const {
  const auto known = from_.find(source);
  return known != from_.end() ? known->second : 0;
}

}  // namespace chat
