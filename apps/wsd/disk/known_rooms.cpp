// How numbers are never given twice. The row of a room says base and the life in which that was
// written. While the server lives it hands out numbers below base + kBlock only after a row with a
// higher base is safe; at a clean end base is exact and the life goes on. After any other end a new
// life begins, and a room whose row is of an older one goes on a block higher for each life since:
// no number of any of them can have reached that.
#include "apps/wsd/disk/known_rooms.h"

#include <algorithm>
#include <utility>

#include "apps/wsd/disk/failure.h"
#include "apps/wsd/disk/legible.h"

namespace disk {

KnownRooms::KnownRooms(Database& database, std::int64_t life, std::uint64_t seed)
    : finder_(database),
      slips_(database.prepare("SELECT key, value FROM slips WHERE key >= ?1 ORDER BY key")),
      life_(life),
      epochs_(seed) {}

// ---- heads ----

// REQUIRES: the lock.
std::shared_ptr<KnownRoom> KnownRooms::find(std::string_view name) const {
  const auto found = rooms_.find(name);
  return found == rooms_.end() ? nullptr : found->second;
}

// REQUIRES: the lock.
KnownRoom& KnownRooms::adopt(std::string_view name, StoredRoom stored) {
  if (const auto known = find(name)) {  // by somebody else, or its jobs are on their way
    if (!known->open) known->cids = std::move(stored.cids);
    return *known;
  }
  auto room = std::make_shared<KnownRoom>();
  room->name = name;
  room->unreadable = std::move(stored.unreadable);
  room->cids = std::move(stored.cids);
  if (auto& row = stored.row) {
    room->jumped = row->life < life_;
    room->next = next_in(*row, life_);
    room->topic = legible(row->topic);
    room->first = stored.first;
    room->last = row->last;
    room->trimmed = row->trimmed;
    row->base = static_cast<std::int64_t>(room->next);
    room->row = std::move(*row);
  }
  if (room->row.epoch.empty()) room->row.epoch = epochs_.next();
  room->row.life = life_;
  room->epoch = legible(room->row.epoch);
  return *rooms_.emplace(room->name, std::move(room)).first->second;
}

// REQUIRES: the lock.
chat::RoomHold KnownRooms::held(KnownRoom& room) {
  ++room.holds;
  return {&room, [this](const void* one) {
            let_go(*const_cast<KnownRoom*>(static_cast<const KnownRoom*>(one)));
          }};
}

void KnownRooms::let_go(KnownRoom& room) {
  const std::lock_guard lock(mutex_);
  if (--room.holds == 0) room.cids = {};
  forget_if_unused(room);
}

// REQUIRES: the lock.
void KnownRooms::forget_if_unused(const KnownRoom& room) {
  if (room.open || room.holds > 0 || room.on_the_way > 0) return;
  for (Reading& reading : readings_) reading.old = reading.old || reading.name == room.name;
  rooms_.erase(rooms_.find(room.name));
}

chat::RoomHold KnownRooms::hold_head(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto room = find(name);
  return room && (room->open || room->holds > 0) ? held(*room) : nullptr;
}

chat::RoomHold KnownRooms::fetch(RoomFinder& finder, std::string_view name) {
  if (auto hold = hold_head(name)) return hold;  // read for somebody else meanwhile
  std::unique_lock lock(mutex_);
  const auto reading = readings_.insert(readings_.end(), {name});
  for (;;) {
    reading->old = false;
    lock.unlock();
    StoredRoom stored = read_room(finder, name);
    lock.lock();
    if (reading->old) continue;
    readings_.erase(reading);
    return held(adopt(name, std::move(stored)));
  }
}

// Waits for the disk if the head is not in memory.
chat::RoomHold KnownRooms::head_of(std::string_view name) {
  if (auto hold = hold_head(name)) return hold;
  const std::lock_guard lock(database_mutex_);
  return fetch(finder_, name);
}

chat::Head KnownRooms::open(std::string_view name) {
  const chat::RoomHold hold = head_of(name);
  const std::lock_guard lock(mutex_);
  KnownRoom& room = *find(name);
  room.open = true;
  return {.epoch = room.epoch,
          .next = room.next,
          .first = room.first,
          .topic = room.topic,
          .jumped = room.jumped,
          .last = room.last,
          .cids = std::exchange(room.cids, {})};
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

// ---- jobs ----

std::shared_ptr<KnownRoom> KnownRooms::hold(std::string_view name, Sequence number) {
  std::unique_lock lock(mutex_);
  std::shared_ptr<KnownRoom> room = find(name);
  chat::RoomHold head;
  if (!room) {
    lock.unlock();
    head = head_of(name);
    lock.lock();
    room = find(name);
  }
  ++room->on_the_way;
  room->next = std::max(room->next, number + 1);
  lock.unlock();  // before the hold ends, which takes it
  return room;
}

void KnownRooms::done(const Rooms& jobs) {
  const std::lock_guard lock(mutex_);
  for (const auto& room : jobs) {
    --room->on_the_way;
    forget_if_unused(*room);
  }
}

bool KnownRooms::busy(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto room = find(name);
  return room && room->on_the_way > 0;
}

bool KnownRooms::is_idle(const KnownRoom& room) const {
  const std::lock_guard lock(mutex_);
  return !room.open && room.holds == 0 && room.on_the_way == 1;
}

// ---- what is kept of a room ----

Sequence KnownRooms::look_up(std::string_view name, std::atomic<Sequence> KnownRoom::*known,
                             Sequence (*stored)(RoomFinder&, const RoomRow&)) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto room = find(name)) return (*room).*known;
  }
  const std::lock_guard lock(database_mutex_);
  try {
    const auto row = finder_.find(name);
    return row ? stored(finder_, *row) : 0;
  } catch (const Failure&) {
    return 0;
  }
}

Sequence KnownRooms::first(std::string_view name) {
  return look_up(name, &KnownRoom::first,
                 [](RoomFinder& finder, const RoomRow& row) { return finder.first(row); });
}

Sequence KnownRooms::trimmed(std::string_view name) {
  return look_up(name, &KnownRoom::trimmed,
                 [](RoomFinder&, const RoomRow& row) { return row.trimmed; });
}

Rooms KnownRooms::all() const {
  const std::lock_guard lock(mutex_);
  Rooms all;
  for (const auto& [name, room] : rooms_) all.push_back(room);
  return all;
}

std::vector<chat::Slip> KnownRooms::slips(std::string_view prefix) {
  const std::lock_guard lock(database_mutex_);
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
