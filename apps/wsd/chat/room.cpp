// Who is here is known to the room at once, and to the others when they are told: singly, or put
// aside and told together. arrived_ and departed_ are the difference between the two, a person
// standing in one of them at most. Whoever comes and goes in between stands in neither, unless
// somebody asked for the list meanwhile and may have seen it.
#include "apps/wsd/chat/room.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "broadcast/rooms/local_rooms.h"

namespace chat {
namespace {

constexpr std::size_t kRoomWeight = 1024;  // of one in which nothing happened, about

}  // namespace

Room::Room(std::string name, const Head& head, const RoomLimits& limits, House& house)
    : name_(std::move(name)),
      epoch_(head.epoch),
      kept_(head.last),
      begins_(head.next),
      jumped_(head.jumped),
      limits_(limits),
      house_(house),
      numbering_(head.next),
      weight_(kRoomWeight),
      topic_(head.topic) {
  for (const KnownCid& one : head.cids) {
    std::string key = cid_key(one.session, one.user, one.cid);
    if (!cids_.find(key)) cids_.add(std::move(key), {one.seq, one.ts});
  }
  weight_ += cids_.bytes();
  house_.weigh(0, weight_);
  house_.put(*this, place_, use());
}

Room::~Room() {
  house_.weigh(weight_, 0);
  house_.put(*this, place_, House::Use::none);
}

// ---- at its home ----

std::optional<Room::Ordered> Room::order(broadcast::Record record, Happening& happening,
                                         Milliseconds now) {
  const std::lock_guard lock(mutex_);
  if (dropped_) return std::nullopt;
  assert(!last_ || record > *last_);
  last_ = record;
  happening.ts = now;
  const Ordered what = apply(record, happening, now);
  happening.presence = presence_;
  happening.members = static_cast<std::uint32_t>(people_.size());
  if (what.tell && happening.kind != Happening::Kind::typing) {
    Happening held = happening;
    held.session = {};
    held.shard = 0;
    held.ticket = 0;
    tail_.add(record, held);
  } else {
    tail_.skip(record);
  }
  keep_within();
  const House::Use now_used = use();
  if (now_used != place_.use || now_used == House::Use::quiet) house_.put(*this, place_, now_used);
  return what;
}

Room::Ordered Room::apply(broadcast::Record record, Happening& happening, Milliseconds now) {
  switch (happening.kind) {
    case Happening::Kind::message:
    case Happening::Kind::action:
    case Happening::Kind::said:
      return number(record, happening, now);
    case Happening::Kind::joined:
      return join(happening);
    case Happening::Kind::left:
      return leave(happening);
    case Happening::Kind::renamed:
      return rename(happening);
    case Happening::Kind::away:
      return set_away(happening);
    case Happening::Kind::gathered:
      return tell_gathered(happening);
    case Happening::Kind::topic:
      topic_ = happening.text;
      return {};
    case Happening::Kind::typing:
      return {.tell = people_.contains(happening.person.number)};
  }
  assert(false && "a kind");
  return {};
}

Room::Ordered Room::number(broadcast::Record record, Happening& happening, Milliseconds now) {
  if (happening.cid.empty()) {
    happening.seq = numbering_.number(record);
    return {};
  }
  std::string key = cid_key(happening.session, happening.person.number, happening.cid);
  if (const auto seen = cids_.find(key)) {
    happening.seq = seen->seq;
    happening.ts = seen->ts;
    return {.tell = false, .duplicate = true};
  }
  happening.seq = numbering_.number(record);
  cids_.add(std::move(key), {happening.seq, now});
  return {};
}

// While something is put aside all is: what is told keeps its order.
bool Room::gathers(std::size_t members) const {
  return members > kToldSinglyMax || !arrived_.empty() || !departed_.empty();
}

Room::Ordered Room::put_aside() const {
  return {.tell = false, .gathering = !arrived_.empty() || !departed_.empty()};
}

Room::Ordered Room::join(const Happening& happening) {
  const UserNumber number = happening.person.number;
  if (people_.contains(number)) return {.tell = false};
  const bool aside = gathers(people_.size() + 1);
  Member& member = people_[number];
  member.known.number = number;
  member.known.nick = happening.person.nick;
  if (!happening.absent.empty()) {
    member.known.is_away = true;
    member.known.away = happening.absent.front().text;
  }
  if (!aside) {
    member.told = member.known;
    ++presence_;
    return {};
  }
  if (const auto gone = departed_.extract(number)) member.told = gone.mapped();
  if (member.told != member.known || asked_) arrived_.insert(number);
  return put_aside();
}

Room::Ordered Room::leave(const Happening& happening) {
  const UserNumber number = happening.person.number;
  const auto member = people_.find(number);
  if (member == people_.end()) return {.tell = false};
  const bool aside = gathers(people_.size());
  if (aside) {
    arrived_.erase(number);
    if (member->second.told || asked_) departed_.emplace(number, std::move(member->second.told));
  }
  people_.erase(member);
  if (aside) return put_aside();
  ++presence_;
  return {};
}

Room::Ordered Room::rename(Happening& happening) {
  const UserNumber number = happening.person.number;
  const auto found = people_.find(number);
  if (found == people_.end() || found->second.known.nick == happening.text) return {.tell = false};
  Member& member = found->second;
  member.known.nick = happening.text;
  happening.absent.clear();
  if (member.known.is_away) happening.absent.push_back({member.known.number, member.known.away});
  return change(member);
}

// It is another than it was.
Room::Ordered Room::change(Member& member) {
  const UserNumber number = member.known.number;
  if (!gathers(people_.size())) {
    member.told = member.known;
    ++presence_;
    return {};
  }
  if (member.told == member.known && !asked_) {
    arrived_.erase(number);
  } else {
    arrived_.insert(number);
  }
  return put_aside();
}

Room::Ordered Room::set_away(const Happening& happening) {
  const auto found = people_.find(happening.person.number);
  if (found == people_.end()) return {.tell = false};
  Member& member = found->second;
  const bool away = happening.on || !happening.text.empty();
  if (member.known.is_away == away && member.known.away == happening.text) return {.tell = false};
  member.known.is_away = away;
  member.known.away = happening.text;
  return change(member);
}

// Only now is known what there is to tell: some may have come and gone since gather() was asked.
Room::Ordered Room::tell_gathered(Happening& happening) {
  if (arrived_.empty() && departed_.empty()) return {.tell = false};
  happening.arrivals = 0;
  happening.departures = static_cast<std::uint32_t>(departed_.size());
  happening.arrived.clear();
  happening.departed.clear();
  happening.absent.clear();
  names_.clear();
  names_.reserve(kNamedMax);  // views of them stay good
  const bool named = arrived_.size() + departed_.size() <= kNamedMax;
  for (const UserNumber number : arrived_) {
    Member& member = people_.find(number)->second;
    if (!member.told) ++happening.arrivals;  // the others have changed
    member.told = member.known;
    if (!named) continue;
    names_.push_back(member.known.nick);
    happening.arrived.push_back({number, names_.back()});
    if (member.known.is_away) happening.absent.push_back({number, member.known.away});
  }
  if (named) {
    for (const auto& [number, told] : departed_) happening.departed.push_back(number);
  }
  arrived_.clear();
  departed_.clear();
  asked_ = false;
  presence_ += happening.presence_step();
  return {};
}

std::optional<Happening> Room::gather() const {
  const std::lock_guard lock(mutex_);
  if (arrived_.empty() && departed_.empty()) return std::nullopt;
  Happening happening;
  happening.kind = Happening::Kind::gathered;
  return happening;
}

// ---- from any shard ----

Room::Standing Room::standing(broadcast::Record record) const {
  const std::lock_guard lock(mutex_);
  Standing standing{.seq = numbering_.last_before(record),
                    .head = numbering_.next() - 1,
                    .presence = presence_,
                    .members = static_cast<std::uint32_t>(people_.size()),
                    .topic = topic_};
  if (const auto next = tail_.peek(record))
    standing.presence = next->presence - next->presence_step();
  return standing;
}

Room::Standing Room::standing() const {
  return standing(broadcast::kLatest);
}

std::optional<broadcast::Record> Room::record_after(Sequence seq) const {
  const std::lock_guard lock(mutex_);
  if (seq >= numbering_.next()) return std::nullopt;
  const auto in_memory = [this](std::optional<broadcast::Record> record) {
    return record && tail_.first() && *record >= *tail_.first();
  };
  auto record = numbering_.record_of(seq);
  if (record) ++*record;
  if (in_memory(record)) return record;
  record = numbering_.record_of(seq + 1);
  if (in_memory(record)) return record;
  if (seq + 1 < numbering_.next()) return std::nullopt;
  return last_ ? *last_ + 1 : broadcast::kLatest;
}

broadcast::Record Room::record_from(Sequence seq) const {
  const std::lock_guard lock(mutex_);
  if (const auto record = numbering_.record_of(seq)) return *record + 1;
  const auto next = numbering_.record_of(std::max(seq + 1, numbering_.oldest()));
  if (next) return *next;
  return last_ ? *last_ + 1 : broadcast::kLatest;
}

Sequence Room::before_last(std::uint32_t count, Sequence head) const {
  const std::lock_guard lock(mutex_);
  const Sequence here = head + 1 - begins_;
  if (count <= here) return head - count;
  const Sequence before = std::min(kept_, begins_ - 1);
  return before - std::min<Sequence>(before, count - here);
}

Sequence Room::seen_with(Sequence seen) const {
  const bool nothing = seen == 0 && kept_ == 0 && jumped_;
  return nothing ? begins_ - 1 : seen;
}

Gap::Reason Room::why_missing(Sequence seq, Sequence first) const {
  const bool between_kept = first != 0 && first <= seq;
  const bool jumped_over = jumped_ && seq > kept_ && seq < begins_;
  return between_kept || jumped_over ? Gap::Reason::restart : Gap::Reason::retention;
}

std::optional<Sequence> Room::first_in_memory() const {
  const std::lock_guard lock(mutex_);
  if (!tail_.first()) return std::nullopt;
  const Sequence first = std::max(numbering_.oldest(), numbering_.last_before(*tail_.first()) + 1);
  return first < numbering_.next() ? std::optional(first) : std::nullopt;
}

std::optional<broadcast::Record> Room::first_record() const {
  const std::lock_guard lock(mutex_);
  return tail_.first();
}

Room::Roll Room::people(UserNumber after, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  Roll roll;
  roll.presence = presence_;
  roll.members = static_cast<std::uint32_t>(people_.size());
  asked_ = asked_ || !arrived_.empty() || !departed_.empty();
  auto one = people_.upper_bound(after);
  for (; one != people_.end() && roll.people.size() < limit; ++one) {
    roll.people.push_back(one->second.known);
  }
  roll.more = one != people_.end();
  return roll;
}

std::uint32_t Room::members() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::uint32_t>(people_.size());
}

bool Room::has(UserNumber number) const {
  const std::lock_guard lock(mutex_);
  return people_.contains(number);
}

bool Room::gathers() const {
  const std::lock_guard lock(mutex_);
  return gathers(people_.size());
}

bool Room::blank() const {
  const std::lock_guard lock(mutex_);
  return use() == House::Use::blank;
}

// ---- its place in the house ----

bool Room::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

void Room::sit() {
  const std::lock_guard lock(mutex_);
  ++seats_;
}

void Room::rise() {
  const std::lock_guard lock(mutex_);
  --seats_;
}

std::optional<Sequence> Room::drop() {
  const std::lock_guard lock(mutex_);
  if (!people_.empty() || seats_ > 0) return std::nullopt;
  dropped_ = true;
  house_.put(*this, place_, House::Use::none);
  return numbering_.next();
}

void Room::touch() {
  const std::lock_guard lock(mutex_);
  house_.put(*this, place_, use());
}

House::Use Room::use() const {
  if (dropped_) return House::Use::none;
  if (!people_.empty()) return House::Use::occupied;
  const bool something = numbering_.next() > 1 || !topic_.empty();
  return something ? House::Use::quiet : House::Use::blank;
}

// The cids are no part of what happened: they stay, whatever that may take. Only if all rooms
// together are too heavy they give, last of all.
void Room::keep_within() {
  const std::size_t most = house_.allowance(weight_, limits_.bytes);
  tail_.keep(most / 8 * 5);
  numbering_.keep(most / 4);  // of more than the tail holds, unless many are typing
  const std::size_t any = ~std::size_t{0};
  cids_.keep(limits_.cids, house_.full() ? house_.allowance(weight_, any) / 2 : any);
  const std::size_t weight = kRoomWeight + tail_.bytes() + numbering_.bytes() + cids_.bytes();
  house_.weigh(std::exchange(weight_, weight), weight);
}

}  // namespace chat
