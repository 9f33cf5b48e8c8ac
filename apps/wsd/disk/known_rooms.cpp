// How numbers are never given twice. The row of a room says base and the life in which that was
// written. While the server lives it hands out numbers below base + kBlock only after a row with a
// higher base is safe; at a clean end base is exact and the life goes on. After any other end a new
// life begins, and a room whose row is of an older one goes on a block higher for each life since:
// no number of any of them can have reached that.
#include "apps/wsd/disk/known_rooms.h"

#include <algorithm>

#include "apps/wsd/disk/failure.h"
#include "apps/wsd/disk/legible.h"

namespace disk {

KnownRooms::KnownRooms(Database& database, std::int64_t life, std::uint64_t seed)
    : finder_(database),
      slips_(database.prepare("SELECT key, value FROM slips WHERE key >= ?1 ORDER BY key")),
      life_(life),
      epochs_(seed) {}

// REQUIRES: the lock.
const std::shared_ptr<KnownRoom>& KnownRooms::know(std::string_view name) {
  const auto found = rooms_.find(name);
  if (found != rooms_.end()) return found->second;
  auto room = std::make_shared<KnownRoom>();
  room->name = name;
  try {
    if (auto row = finder_.find(name)) {
      room->jumped = row->life < life_;
      room->next = next_in(*row, life_);
      room->topic = legible(row->topic);
      room->first = finder_.first(*row);
      room->last = row->last;
      room->trimmed = row->trimmed;
      row->base = static_cast<std::int64_t>(room->next);
      row->life = life_;
      room->row = std::move(*row);
    }
  } catch (const Failure& failure) {
    room->unreadable = failure.sentence();
  }
  if (room->row.epoch.empty()) room->row.epoch = epochs_.next();
  room->row.life = life_;
  room->epoch = legible(room->row.epoch);
  return rooms_.emplace(room->name, std::move(room)).first->second;
}

chat::Head KnownRooms::open(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const std::shared_ptr<KnownRoom>& room = know(name);
  room->open = true;
  chat::Head head{.epoch = room->epoch,
                  .next = room->next,
                  .first = room->first,
                  .topic = room->topic,
                  .jumped = room->jumped,
                  .last = room->last};
  try {
    if (const auto row = finder_.find(name)) head.cids = finder_.cids(*row);
  } catch (const Failure&) {
    head.cids.clear();  // the writer will find out, too, and tell
  }
  return head;
}

void KnownRooms::close(KnownRoom& room, Sequence next) {
  const std::lock_guard lock(mutex_);
  room.open = false;
  room.next = std::max(room.next, next);
}

void KnownRooms::set_topic(KnownRoom& room, std::string_view topic) {
  const std::lock_guard lock(mutex_);
  room.topic = topic;
}

std::shared_ptr<KnownRoom> KnownRooms::hold(std::string_view name, Sequence number) {
  const std::lock_guard lock(mutex_);
  const std::shared_ptr<KnownRoom>& room = know(name);
  ++room->on_the_way;
  room->next = std::max(room->next, number + 1);
  return room;
}

void KnownRooms::done(const Rooms& jobs) {
  const std::lock_guard lock(mutex_);
  for (const auto& room : jobs) {
    --room->on_the_way;
    if (room->on_the_way == 0 && !room->open) rooms_.erase(room->name);
  }
}

bool KnownRooms::busy(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = rooms_.find(name);
  return found != rooms_.end() && found->second->on_the_way > 0;
}

bool KnownRooms::is_idle(const KnownRoom& room) const {
  const std::lock_guard lock(mutex_);
  return !room.open && room.on_the_way == 1;
}

Sequence KnownRooms::first(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto found = rooms_.find(name);
  if (found != rooms_.end()) return found->second->first;
  try {
    const auto row = finder_.find(name);
    return row ? finder_.first(*row) : 0;
  } catch (const Failure&) {
    return 0;
  }
}

Sequence KnownRooms::trimmed(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto found = rooms_.find(name);
  if (found != rooms_.end()) return found->second->trimmed;
  try {
    const auto row = finder_.find(name);
    return row ? row->trimmed : 0;
  } catch (const Failure&) {
    return 0;
  }
}

Rooms KnownRooms::all() const {
  const std::lock_guard lock(mutex_);
  Rooms all;
  for (const auto& [name, room] : rooms_) all.push_back(room);
  return all;
}

std::vector<chat::Slip> KnownRooms::slips(std::string_view prefix) {
  const std::lock_guard lock(mutex_);
  std::vector<chat::Slip> slips;
  slips_.bind(1, prefix);
  while (slips_.step()) {
    if (!slips_.text(0).starts_with(prefix)) break;
    slips.push_back({std::string(slips_.text(0)), legible(std::string(slips_.text(1)))});
  }
  slips_.reset();
  return slips;
}

}  // namespace disk
