// What keeps letters under way from meeting the wrong room or the wrong opening of a log:
//
//  - Letters of one shard to another arrive in the order they were posted.
//  - A hall's number means the same room until the home has answered hall_closed, and that is the
//    last letter about it.
//  - Whenever a hall opens a log it gives that opening a number, which every letter about the log
//    carries from then on. A letter that carries another one than ours is an answer to an audience
//    that has closed since; the home likewise answers no wish of an opening it knows no more.
//  - So an audience may close at once, whatever is under way.
//
// Older segments fit only in front of what was here when they were asked for. Until they come
// nothing is dropped because all have passed it; if lag took something meanwhile they are let go,
// and who waited for them begins with the oldest there is.
#include "broadcast/rooms/local_rooms.h"

#include <algorithm>
#include <cassert>
#include <new>

namespace broadcast {

void LocalRooms::to_home(LocalRoomId hall, Letter letter, std::span<const std::byte> payload) {
  letter.hall = hall;
  const ShardNumber home = local_rooms_[hall].home;
  if (home == post_.self()) {
    home_rooms_.take(home, letter, payload);
  } else {
    post_.to(home).add(letter, payload);
  }
}

LocalRoomId LocalRooms::enter(std::string_view name, const RoomOptions& options) {
  if (const auto known = find(name)) return *known;
  const LocalRoomId id =
      free_halls_.empty() ? static_cast<LocalRoomId>(local_rooms_.size()) : free_halls_.back();
  if (free_halls_.empty()) {
    local_rooms_.emplace_back();
  } else {
    free_halls_.pop_back();
  }
  local_rooms_[id] = Hall{
      .name = std::string(name), .options = options, .home = post_.home_of(name), .audiences = {}};
  by_name_.emplace(local_rooms_[id].name, id);
  to_home(id, {.kind = Letter::Kind::open_hall}, pack_room(options, name));
  check_later(id);
  return id;
}

std::optional<LocalRoomId> LocalRooms::find(std::string_view name) const {
  const auto known = by_name_.find(name);
  return known == by_name_.end() ? std::nullopt : std::optional(known->second);
}

std::size_t LocalRooms::members(LocalRoomId hall) const {
  std::size_t members = 0;
  for (const AudienceId id : local_rooms_[hall].audiences)
    members += audiences_[id]->audience.members().size();
  return members;
}

std::size_t LocalRooms::members() const {
  std::size_t members = 0;
  for (const auto& local : audiences_)
    members += local == nullptr ? 0 : local->audience.members().size();
  return members;
}

void LocalRooms::publish(LocalRoomId hall, SenderId who, rfc6455::Opcode opcode,
                         std::span<const std::byte> payload, std::uint64_t tag, Slot own) {
  const ShardNumber home = local_rooms_[hall].home;
  if (home == post_.self()) return home_rooms_.publish(home, hall, who, opcode, payload, tag, own);
  try {
    to_home(hall,
            {.kind = Letter::Kind::publish,
             .opcode = static_cast<std::uint8_t>(opcode),
             .who = who,
             .slot = own,
             .tag = tag},
            payload);
  } catch (const std::bad_alloc&) {
    home_rooms_.refuse(post_.self(), hall, who, own);
  }
}

// ---- joining ----

std::optional<AudienceId> LocalRooms::find(LocalRoomId hall, Wire wire) const {
  for (const AudienceId id : local_rooms_[hall].audiences) {
    if (audiences_[id]->wire == wire) return id;
  }
  return std::nullopt;
}

AudienceId LocalRooms::join(LocalRoomId hall, Wire wire, Slot slot, Serial serial, Record from) {
  assert(!local_rooms_[hall].closing);
  const auto found = find(hall, wire);
  const AudienceId id = found ? *found : open_audience(hall, wire);
  local(id).waiting.push_back({.slot = slot,
                               .serial = serial,
                               .from = from,
                               .asked = from,
                               .latest = local(id).audience.chain().head().record});
  serve(id);
  return id;
}

AudienceId LocalRooms::open_audience(LocalRoomId hall, Wire wire) {
  AudienceId id = static_cast<AudienceId>(audiences_.size());
  if (free_audiences_.empty()) {
    audiences_.emplace_back();
  } else {
    id = free_audiences_.back();
    free_audiences_.pop_back();
  }
  audiences_[id] = std::make_unique<Local>();
  local(id).hall = hall;
  local(id).wire = wire;
  local(id).opening = ++openings_;
  local_rooms_[hall].audiences.push_back(id);
  to_home(hall, {.kind = Letter::Kind::open_log, .wire = wire, .opening = local(id).opening});
  return id;
}

// Offers places to those whose records are here; for the others the home is asked, once at a time.
// A record behind the head is one that another log told of first, or the app, and is announced
// soon; or there is none, which the home knows.
void LocalRooms::serve(AudienceId id) {
  Local& local = this->local(id);
  if (!local.open || local.asked_older) return;
  const Head begin = local.audience.chain().beginning();
  const Record head = local.audience.chain().head().record;
  std::optional<Record> older;
  std::optional<Record> newer;
  std::erase_if(local.waiting, [&](const Waiting& waiting) {
    if (waiting.from < begin.record) {
      older = std::min(older.value_or(waiting.from), waiting.from);
    } else if (waiting.from > head && waiting.from != kLatest) {
      if (!waiting.coming) newer = std::max(newer.value_or(0), waiting.from);
    } else {
      offer(id, waiting);
      return true;
    }
    return false;
  });
  if (local.waiting.empty()) local.waiting.shrink_to_fit();  // rooms are quiet, mostly
  local.asked_older = older || newer;
  hold_or_let_go(id);
  if (!local.asked_older) return;
  to_home(local.hall, {.kind = Letter::Kind::older,
                       .wire = local.wire,
                       .opening = local.opening,
                       .record = older ? *older : *newer,
                       .head = begin});
}

// What comes after the latest is what comes after the wish, however long the place is not offered,
// or offered and not taken: who says something behind its wish hears it.
void LocalRooms::offer(AudienceId id, const Waiting& waiting) {
  ++local(id).offered;
  const bool latest = waiting.asked == kLatest || !waiting.exists;
  ready_.push_back(
      {id, waiting.slot, waiting.serial, latest ? waiting.latest : waiting.asked, waiting.exists});
}

void LocalRooms::hold_or_let_go(AudienceId id) {
  Local& local = this->local(id);
  if (local.asked_older || local.offered > 0) {
    local.audience.hold();
  } else {
    local.audience.let_go();
  }
}

std::optional<LocalRooms::Ready> LocalRooms::next_ready() {
  if (next_ready_ == ready_.size()) {
    ready_.clear();
    next_ready_ = 0;
    return std::nullopt;
  }
  const Ready ready = ready_[next_ready_++];
  --local(ready.audience).offered;
  hold_or_let_go(ready.audience);
  check_later(hall_of(ready.audience));
  return ready;
}

LocalRooms::Place LocalRooms::admit(const Ready& ready) {
  Audience& audience = this->audience(ready.audience);
  const Chain& chain = audience.chain();
  const Record first = std::clamp(ready.from, chain.first(), chain.head().record);
  const Position cursor = chain.position_of(first);
  if (cursor != chain.head().position) mark_moved(ready.audience);
  return {audience.join(ready.slot, cursor), first};
}

void LocalRooms::forget(AudienceId audience, Slot slot, Serial serial) {
  std::erase_if(local(audience).waiting, [&](const Waiting& waiting) {
    return waiting.slot == slot && waiting.serial == serial;
  });
  // A place that was offered and not taken is no place for the next join.
  for (std::size_t i = next_ready_; i < ready_.size(); ++i) {
    Ready& ready = ready_[i];
    if (ready.audience == audience && ready.slot == slot && ready.serial == serial)
      ready.serial = kNoSerial;
  }
  check_later(hall_of(audience));
}

Slot LocalRooms::leave(AudienceId audience, Audience::Index index) {
  check_later(hall_of(audience));
  return this->audience(audience).leave(index);
}

// ---- letters from the home ----

void LocalRooms::take(const Letter& letter, std::span<SegmentRef> segments) {
  if (letter.kind == Letter::Kind::hall_closed) {
    assert(local_rooms_[letter.hall].closing);
    local_rooms_[letter.hall] = Hall{};
    free_halls_.push_back(letter.hall);
    return;
  }
  const auto found = find(letter.hall, letter.wire);
  if (!found || local(*found).opening != letter.opening) return;  // closed since
  if (letter.kind == Letter::Kind::older_segments) return take_older(*found, letter, segments);
  Local& local = this->local(*found);
  if (letter.kind == Letter::Kind::sealed) {
    local.audience.seal();
    overweight_.push_back(*found);
    return;
  }
  Chain& chain = local.audience.chain();
  local.audience.push_back(segments);
  deliveries_ += (letter.head.record - chain.head().record) * local.audience.members().size();
  chain.announce(letter.head);
  if (letter.kind == Letter::Kind::log_opened) {
    local.open = true;
    for (Waiting& waiting : local.waiting) waiting.latest = letter.head.record;
    return serve(*found);
  }
  assert(letter.kind == Letter::Kind::announced && local.open);
  if (!segments.empty()) overweight_.push_back(*found);
  mark_moved(*found);
  if (!local.waiting.empty()) serve(*found);
}

void LocalRooms::take_older(AudienceId id, const Letter& letter, std::span<SegmentRef> segments) {
  Local& local = this->local(id);
  Chain& chain = local.audience.chain();
  assert(local.asked_older);
  local.asked_older = false;
  if (chain.beginning() == letter.head && !segments.empty()) {
    chain.push_front(segments);
    overweight_.push_back(id);
  }
  // Who wanted even older ones gets the oldest there is, who wanted what there is not the latest;
  // who came since may ask again.
  const bool exists = letter.tag != kNoSuchRecord;
  for (Waiting& waiting : local.waiting) {
    waiting.coming = waiting.coming || (exists && waiting.from <= letter.record);
    if (waiting.from < letter.record) continue;
    if (!exists) waiting.from = waiting.latest;
    waiting.exists = exists || waiting.asked == kLatest;
    waiting.from = std::max(waiting.from, chain.first());
  }
  serve(id);
}

void LocalRooms::all_overweight() {
  overweight_.clear();
  for (AudienceId id = 0; id < audiences_.size(); ++id) {
    if (audiences_[id] != nullptr && audiences_[id]->audience.may_drop()) overweight_.push_back(id);
  }
}

void LocalRooms::mark_moved(AudienceId id) {
  if (std::exchange(local(id).moved, true)) return;
  moved_.push_back(id);
}

std::optional<AudienceId> LocalRooms::next_moved() {
  if (next_moved_ == moved_.size()) {
    moved_.clear();
    next_moved_ = 0;
    return std::nullopt;
  }
  const AudienceId id = moved_[next_moved_++];
  local(id).moved = false;
  return id;
}

// ---- closing ----

void LocalRooms::check_later(LocalRoomId hall) {
  if (std::exchange(local_rooms_[hall].checked, true)) return;
  perhaps_empty_.push_back(hall);
}

void LocalRooms::close_empty() {
  for (const LocalRoomId id : std::exchange(perhaps_empty_, {})) {
    Hall& hall = local_rooms_[id];
    hall.checked = false;
    if (hall.closing || !close_audiences(id)) continue;
    hall.closing = true;
    by_name_.erase(hall.name);
    to_home(id, {.kind = Letter::Kind::close_hall});
  }
  // The numbers of those just closed will be used again.
  const auto closed = [&](AudienceId id) { return audiences_[id] == nullptr; };
  std::erase_if(overweight_, closed);
  moved_.erase(moved_.begin(), moved_.begin() + static_cast<std::ptrdiff_t>(next_moved_));
  next_moved_ = 0;
  std::erase_if(moved_, closed);
}

// True if none is left.
bool LocalRooms::close_audiences(LocalRoomId hall) {
  std::erase_if(local_rooms_[hall].audiences, [&](AudienceId id) {
    const Local& local = this->local(id);
    if (local.offered > 0 || !local.waiting.empty() || !local.audience.members().empty())
      return false;
    to_home(hall, {.kind = Letter::Kind::close_log, .wire = local.wire, .opening = local.opening});
    audiences_[id].reset();
    free_audiences_.push_back(id);
    return true;
  });
  return local_rooms_[hall].audiences.empty();
}

}  // namespace broadcast
