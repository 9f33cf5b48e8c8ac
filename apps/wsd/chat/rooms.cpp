// Rooms' lock is taken before a room's, a room's before the house's and the store's; never the
// other way round.
#include "apps/wsd/chat/rooms.h"

#include <algorithm>
#include <utility>

namespace chat {
namespace {

// Each room that is made sweeps out more than one: those that nobody wants cannot gather.
constexpr int kSweptAtOnce = 2;
// Rooms that are passed over because somebody holds them, or that make place for memory.
constexpr int kLookedAtMost = 64;

}  // namespace

std::shared_ptr<Room> Rooms::find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto room = rooms_.find(name);
  return room == rooms_.end() ? nullptr : room->second;
}

std::shared_ptr<Room> Rooms::open(std::string_view name) {
  const std::lock_guard lock(mutex_);
  return find_or_make(name);
}

std::shared_ptr<Room> Rooms::sit(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const std::shared_ptr<Room> room = find_or_make(name);
  if (!room) return nullptr;
  room->sit();
  return {room.get(), [room](Room*) { room->rise(); }};
}

std::shared_ptr<Room> Rooms::find_or_make(std::string_view name) {
  const auto room = rooms_.find(name);
  if (room != rooms_.end()) return room->second;
  tidy();
  return make_place() ? make(name) : nullptr;
}

std::shared_ptr<Room> Rooms::reopen(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto room = rooms_.find(name);
  if (room != rooms_.end()) return room->second;
  make_place();
  return make(name);
}

std::shared_ptr<Room> Rooms::make(std::string_view name) {
  auto room = std::make_shared<Room>(std::string(name), store_.open(name), limits_, house_);
  rooms_.emplace(room->name(), room);
  return room;
}

void Rooms::tidy() {
  for (int i = 0; i < kSweptAtOnce; ++i) drop_longest(House::Use::blank, Held::spared);
  for (int i = 0; i < kLookedAtMost && house_.full(); ++i) {
    if (house_.longest(House::Use::quiet) == nullptr) break;
    drop_longest(House::Use::quiet, Held::spared);
  }
}

bool Rooms::make_place() {
  for (const Held held : {Held::spared, Held::dropped}) {
    for (const House::Use use : {House::Use::blank, House::Use::quiet}) {
      const std::size_t tries = std::min<std::size_t>(house_.count(use), kLookedAtMost);
      for (std::size_t i = 0; i < tries && rooms_.size() >= rooms_max_; ++i)
        drop_longest(use, held);
    }
  }
  return rooms_.size() < rooms_max_;
}

// A room that stays although it was its turn goes to the end of the line.
void Rooms::drop_longest(House::Use use, Held held) {
  Room* longest = house_.longest(use);
  if (longest == nullptr) return;
  const auto room = rooms_.find(longest->name());
  if (held == Held::spared && room->second.use_count() > 1) return longest->touch();
  const auto next = longest->drop();
  if (!next) return longest->touch();  // somebody came in, or is about to
  const std::shared_ptr<Room> dropped = std::move(room->second);
  rooms_.erase(room);
  store_.close(dropped->name(), *next);
}

std::vector<std::shared_ptr<Room>> Rooms::list(std::string_view prefix, std::string_view after,
                                               std::size_t limit) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Room>> listed;
  auto room = after < prefix ? rooms_.lower_bound(prefix) : rooms_.upper_bound(after);
  for (; room != rooms_.end() && listed.size() < limit; ++room) {
    if (!room->first.starts_with(prefix)) break;
    if (!room->second->blank()) listed.push_back(room->second);
  }
  return listed;
}

std::size_t Rooms::count() const {
  const std::lock_guard lock(mutex_);
  return rooms_.size() - house_.count(House::Use::blank);
}

}  // namespace chat
