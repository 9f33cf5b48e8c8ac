// Who sits where. Somebody who comes back to a room gets what it has not seen: from memory as a
// place further back in the room's log, and what is older than that from the store, in front.
#include <algorithm>

#include "apps/wsd/chat/chat.h"
#include "apps/wsd/chat/complaint.h"
#include "apps/wsd/chat/json_face.h"
#include "apps/wsd/chat/names.h"
#include "apps/wsd/chat/room_answers.h"
#include "apps/wsd/chat/text_face.h"

namespace chat {
namespace {

// What is read from the store for somebody who comes back; beyond that there is /history.
constexpr std::size_t kReplayMax = 2'000;
constexpr std::size_t kReplayBytesMax = 256 << 10;
constexpr std::uint32_t kReplayPage = 500;
constexpr int kReadingsMax = 4;
// Private frames that may wait when more is read.
constexpr std::size_t kReplayWaitingMax = 64 << 10;

Complaint too_many_rooms(const Rate& rate, reactor::Duration wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  return complaint(429, "Not joined: from your address too many new rooms were opened (limit " +
                            std::to_string(rate.count) +
                            " a minute, --new-rooms). Join a room that exists, or try again in " +
                            std::to_string(seconds) + " s.");
}

std::size_t weight(const std::vector<Message>& messages) {
  std::size_t sum = 0;
  for (const Message& message : messages) sum += message.weight();
  return sum;
}

bool is_enough(const Seat& seat) {
  return seat.older.size() >= kReplayMax || weight(seat.older) >= kReplayBytesMax;
}

// Where it goes on in the room's log; if what it has not seen is not all in memory, with the
// oldest that is.
broadcast::Record place_for(const Seat& seat) {
  if (seat.since.kind == Since::Kind::latest) return broadcast::kLatest;
  auto place = seat.room->record_after(seat.seen);
  const auto first = seat.room->first_in_memory();
  if (!place && first && *first > seat.seen) place = seat.room->record_after(*first - 1);
  return place.value_or(broadcast::kLatest);
}

}  // namespace

// ---- a seat is taken ----

bool Chat::may_enter_another(const Member& member) const {
  return rules_.limits.rooms == 0 || member.seats.size() < rules_.limits.rooms;
}

void Chat::enter_room(Member& member, std::string_view wish, const Position& since,
                      std::string_view id, Arriving arriving) {
  const auto name = room_name(wish);
  if (!name) return complain(member, complaint(422, std::string(kRoomNameRule)), id);
  if (const Seat* const seat = member.seat(*name)) return turn_to(member, *seat, since, id);
  if (!may_enter_another(member)) {
    return complain(member,
                    complaint(403, "You are in " + std::to_string(member.seats.size()) +
                                       " rooms, and more is not allowed. Leave one first."),
                    id);
  }
  Seat seat;
  const bool known = commons_.rooms.find(*name) != nullptr;
  seat.room = commons_.rooms.sit(*name);
  if (!seat.room) {
    return complain(member, complaint(503, "The server has too many rooms now."), id);
  }
  if (!known && seat.room->blank()) {  // no store knows it either
    const auto wait = commons_.new_rooms.take(member.source, rules_.new_rooms, shard_.now());
    if (wait > wait.zero()) return complain(member, too_many_rooms(rules_.new_rooms, wait), id);
  }
  seat.arriving = arriving == Arriving::yes;
  seat.id = id;
  seat.since = since;
  // A store that lasts knows each room in which something was said: one that began anew, and in
  // which nothing was seen before, lacks nothing.
  const bool untouched = since.seq == 0 && commons_.store.lasts();
  const bool other = !since.epoch.empty() && since.epoch != seat.room->epoch() && !untouched;
  const bool beyond = since.seq > seat.room->standing().head;
  if (other || beyond) {
    seat.lost = other ? Gap::Reason::epoch : Gap::Reason::restart;
  } else {
    seat.seen = seat.room->seen_with(since.seq);
  }
  member.current = *name;
  member.seats.push_back(std::move(seat));
  read_on(member, member.seats.back());
  refit(member);
}

// It is in already, and makes the room the current one.
void Chat::turn_to(Member& member, const Seat& seat, const Position& since, std::string_view id) {
  const Room& room = *seat.room;
  if (since.kind != Since::Kind::latest) {
    return complain(member,
                    complaint(409, "You are in " + room.name() +
                                       " already; history has what was said there before."),
                    id);
  }
  member.current = room.name();
  refit(member);
  const Room::Standing now = room.standing();
  tell(member,
       Joined{.room = room.name(),
              .epoch = room.epoch(),
              .seq = now.head,
              .first = commons_.store.first(room.name()),
              .recovered = true,
              .presence = now.presence,
              .members = now.members,
              .topic = now.topic},
       id);
}

// From memory if what it has not seen is there, else from the store as far as that goes.
void Chat::read_on(Member& member, Seat& seat) {
  if (is_enough(seat) || seat.since.kind == Since::Kind::latest ||
      seat.room->record_after(seat.seen)) {
    return take_seat(member, seat);
  }
  seat.state = Seat::State::reading;
  if (!may_read(member)) {
    if (std::ranges::find(readers_, member.id) == readers_.end()) readers_.push_back(member.id);
    return;
  }
  seat.reading = errand({.kind = Errand::Kind::replay,
                         .connection = member.id,
                         .id = {},
                         .room = seat.room->name(),
                         .cid = {}});
  commons_.store.read(seat.room->name(),
                      {.from = PageWish::From::after, .seq = seat.seen, .limit = kReplayPage},
                      shard_.self(), seat.reading);
}

// What is read goes out as private frames, of which only so many may wait: one room after the
// other, and each when what was read before has left.
bool Chat::may_read(const Member& member) {
  const bool full = std::ranges::any_of(member.seats, [](const Seat& seat) {
    const bool reads = seat.state == Seat::State::reading && seat.reading != 0;
    return reads || (seat.state == Seat::State::taking && !seat.older.empty());
  });
  if (full) return false;
  const auto look = shard_.inspect(member.id);
  return look && look->private_bytes <= kReplayWaitingMax;
}

void Chat::read_for_those_who_wait() {
  for (const broadcast::ConnectionId& id : std::exchange(readers_, {})) {
    Member* const member = find_own(id);
    if (member == nullptr) continue;
    const auto waits = [](const Seat& seat) {
      return seat.state == Seat::State::reading && seat.reading == 0;
    };
    const auto next = std::ranges::find_if(member->seats, waits);
    if (next == member->seats.end()) continue;
    read_on(*member, *next);
    const bool more = std::ranges::any_of(member->seats, waits);
    const bool listed = std::ranges::find(readers_, id) != readers_.end();
    if (more && !listed) readers_.push_back(id);
  }
}

void Chat::take_seat(Member& member, Seat& seat) {
  seat.hall = chat::enter(shard_, seat.room->name());
  seat.form = form_of(member.view_in(seat));
  seat.state = Seat::State::taking;
  if (shard_.join(member.id, seat.hall, seat.form, place_for(seat))) return;
  const std::string id = seat.id;
  depart(member, seat, Arriving::no, {});
  give_up(member, seat);
  complain(member, complaint(403, "You are in too many rooms. Leave one first."), id);
}

void Chat::on_page(Member& member, const Errand& errand, Ticket ticket, Page& page) {
  const auto room = commons_.rooms.find(errand.room);
  if (errand.kind == Errand::Kind::search) member.searching = false;
  if (errand.kind != Errand::Kind::replay) {
    if (!page.failure.empty()) return complain(member, complaint(503, page.failure), errand.id);
    History history = history_of(errand.room, room.get(), page);
    history.search = errand.kind == Errand::Kind::search;
    return tell(member, history, errand.id);
  }
  Seat* const seat = member.seat(errand.room);
  if (seat == nullptr || seat->reading != ticket) return;  // it left meanwhile
  seat->reading = 0;
  std::size_t bytes = weight(seat->older);
  for (Message& message : page.messages) {
    if (bytes >= kReplayBytesMax) break;
    bytes += message.weight();
    seat->seen = message.seq;
    seat->older.push_back(std::move(message));
  }
  page.messages.empty() ? take_seat(member, *seat) : read_on(member, *seat);
}

void Chat::on_joined(const broadcast::Event& event) {
  Member* const member = find_own(event.connection);
  Seat* const seat = member != nullptr ? member->seat(event.hall) : nullptr;
  if (seat == nullptr) return;
  const bool moved = seat->state == Seat::State::moving;
  seat->state = Seat::State::taken;
  if (moved) {
    if (!event.recovered) tell_missed(*member, *seat, seat->place, event.record);
    return refit(*member, *seat);
  }
  if (forgotten_since(*seat, event.record)) {
    ++seat->readings;
    shard_.leave(member->id, seat->hall);
    return read_on(*member, *seat);
  }
  welcome_to(*member, *seat, event.record);
  announce(*member, *seat);
  refit(*member, *seat);
}

// What was in memory when the place was asked for is in the store still.
bool Chat::forgotten_since(const Seat& seat, broadcast::Record record) {
  if (seat.since.kind == Since::Kind::latest || is_enough(seat)) return false;
  const Sequence before = seat.room->standing(record).seq;
  if (before <= seat.seen || seat.readings == kReadingsMax) return false;
  const Sequence first = commons_.store.first(seat.room->name());
  return first != 0 && first <= before;
}

// What it says of itself, of what is missing, and what is older than the log.
void Chat::welcome_to(Member& member, Seat& seat, broadcast::Record record) {
  const Room& room = *seat.room;
  const Room::Standing now = room.standing(record);
  const bool coming_back = seat.since.kind != Since::Kind::latest;
  const Sequence asked = seat.since.kind == Since::Kind::after ? room.seen_with(seat.since.seq) : 0;
  const Sequence sees = seat.older.empty() ? now.seq + 1 : seat.older.front().seq;
  const Sequence hole = seat.older.empty() ? now.seq : seat.older.back().seq;
  const bool other = seat.lost != Gap::Reason::retention;
  const bool begin_lost = seat.since.kind == Since::Kind::after && (other || sees > asked + 1);
  const bool middle_lost = coming_back && now.seq > hole;
  const Sequence first = commons_.store.first(room.name());
  const auto tell_gap = [&](Sequence from, Sequence to) {
    const bool named = other && from == 0;
    tell(member, Gap{.room = room.name(),
                     .epoch = room.epoch(),
                     .from = from,
                     .to = to,
                     .reason = named ? seat.lost : room.why_missing(from, first)});
  };
  const bool text = member.view.face == View::Face::text;
  if (!text || !seat.arriving) {
    tell(member,
         Joined{.room = room.name(),
                .epoch = room.epoch(),
                .seq = coming_back ? now.head : now.seq,
                .first = first,
                .recovered = !begin_lost && !middle_lost,
                .presence = now.presence,
                .members = now.members + (room.has(member.user) ? 0 : 1),  // it counts itself
                .topic = now.topic},
         seat.id);
  }
  if (begin_lost) tell_gap(other ? 0 : asked + 1, sees - 1);
  tell_older(member, seat, first);
  if (middle_lost) tell_gap(hole + 1, now.seq);
}

// Between two that were kept some may be missing: numbers jump when an end was unclean.
void Chat::tell_older(Member& member, Seat& seat, Sequence first) {
  const View view = member.view_in(seat);
  Sequence before = 0;
  for (const Message& message : std::exchange(seat.older, {})) {
    if (before != 0 && message.seq > before + 1) {
      tell(member, Gap{.room = seat.room->name(),
                       .epoch = seat.room->epoch(),
                       .from = before + 1,
                       .to = message.seq - 1,
                       .reason = seat.room->why_missing(before + 1, first)});
    }
    before = message.seq;
    words_.clear();
    view.face == View::Face::json
        ? json::word(words_, happening_of(message), seat.room->name(), view)
        : text::word(words_, happening_of(message), seat.room->name(), view);
    send_words(member);
  }
}

// ---- what was missed ----

void Chat::on_gap(const broadcast::Event& event) {
  Member* const member = find_own(event.connection);
  Seat* const seat = member != nullptr ? member->seat(event.hall) : nullptr;
  if (seat == nullptr) return;
  tell_missed(*member, *seat, event.record, event.last);
}

void Chat::tell_missed(Member& member, Seat& seat, broadcast::Record first,
                       broadcast::Record last) {
  const Sequence before = seat.room->standing(first).seq;
  const Sequence to = seat.room->standing(last).seq;
  if (to == 0 || to == before) return;  // no message is missing
  tell(member, Gap{.room = seat.room->name(),
                   .epoch = seat.room->epoch(),
                   .from = before == 0 ? 0 : before + 1,
                   .to = to,
                   .reason = Gap::Reason::slow});
}

// ---- another form ----

// A view changed, or the current room did: each seat goes on in the form that it has now.
void Chat::refit(Member& member) {
  for (Seat& seat : member.seats) refit(member, seat);
}

void Chat::refit(Member& member, Seat& seat) {
  const broadcast::Form form = form_of(member.view_in(seat));
  if (seat.state != Seat::State::taken || seat.form == form) return;
  const auto position = shard_.position(member.id, seat.hall);
  if (!position) return;
  seat.form = form;
  seat.state = Seat::State::moving;
  seat.place = *position;
  shard_.join(member.id, seat.hall, form, *position);
}

// ---- the others are told ----

// At the latest before it says something.
void Chat::announce(Member& member, Seat& seat) {
  if (std::exchange(seat.announced, true)) return;
  Happening joined{
      .kind = Happening::Kind::joined, .on = !seat.arriving, .person = member.person()};
  if (member.is_away) joined.absent.push_back({member.user, member.away});
  publish(member, seat, joined);
}

// ---- a seat is given up ----

void Chat::leave_room(Member& member, Seat& seat, std::string_view id) {
  const std::string room = seat.room->name();
  const bool asked = seat.state == Seat::State::reading || seat.state == Seat::State::taking;
  if (asked && !seat.id.empty()) {
    complain(member, complaint(410, "You left " + room + " before you were in."), seat.id);
  }
  depart(member, seat, Arriving::no, {});
  if (seat.state != Seat::State::reading) shard_.leave(member.id, seat.hall);
  give_up(member, seat);
  tell(member, Left{.room = room, .current = member.current}, id);
}

void Chat::give_up(Member& member, const Seat& seat) {
  const bool current = seat.room->name() == member.current;
  std::erase_if(member.seats, [&](const Seat& one) { return &one == &seat; });
  if (!current) return;
  member.current = member.seats.empty() ? std::string() : member.seats.front().room->name();
  refit(member);
}

// The room may have nobody of this shard in it any more, so it is entered anew.
void Chat::depart(Member& member, Seat& seat, Arriving arriving, std::string_view why) {
  if (!std::exchange(seat.announced, false)) return;
  shard_.publish(chat::enter(shard_, seat.room->name()), rfc6455::Opcode::text,
                 pack(Happening{.kind = Happening::Kind::left,
                                .on = arriving == Arriving::no,
                                .person = member.person(),
                                .text = why}));
}

}  // namespace chat
