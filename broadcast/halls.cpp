// A hall's number means the same room until the home has answered hall_closed, so that no letter
// under way can meet another room under the number it carries.
#include "broadcast/halls.h"

#include <algorithm>

namespace broadcast {

void Halls::to_home(HallId hall, Letter letter, std::span<const std::byte> payload) {
  letter.hall = hall;
  const ShardNumber home = halls_[hall].home;
  if (home == post_.self()) {
    homes_.take(home, letter, payload);
  } else {
    post_.to(home).add(letter, payload);
  }
}

HallId Halls::enter(std::string_view name, const RoomOptions& options) {
  if (const auto known = find(name)) return *known;
  const HallId id = free_halls_.empty() ? static_cast<HallId>(halls_.size()) : free_halls_.back();
  if (free_halls_.empty()) {
    halls_.emplace_back();
  } else {
    free_halls_.pop_back();
  }
  halls_[id] = Hall{
      .name = std::string(name), .options = options, .home = post_.home_of(name), .audiences = {}};
  by_name_.emplace(std::string(name), id);
  to_home(id, {.kind = Letter::Kind::open_hall}, pack_room(options, name));
  check_later(id);
  return id;
}

std::optional<HallId> Halls::find(std::string_view name) const {
  const auto known = by_name_.find(std::string(name));
  return known == by_name_.end() ? std::nullopt : std::optional(known->second);
}

std::size_t Halls::members(HallId hall) const {
  std::size_t members = 0;
  for (const AudienceId id : halls_[hall].audiences)
    members += audiences_[id]->audience.members().size();
  return members;
}

void Halls::publish(HallId hall, Who who, rfc6455::Opcode opcode,
                    std::span<const std::byte> payload, std::uint64_t tag) {
  to_home(hall,
          {.kind = Letter::Kind::publish,
           .opcode = static_cast<std::uint8_t>(opcode),
           .who = who,
           .tag = tag},
          payload);
}

// ---- joining ----

std::optional<AudienceId> Halls::find(HallId hall, Wire wire) const {
  for (const AudienceId id : halls_[hall].audiences) {
    if (audiences_[id]->wire == wire) return id;
  }
  return std::nullopt;
}

AudienceId Halls::join(HallId hall, Wire wire, Slot slot, Serial serial, Record from) {
  auto found = find(hall, wire);
  if (!found) {
    found = free_audiences_.empty() ? static_cast<AudienceId>(audiences_.size())
                                    : free_audiences_.back();
    if (free_audiences_.empty()) {
      audiences_.emplace_back();
    } else {
      free_audiences_.pop_back();
    }
    audiences_[*found] = std::make_unique<Local>();
    audiences_[*found]->hall = hall;
    audiences_[*found]->wire = wire;
    halls_[hall].audiences.push_back(*found);
    to_home(hall, {.kind = Letter::Kind::open_log, .wire = wire});
  }
  audiences_[*found]->waiting.push_back({slot, serial, from});
  serve(*found);
  return *found;
}

// Offers places to those whose records are here; for the others the home is asked, once at a time.
void Halls::serve(AudienceId id) {
  Local& local = *audiences_[id];
  if (!local.open || local.asked_older) return;
  const Record first = local.audience.chain().first();
  Record oldest = first;
  std::erase_if(local.waiting, [&](const Waiting& waiting) {
    if (waiting.from < first) {
      oldest = std::min(oldest, waiting.from);
      return false;
    }
    offer(id, waiting);
    return true;
  });
  if (oldest == first) return;
  local.asked_older = true;
  to_home(local.hall, {.kind = Letter::Kind::older, .wire = local.wire, .record = oldest});
}

void Halls::offer(AudienceId id, const Waiting& waiting) {
  ++audiences_[id]->offered;
  ready_.push_back({id, waiting.slot, waiting.serial, waiting.from});
}

std::optional<Halls::Ready> Halls::next_ready() {
  if (next_ready_ == ready_.size()) {
    ready_.clear();
    next_ready_ = 0;
    return std::nullopt;
  }
  const Ready ready = ready_[next_ready_++];
  --audiences_[ready.audience]->offered;
  check_later(audiences_[ready.audience]->hall);
  return ready;
}

Halls::Place Halls::admit(const Ready& ready) {
  Audience& audience = audiences_[ready.audience]->audience;
  const Chain& chain = audience.chain();
  const Record first = std::clamp(ready.from, chain.first(), chain.head().record);
  const Position cursor = chain.position_of(first);
  if (cursor != chain.head().position && !audiences_[ready.audience]->moved) {
    audiences_[ready.audience]->moved = true;
    moved_.push_back(ready.audience);
  }
  return {audience.join(ready.slot, cursor), first};
}

void Halls::forget(AudienceId audience, Slot slot, Serial serial) {
  std::erase_if(audiences_[audience]->waiting, [&](const Waiting& waiting) {
    return waiting.slot == slot && waiting.serial == serial;
  });
  // A place that was offered and not taken is no place for the next join.
  for (std::size_t i = next_ready_; i < ready_.size(); ++i) {
    Ready& ready = ready_[i];
    if (ready.audience == audience && ready.slot == slot && ready.serial == serial)
      ready.serial = kNoSerial;
  }
  check_later(audiences_[audience]->hall);
}

Slot Halls::leave(AudienceId audience, Audience::Index index) {
  check_later(audiences_[audience]->hall);
  return audiences_[audience]->audience.leave(index);
}

// ---- letters from the home ----

void Halls::take(const Letter& letter, std::span<SegmentRef> segments) {
  if (letter.kind == Letter::Kind::hall_closed) {
    halls_[letter.hall] = Hall{};
    free_halls_.push_back(letter.hall);
    return;
  }
  const auto found = find(letter.hall, letter.wire);
  if (!found) return;  // the last member left while the letter was under way
  Local& local = *audiences_[*found];
  Chain& chain = local.audience.chain();
  if (letter.kind == Letter::Kind::older_segments) {
    take_older(*found, segments);
    return serve(*found);
  }
  // An answer to an earlier opening of the same log, closed since: the one to come begins where
  // this says nothing of.
  if (letter.kind == Letter::Kind::announced && !local.open) return;
  for (SegmentRef& segment : segments) chain.push_back(std::move(segment));
  chain.announce(letter.head);
  if (letter.kind == Letter::Kind::log_opened) {
    local.open = true;
    return serve(*found);
  }
  if (!segments.empty()) overweight_.push_back(*found);
  if (local.moved) return;
  local.moved = true;
  moved_.push_back(*found);
}

// The home's segments from the wanted record on, oldest first; those that we have, and later ones,
// are ours already.
void Halls::take_older(AudienceId id, std::span<SegmentRef> segments) {
  Local& local = *audiences_[id];
  local.asked_older = false;
  Chain& chain = local.audience.chain();
  for (std::size_t i = segments.size(); i-- > 0;) {
    if (chain.segments() == 0 || segments[i]->first() < chain.first())
      chain.push_front(std::move(segments[i]));
  }
  // Who wanted even older ones gets the oldest there is.
  for (Waiting& waiting : local.waiting) waiting.from = std::max(waiting.from, chain.first());
}

std::optional<AudienceId> Halls::next_moved() {
  while (next_moved_ < moved_.size()) {
    const AudienceId id = moved_[next_moved_++];
    if (audiences_[id] == nullptr) continue;
    audiences_[id]->moved = false;
    return id;
  }
  moved_.clear();
  next_moved_ = 0;
  return std::nullopt;
}

// ---- closing ----

void Halls::check_later(HallId hall) {
  if (std::exchange(halls_[hall].checked, true)) return;
  perhaps_empty_.push_back(hall);
}

void Halls::close_empty() {
  for (const HallId id : std::exchange(perhaps_empty_, {})) {
    Hall& hall = halls_[id];
    hall.checked = false;
    if (hall.closing || !close_audiences(id)) continue;
    hall.closing = true;
    by_name_.erase(hall.name);
    to_home(id, {.kind = Letter::Kind::close_hall});
  }
}

// True if none is left.
bool Halls::close_audiences(HallId hall) {
  std::erase_if(halls_[hall].audiences, [&](AudienceId id) {
    const Local& local = *audiences_[id];
    // While log_opened is under way the audience stays, or a new one of the same form would take it
    // for its own.
    if (!local.open || local.offered > 0 || !local.waiting.empty() ||
        !local.audience.members().empty())
      return false;
    to_home(hall, {.kind = Letter::Kind::close_log, .wire = local.wire});
    audiences_[id].reset();
    free_audiences_.push_back(id);
    std::erase(overweight_, id);
    return true;
  });
  return halls_[hall].audiences.empty();
}

}  // namespace broadcast
