// A publication of a raw room goes straight into its logs. One of an ordered room waits in the
// queue until next() hands it to the app; whatever logs the app has written nothing to when the
// event is done with get a record without bytes, so that a record number is a place in every log.
//
// A room lives while a hall takes part, an event of it is queued, or it stands among the dirty: no
// number in any of our lists ever means another room.
#include "broadcast/rooms/home_rooms.h"

#include <algorithm>
#include <cassert>
#include <new>

namespace broadcast {
namespace {

constexpr RoomId kNoRoom = ~RoomId{0};

}  // namespace

void HomeRooms::take(ShardNumber from, const Letter& letter, std::span<const std::byte> payload) {
  using Kind = Letter::Kind;
  if (letter.kind == Kind::open_hall) return open_hall(from, letter.hall, payload);
  const Reader reader{from, letter.hall, letter.opening};
  const RoomId id = by_hall_[from][letter.hall];
  assert(id != kNoRoom);
  switch (letter.kind) {
    case Kind::publish:
      return publish(from, letter.hall, letter.who, static_cast<rfc6455::Opcode>(letter.opcode),
                     payload, letter.tag, letter.slot);
    case Kind::open_log:
      return open_log(reader, *rooms_[id], letter.wire);
    case Kind::close_log:
      return close_log(reader, *rooms_[id], letter.wire);
    case Kind::older:
      return enqueue({.event = {.kind = RoomEvent::Kind::wanted,
                                .room = id,
                                .forms = std::uint32_t{1} << form_of(letter.wire),
                                .record = letter.record},
                      .reader = reader,
                      .wire = letter.wire,
                      .before = letter.head},
                     {});
    case Kind::close_hall:
      return close_hall(from, letter.hall);
    default:
      assert(false && "a letter to a home");
  }
}

// ---- halls come and go ----

void HomeRooms::open_hall(ShardNumber from, LocalRoomId hall, std::span<const std::byte> payload) {
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
    rooms_[id]->name = std::move(name);
    rooms_[id]->options = options;
    rooms_[id]->next = closed_rooms_.take(rooms_[id]->name);
    by_name_.emplace(rooms_[id]->name, id);
  }
  ++rooms_[id]->halls;
  if (by_hall_.size() <= from) by_hall_.resize(from + 1);
  if (by_hall_[from].size() <= hall) by_hall_[from].resize(hall + 1, kNoRoom);
  by_hall_[from][hall] = id;
}

void HomeRooms::close_hall(ShardNumber from, LocalRoomId hall) {
  const RoomId id = std::exchange(by_hall_[from][hall], kNoRoom);
  --rooms_[id]->halls;
  post_.to(from).add({.kind = Letter::Kind::hall_closed, .hall = hall});
  close_if_over(id);
}

void HomeRooms::close_if_over(RoomId id) {
  const Room& room = *rooms_[id];
  if (room.halls > 0 || room.queued > 0 || room.dirty) return;
  assert(room.logs.empty());
  by_name_.erase(room.name);
  closed_rooms_.put(room.name, room.next);
  rooms_[id].reset();
  free_.push_back(id);
}

void HomeRooms::open_log(const Reader& reader, Room& room, Wire wire) {
  RoomLog* log = room.find(wire);
  if (log == nullptr) {
    room.logs.push_back({wire, FrameLog(room.next), {}});
    log = &room.logs.back();
  }
  log->readers.push_back(reader);
  Parcel& parcel = post_.to(reader.shard);
  parcel.add({.kind = Letter::Kind::log_opened,
              .wire = wire,
              .hall = reader.hall,
              .opening = reader.opening,
              .head = log->log.announced()});
  // The segment that the announced head stands in; those begun since come with the next
  // announcement.
  const Chain& chain = log->log.chain();
  if (chain.segments() > log->log.fresh())
    parcel.add_segment(chain.ref(chain.segments() - log->log.fresh() - 1).share());
}

void HomeRooms::close_log(const Reader& reader, Room& room, Wire wire) {
  RoomLog* log = room.find(wire);
  std::erase(log->readers, reader);
  if (!log->readers.empty()) return;
  unannounced_ -= log->log.written().position - log->log.announced().position;
  std::erase_if(room.logs, [&](const RoomLog& one) { return one.wire == wire; });
}

// ---- older records ----

// nullptr: whoever asked has closed the log since, or opened it anew.
RoomLog* HomeRooms::log_of(const Queued& wish) {
  RoomLog* log = rooms_[wish.event.room]->find(wish.wire);
  if (log == nullptr) return nullptr;
  const auto& readers = log->readers;
  return std::find(readers.begin(), readers.end(), wish.reader) == readers.end() ? nullptr : log;
}

// The app is asked for what the log does not have. It may also have forgotten the segments that
// the asker still holds; then ours do not fit in front of those, and the app tells it all again.
void HomeRooms::begin_wish(Queued& wish) {
  RoomEvent& event = wish.event;
  const RoomLog* log = log_of(wish);
  if (log == nullptr) return done_with(event.room);
  const Chain& chain = log->log.chain();
  event.last = chain.segment_beginning(wish.before) ? chain.first() : wish.before.record;
  const bool raw = rooms_[event.room]->options.content == RoomOptions::Content::raw;
  if (raw || event.record >= event.last) {
    answer(wish, *log, {});
    return done_with(event.room);
  }
  in_hand_ = wish;
}

FrameLog& HomeRooms::supplied_up_to(Record record) {
  assert(in_hand_ && in_hand_->event.kind == RoomEvent::Kind::wanted);
  assert(record >= in_hand_->event.record && record < in_hand_->event.last);
  assert(!supplied_ || supplied_->written().record <= record);
  if (!supplied_ || supplied_->written().record != record) supplied_.emplace(record);
  return *supplied_;
}

void HomeRooms::supply(Record record, rfc6455::Opcode opcode, std::span<const std::byte> payload,
                       SenderId who) {
  try {
    writer_.append(supplied_up_to(record), compression_of(in_hand_->wire), who, opcode, payload);
  } catch (const std::bad_alloc&) {  // left out, and with it what is older
    ++refused_;
    supplied_.reset();
  }
}

void HomeRooms::supply_nothing(Record record) {
  supplied_up_to(record).commit(0, kNoSender);
}

void HomeRooms::finish_wish(const Queued& wish) {
  auto supplied = std::exchange(supplied_, std::nullopt);
  RoomLog* log = log_of(wish);
  if (log == nullptr) return;
  std::vector<SegmentRef> apart;
  if (supplied && supplied->written().record == wish.event.last) {
    if (log->log.chain().segment_beginning(wish.before)) {
      log->log.put_in_front(std::move(*supplied));
    } else {
      apart = std::move(*supplied).take_segments(wish.before.position);
    }
  }
  answer(wish, *log, std::move(apart));
  trim(log->log);
}

// With what was supplied for this asker alone, or our own segments up to where the asker's begin.
void HomeRooms::answer(const Queued& wish, const RoomLog& log, std::vector<SegmentRef> supplied) {
  Parcel& parcel = post_.to(wish.reader.shard);
  parcel.add({.kind = Letter::Kind::older_segments,
              .wire = wish.wire,
              .hall = wish.reader.hall,
              .opening = wish.reader.opening,
              .tag = wish.event.record > rooms_[wish.event.room]->next ? kNoSuchRecord : 0,
              .record = wish.event.record,
              .head = wish.before});
  for (SegmentRef& segment : supplied) parcel.add_segment(std::move(segment));
  const Chain& chain = log.log.chain();
  const std::size_t end = chain.segment_beginning(wish.before).value_or(0);
  for (std::size_t i = 0; i < end; ++i) {
    if (chain.ref(i + 1)->first() > wish.event.record) parcel.add_segment(chain.ref(i).share());
  }
}

// ---- publications ----

void HomeRooms::publish(ShardNumber from, LocalRoomId hall, SenderId who, rfc6455::Opcode opcode,
                        std::span<const std::byte> payload, std::uint64_t tag, Slot own) {
  const RoomId id = by_hall_[from][hall];
  assert(id != kNoRoom);
  Room& room = *rooms_[id];
  try {
    if (room.options.content == RoomOptions::Content::raw) {
      mark_dirty(id);
      // One log alone refuses before it has changed.
      if (room.logs.size() > 1) reserve(room, FrameWriter::frame_max(payload.size()));
      for (RoomLog& log : room.logs) write(log, who, opcode, payload);
      ++room.next;
      ++records_;
      return;
    }
    enqueue({.event = {.kind = RoomEvent::Kind::ordered,
                       .room = id,
                       .who = who,
                       .opcode = opcode,
                       .tag = tag},
             .own = own,
             .reader = {.shard = from, .hall = hall}},
            payload);
  } catch (const std::bad_alloc&) {  // before it had a number: all miss it alike
    refuse(from, hall, who, own);
  }
}

// Without memory for the letter either, its author goes on leaving one frame too many out.
void HomeRooms::refuse(ShardNumber from, LocalRoomId hall, SenderId who, Slot own) {
  ++refused_;
  if (own == kNoSlot) return;
  try {
    post_.to(from).add({.kind = Letter::Kind::refused, .hall = hall, .who = who, .slot = own});
  } catch (const std::bad_alloc&) {
  }
}

// In every log or in none; what is written next finds room. Throws std::bad_alloc.
void HomeRooms::reserve(Room& room, std::size_t frame) {
  for (RoomLog& log : room.logs) log.log.reserve(frame);
}

void HomeRooms::enqueue(Queued queued, std::span<const std::byte> payload) {
  queued.begin = gathering_.bytes.size();
  queued.size = payload.size();
  gathering_.bytes.insert(gathering_.bytes.end(), payload.begin(), payload.end());
  gathering_.entries.push_back(queued);
  ++rooms_[queued.event.room]->queued;
}

std::optional<RoomEvent> HomeRooms::next() {
  finish_event();
  while (!in_hand_) {
    if (telling_.next == telling_.entries.size()) {
      telling_.entries.clear();
      telling_.bytes.clear();
      telling_.next = 0;
      if (gathering_.entries.empty()) return std::nullopt;
      std::swap(telling_, gathering_);
    }
    begin_event(telling_.entries[telling_.next++]);
  }
  return in_hand_->event;
}

void HomeRooms::begin_event(Queued& queued) {
  if (queued.event.kind == RoomEvent::Kind::wanted) return begin_wish(queued);
  Room& room = *rooms_[queued.event.room];
  try {
    mark_dirty(queued.event.room);
    reserve(room, 0);  // whatever becomes of its words, the record has its place
  } catch (const std::bad_alloc&) {
    refuse(queued.reader.shard, queued.reader.hall, queued.event.who, queued.own);
    return done_with(queued.event.room);
  }
  queued.event.bytes = std::span(telling_.bytes).subspan(queued.begin, queued.size);
  queued.event.forms = room.forms();
  queued.event.record = room.next++;
  ++records_;
  in_hand_ = queued;
}

// A log opened since the event was told begins behind it.
void HomeRooms::append(Form form, rfc6455::Opcode opcode, std::span<const std::byte> payload) {
  assert(in_hand_ && in_hand_->event.kind == RoomEvent::Kind::ordered);
  const std::uint32_t bit = std::uint32_t{1} << form;
  assert((in_hand_->event.forms & bit) != 0);
  in_hand_->event.forms &= ~bit;
  for (RoomLog& log : rooms_[in_hand_->event.room]->logs) {
    if (form_of(log.wire) != form || log.log.written().record != in_hand_->event.record) continue;
    try {
      write(log, in_hand_->event.who, opcode, payload);
    } catch (const std::bad_alloc&) {  // it says nothing there
      ++refused_;
    }
  }
}

void HomeRooms::write(RoomLog& log, SenderId who, rfc6455::Opcode opcode,
                      std::span<const std::byte> payload) {
  const Position before = log.log.written().position;
  writer_.append(log.log, compression_of(log.wire), who, opcode, payload);
  unannounced_ += log.log.written().position - before;
}

void HomeRooms::finish_event() {
  if (!in_hand_) return;
  const Queued& queued = *in_hand_;
  if (queued.event.kind == RoomEvent::Kind::wanted) {
    finish_wish(queued);
  } else {
    finish_record(*rooms_[queued.event.room], queued.event.who);
  }
  done_with(queued.event.room);
  in_hand_.reset();
}

void HomeRooms::finish_record(Room& room, SenderId who) {
  for (RoomLog& log : room.logs) {
    if (log.log.written().record < room.next) log.log.commit(0, who);
    assert(log.log.written().record == room.next);
  }
}

void HomeRooms::done_with(RoomId id) {
  --rooms_[id]->queued;
  close_if_over(id);
}

// ---- the end of a turn ----

// Throws std::bad_alloc; then the room is as it was. A room may be dirty without anything to
// announce.
void HomeRooms::mark_dirty(RoomId id) {
  if (rooms_[id]->dirty) return;
  dirty_.push_back(id);
  rooms_[id]->dirty = true;
  rooms_[id]->announce_at = {};
}

void HomeRooms::announce(reactor::Time now) {
  finish_event();
  std::erase_if(dirty_, [&](RoomId id) {
    Room& room = *rooms_[id];
    if (!due(room, now)) return false;
    for (RoomLog& log : room.logs) announce(log);
    room.dirty = false;
    close_if_over(id);
    return true;
  });
}

// The time begins at the end of the turn in which the first of the held messages came.
bool HomeRooms::due(Room& room, reactor::Time now) const {
  const auto hold = std::chrono::milliseconds(room.options.flush_milliseconds);
  if (room.announce_at == reactor::Time{}) room.announce_at = now + hold;
  return hurry_ || room.announce_at <= now || room.halls == 0 || unannounced_ > kTurnWrittenMax;
}

void HomeRooms::announce(RoomLog& log) {
  unannounced_ -= log.log.written().position - log.log.announced().position;
  if (!log.log.announce()) return;
  const Chain& chain = log.log.chain();
  for (const Reader& reader : log.readers) {
    Parcel& parcel = post_.to(reader.shard);
    parcel.add({.kind = Letter::Kind::announced,
                .wire = log.wire,
                .hall = reader.hall,
                .opening = reader.opening,
                .head = chain.head()});
    for (std::size_t i = chain.segments() - log.log.fresh(); i < chain.segments(); ++i)
      parcel.add_segment(chain.ref(i).share());
  }
  log.log.seen_fresh();
  trim(log.log);
}

std::optional<reactor::Time> HomeRooms::next_announcement() const {
  std::optional<reactor::Time> soonest;
  for (const RoomId id : dirty_) {
    const reactor::Time at = rooms_[id]->announce_at;
    if (!soonest || at < *soonest) soonest = at;
  }
  return soonest;
}

}  // namespace broadcast
