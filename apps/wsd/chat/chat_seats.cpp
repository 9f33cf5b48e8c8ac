// Who sits where. Somebody who comes back to a room gets what it has not seen: what is older than
// memory from the store (chat_replay.cpp), the rest by a place further back in the room's log.
#include <algorithm>

#include "apps/protocol/names.h"
#include "apps/wsd/chat/chat.h"
#include "apps/wsd/chat/complaint.h"
#include "apps/wsd/chat/json_face.h"
#include "apps/wsd/chat/names.h"
#include "apps/wsd/chat/room_answers.h"
#include "apps/wsd/chat/text_face.h"
#include "base/token_bucket.h"

namespace chat {
namespace {

Complaint too_many_rooms(const base::Rate& rate, reactor::Duration wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  return complaint(429, "Not joined: from your address too many new rooms were opened (limit " +
                            std::to_string(rate.count) +
                            " a minute, --new-rooms). Join a room that exists, or try again in " +
                            std::to_string(seconds) + " s.");
}

}  // namespace

// ---- a seat is taken ----

bool Chat::may_enter_another(const Member& member) const {
  return rules_.limits.rooms == 0 || member.seats.size() < rules_.limits.rooms;
}

void Chat::enter_room(Member& member, std::string_view wish, const Position& since,
                      std::string_view id, Arriving arriving, Sequence head) {
  const auto name = protocol::room_name(wish);
  if (!name) return complain(member, complaint(422, std::string(protocol::kRoomNameRule)), id);
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
  seat.head = head != 0 ? head : seat.room->standing().head;
  seat.owed = since.kind == Since::Kind::after;
  const bool beyond = since.seq > seat.head;
  if (other || beyond) {
    // A position without an epoch (text) that a store in memory does not have is of another life.
    const bool anew = other || (since.epoch.empty() && !commons_.store.lasts());
    seat.lost = anew ? Gap::Reason::epoch : Gap::Reason::restart;
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
              .first = oldest_of(room),
              .recovered = true,
              .presence = now.presence,
              .members = now.members,
              .topic = now.topic},
       id);
}

// Behind what it has got; from the beginning of what the log has if that is later.
void Chat::take_seat(Member& member, Seat& seat) {
  seat.hall = chat::enter(shard_, seat.room->name());
  seat.form = form_of(member.view_in(seat));
  seat.state = Seat::State::taking;
  const bool latest = seat.since.kind == Since::Kind::latest;
  const broadcast::Record place = latest ? broadcast::kLatest : seat.room->record_from(seat.from);
  if (shard_.join(member.id, seat.hall, seat.form, place, seat.own)) return;
  const std::string id = seat.welcomed ? std::string() : seat.id;
  depart(member, seat, Arriving::no, {});
  give_up(member, seat);
  complain(member, complaint(403, "You are in too many rooms. Leave one first."), id);
}

void Chat::on_page(Member& member, const Errand& errand, Ticket ticket, Page& page) {
  if (errand.kind == Errand::Kind::replay) return on_replay(member, ticket, errand.room, page);
  const auto room = commons_.rooms.find(errand.room);
  if (!page.failure.empty()) return complain(member, complaint(503, page.failure), errand.id);
  History history = history_of(errand.room, room.get(), page);
  history.search = errand.kind == Errand::Kind::search;
  answer(member, history, errand.id);
}

void Chat::on_joined(const broadcast::Event& event) {
  Member* const member = find_own(event.connection);
  Seat* const seat = member != nullptr ? member->seat(event.hall) : nullptr;
  if (seat == nullptr) return;
  if (seat->state == Seat::State::moving) return on_moved(*member, *seat, event);
  const Room::Standing now = seat->room->standing(event.record);
  if (!place_fits(*member, *seat, now.seq)) return;
  seat->state = Seat::State::taken;
  seat->said.clear();
  const bool late = seat->welcomed;
  if (!late) welcome_to(*member, *seat, now, all_follows(*seat, nullptr));
  if (seat->since.kind != Since::Kind::latest) tell_hole(*member, *seat, now.seq + 1);
  // Whoever was announced while it read has not seen who came and went meanwhile.
  if (late && seat->announced && seat->presence != now.presence) tell_people(*member, *seat);
  announce(*member, *seat);
  refit(*member, *seat);
}

// What it says of itself, of where the room stands, of what follows.
void Chat::welcome_to(Member& member, Seat& seat, const Room::Standing& now, bool all_follows) {
  seat.welcomed = true;
  seat.presence = now.presence;
  if (member.view.face == View::Face::text && seat.arriving) return;
  const Room& room = *seat.room;
  const bool coming_back = seat.since.kind != Since::Kind::latest;
  // Whatever retention takes in this moment, what its log begins with was there.
  const bool overtaken = coming_back && seat.state == Seat::State::taken &&
                         commons_.store.gone(room.name()) > seat.from;
  const Sequence seq = coming_back ? seat.head : now.seq;
  const Sequence first = overtaken ? seat.from + 1 : oldest_of(room);
  tell(member,
       Joined{.room = room.name(),
              .epoch = room.epoch(),
              .seq = seq,
              .first = first <= seq ? first : 0,  // this shard may not have heard of it yet
              .recovered = all_follows,
              .presence = now.presence,
              .members = now.members + (room.has(member.user) ? 0 : 1),  // it counts itself
              .topic = now.topic},
       seat.id);
}

// The oldest that is kept; what is on its way to the store is kept already.
Sequence Chat::oldest_of(const Room& room) {
  const Sequence first = commons_.store.first(room.name());
  const auto here = room.first_in_memory();
  if (first != 0 || !here) return first;
  const Sequence oldest = std::max(*here, commons_.store.gone(room.name()) + 1);
  return oldest <= room.standing().head ? oldest : 0;
}

void Chat::tell_people(Member& member, const Seat& seat) {
  if (member.view.face != View::Face::json || !member.view.presence) return;
  Request request;
  request.room = seat.room->name();
  who(member, request);
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
  tell_of(member, seat,
          Gap{.room = seat.room->name(),
              .epoch = seat.room->epoch(),
              .from = before == 0 ? 0 : before + 1,
              .to = to,
              .reason = Gap::Reason::slow});
}

// ---- another form ----

// What its new log does not have of what it has not got comes from the store.
void Chat::on_moved(Member& member, Seat& seat, const broadcast::Event& event) {
  seat.state = Seat::State::taken;
  const Sequence before = seat.room->standing(seat.place).seq;
  const Sequence after = seat.room->standing(event.record).seq;
  if (!event.recovered && before != 0 && before < after) return read_again(member, seat, before);
  if (!event.recovered) tell_missed(member, seat, seat.place, event.record);
  refit(member, seat);
}

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
  if (asked && !seat.welcomed && !seat.id.empty()) {
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
