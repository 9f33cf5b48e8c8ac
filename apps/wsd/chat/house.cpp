// A room's place is an iterator into the line it stands in, so that leaving it costs nothing.
#include "apps/wsd/chat/house.h"

namespace chat {

void House::put(Room& room, Place& place, Use use) {
  const auto stands = [](Use where) { return where == Use::quiet || where == Use::blank; };
  const std::lock_guard lock(mutex_);
  if (stands(place.use)) line(place.use).erase(place.at);
  place.use = use;
  if (stands(use)) place.at = line(use).insert(line(use).end(), &room);
}

Room* House::longest(Use use) const {
  const std::lock_guard lock(mutex_);
  return line(use).empty() ? nullptr : line(use).front();
}

std::size_t House::count(Use use) const {
  const std::lock_guard lock(mutex_);
  return line(use).size();
}

void House::weigh(std::size_t before, std::size_t now) {
  if (before != now) bytes_.fetch_add(now - before, std::memory_order_relaxed);
}

}  // namespace chat
