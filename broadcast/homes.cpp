// A publication of a raw room goes straight into its logs. One of an ordered room waits in the
// queue until next() hands it to the app; whatever logs the app has written nothing to when the
// next event is asked for get a record without bytes, so that a record number is a place in every
// log.
#include "broadcast/homes.h"

#include <algorithm>

namespace broadcast {
namespace {

constexpr RoomId kNoRoom = ~RoomId{0};

}  // namespace

void Homes::take(ShardNumber from, const Letter& letter, std::span<const std::byte> payload) {
  using Kind = Letter::Kind;
  if (letter.kind == Kind::open_hall) return open_hall(from, letter.hall, payload);
  const HallAddress hall{from, letter.hall};
  const RoomId id = by_hall_[from][letter.hall];
  assert(id != kNoRoom);
  switch (letter.kind) {
    case Kind::publish:
      return publish(id, letter, payload);
    case Kind::open_log:
      return open_log(hall, *rooms_[id], letter.wire);
    case Kind::close_log:
      return close_log(hall, *rooms_[id], letter.wire);
    case Kind::older:
      return older(hall, id, letter.wire, letter.record);
    case Kind::close_hall:
      return close_hall(hall, id);
    default:
      assert(false && "a letter to a home");
  }
}

// ---- halls come and go ----

void Homes::open_hall(ShardNumber from, HallId hall, std::span<const std::byte> payload) {
  auto [options, name] = unpack_room(payload);
  const auto known = by_name_.find(name);
  RoomId id = known == by_name_.end() ? kNoRoom : known->second;
  if (id == kNoRoom) {
    id = free_.empty() ? static_cast<RoomId>(rooms_.size()) : free_.back();
    if (free_.empty()) {
      rooms_.emplace_back();
    } else {
      free_.pop_back();
    }
    rooms_[id] = std::make_unique<Room>();
    rooms_[id]->name = name;
    rooms_[id]->options = options;
    by_name_.emplace(std::move(name), id);
  }
  rooms_[id]->halls.push_back({from, hall});
  if (by_hall_.size() <= from) by_hall_.resize(from + 1);
  if (by_hall_[from].size() <= hall) by_hall_[from].resize(hall + 1, kNoRoom);
  by_hall_[from][hall] = id;
}

void Homes::close_hall(const HallAddress& hall, RoomId id) {
  Room& room = *rooms_[id];
  by_hall_[hall.shard][hall.hall] = kNoRoom;
  std::erase(room.halls, hall);
  post_.to(hall.shard).add({.kind = Letter::Kind::hall_closed, .hall = hall.hall});
  // The room goes when its turn in the queue comes: what was published before is still ordered.
  if (room.halls.empty())
    queue_.push_back({.event = {.kind = RoomEvent::Kind::ordered, .room = id}, .close = true});
}

void Homes::close_room(RoomId id) {
  if (!rooms_[id] || !rooms_[id]->halls.empty()) return;  // closed already, or somebody came back
  assert(rooms_[id]->logs.empty());
  std::erase(dirty_, id);
  by_name_.erase(rooms_[id]->name);
  rooms_[id].reset();
  free_.push_back(id);
}

void Homes::open_log(const HallAddress& hall, Room& room, Wire wire) {
  RoomLog* log = room.find(wire);
  if (log == nullptr) {
    room.logs.push_back({wire, FrameLog(room.next), {}});
    log = &room.logs.back();
  }
  log->readers.push_back(hall);
  Parcel& parcel = post_.to(hall.shard);
  parcel.add({.kind = Letter::Kind::log_opened,
              .wire = wire,
              .hall = hall.hall,
              .head = log->log.announced()});
  // The segment that the announced head stands in; those begun since come with the next
  // announcement.
  const Chain& chain = log->log.chain();
  if (chain.segments() > log->log.fresh())
    parcel.add_segment(chain.ref(chain.segments() - log->log.fresh() - 1).share());
}

void Homes::close_log(const HallAddress& hall, Room& room, Wire wire) {
  RoomLog* log = room.find(wire);
  std::erase(log->readers, hall);
  if (!log->readers.empty()) return;
  unannounced_ -= log->log.written().position - log->log.announced().position;
  std::erase_if(room.logs, [&](const RoomLog& one) { return one.wire == wire; });
}

// ---- older records ----

void Homes::older(const HallAddress& hall, RoomId id, Wire wire, Record record) {
  Room& room = *rooms_[id];
  RoomLog& log = *room.find(wire);
  if (record >= log.log.chain().first() || room.options.content == RoomOptions::Content::raw) {
    return answer_older(hall, log, record);
  }
  const RoomEvent event{.kind = RoomEvent::Kind::wanted,
                        .room = id,
                        .forms = std::uint32_t{1} << form_of(wire),
                        .record = record,
                        .last = log.log.chain().first()};
  queue_.push_back({.event = event, .begin = bytes_.size(), .hall = hall, .wire = wire});
}

// All segments up to the one that the announced head stands in: the hall keeps those it does not
// have yet.
void Homes::answer_older(const HallAddress& hall, RoomLog& log, Record record) {
  Parcel& parcel = post_.to(hall.shard);
  parcel.add({.kind = Letter::Kind::older_segments,
              .wire = log.wire,
              .hall = hall.hall,
              .record = record});
  const Chain& chain = log.log.chain();
  for (std::size_t i = 0; i + log.log.fresh() < chain.segments(); ++i) {
    const bool needed = i + 1 == chain.segments() || chain.ref(i + 1)->first() > record;
    if (needed) parcel.add_segment(chain.ref(i).share());
  }
}

void Homes::supply(Record record, rfc6455::Opcode opcode, std::span<const std::byte> payload) {
  assert(in_hand_ && in_hand_->event.kind == RoomEvent::Kind::wanted &&
         record < in_hand_->event.last);
  if (!supplied_ || supplied_->written().record != record) supplied_.emplace(record);
  writer_.append(*supplied_, compression_of(in_hand_->wire), kNobody, opcode, payload);
}

void Homes::finish_wish(Room& room) {
  RoomLog* log = room.find(in_hand_->wire);
  if (log != nullptr) {
    if (supplied_ && supplied_->written().record == log->log.chain().first())
      log->log.put_in_front(std::move(*supplied_));
    answer_older(in_hand_->hall, *log, in_hand_->event.record);
  }
  supplied_.reset();
}

// ---- publications ----

void Homes::publish(RoomId id, const Letter& letter, std::span<const std::byte> payload) {
  Room& room = *rooms_[id];
  const auto opcode = static_cast<rfc6455::Opcode>(letter.opcode);
  mark_dirty(id);
  if (room.options.content == RoomOptions::Content::raw) {
    for (RoomLog& log : room.logs) write(room, log, letter.who, opcode, payload);
    ++room.next;
    return;
  }
  const RoomEvent event{.kind = RoomEvent::Kind::ordered,
                        .room = id,
                        .who = letter.who,
                        .opcode = opcode,
                        .tag = letter.tag};
  queue_.push_back({.event = event, .begin = bytes_.size(), .size = payload.size()});
  bytes_.insert(bytes_.end(), payload.begin(), payload.end());
}

std::optional<RoomEvent> Homes::next() {
  finish_event();
  while (next_ < queue_.size() && queue_[next_].close) close_room(queue_[next_++].event.room);
  if (next_ == queue_.size()) {
    queue_.clear();
    bytes_.clear();
    next_ = 0;
    return std::nullopt;
  }
  in_hand_ = queue_[next_++];
  RoomEvent& event = in_hand_->event;
  event.bytes = std::span(bytes_).subspan(in_hand_->begin, in_hand_->size);
  if (event.kind == RoomEvent::Kind::ordered) {
    Room& room = *rooms_[event.room];
    event.forms = room.forms();
    event.record = room.next++;
  }
  return event;
}

void Homes::append(Form form, rfc6455::Opcode opcode, std::span<const std::byte> payload) {
  assert(in_hand_ && in_hand_->event.kind == RoomEvent::Kind::ordered);
  Room& room = *rooms_[in_hand_->event.room];
  for (RoomLog& log : room.logs) {
    if (form_of(log.wire) == form) write(room, log, in_hand_->event.who, opcode, payload);
  }
}

void Homes::write(Room& room, RoomLog& log, Who who, rfc6455::Opcode opcode,
                  std::span<const std::byte> payload) {
  const Head before = log.log.written();
  assert(before.record == room.next - (room.options.content == RoomOptions::Content::raw ? 0 : 1));
  writer_.append(log.log, compression_of(log.wire), who, opcode, payload);
  unannounced_ += log.log.written().position - before.position;
}

void Homes::finish_event() {
  if (!in_hand_) return;
  if (Room* room = rooms_[in_hand_->event.room].get()) {
    if (in_hand_->event.kind == RoomEvent::Kind::ordered) finish_record(*room, in_hand_->event.who);
    if (in_hand_->event.kind == RoomEvent::Kind::wanted) finish_wish(*room);
  }
  in_hand_.reset();
}

void Homes::finish_record(Room& room, Who who) {
  for (RoomLog& log : room.logs) {
    if (log.log.written().record < room.next) log.log.commit(0, who);
    assert(log.log.written().record == room.next);
  }
}

// ---- the end of a turn ----

void Homes::mark_dirty(RoomId id) {
  if (rooms_[id]->dirty) return;
  rooms_[id]->dirty = true;
  rooms_[id]->announce_at = {};
  dirty_.push_back(id);
}

void Homes::announce(reactor::Time now) {
  std::erase_if(dirty_, [&](RoomId id) {
    Room& room = *rooms_[id];
    const auto hold = std::chrono::milliseconds(room.options.flush_milliseconds);
    if (room.announce_at == reactor::Time{}) room.announce_at = now + hold;
    if (room.announce_at > now && unannounced_ <= kTurnWrittenMax) return false;
    for (RoomLog& log : room.logs) announce(log);
    room.dirty = false;
    return true;
  });
}

void Homes::announce(RoomLog& log) {
  unannounced_ -= log.log.written().position - log.log.announced().position;
  if (!log.log.announce()) return;
  const Chain& chain = log.log.chain();
  for (const HallAddress& reader : log.readers) {
    Parcel& parcel = post_.to(reader.shard);
    parcel.add({.kind = Letter::Kind::announced,
                .wire = log.wire,
                .hall = reader.hall,
                .head = chain.head()});
    for (std::size_t i = chain.segments() - log.log.fresh(); i < chain.segments(); ++i) {
      parcel.add_segment(chain.ref(i).share());
    }
  }
  log.log.seen_fresh();
  const bool over_budget = Segment::live_bytes() > settings_.log.budget;
  log.log.trim(over_budget ? 0 : settings_.log.retention);
}

std::optional<reactor::Time> Homes::next_announcement() const {
  std::optional<reactor::Time> soonest;
  for (const RoomId id : dirty_) {
    const reactor::Time at = rooms_[id]->announce_at;
    if (!soonest || at < *soonest) soonest = at;
  }
  return soonest;
}

}  // namespace broadcast
