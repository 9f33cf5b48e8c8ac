// What people do. The commands of the text form and the operations of JSON come out here.
#include <algorithm>
#include <utility>

#include "apps/protocol/names.h"
#include "apps/wsd/chat/chat.h"
#include "apps/wsd/chat/cleaning.h"
#include "apps/wsd/chat/complaint.h"
#include "apps/wsd/chat/names.h"
#include "base/text.h"

namespace chat {
namespace {

constexpr std::size_t kTopicMax = 500;  // bytes
constexpr std::size_t kAwayMax = 200;
constexpr std::size_t kQuitMax = 100;

Complaint too_large(std::size_t limit) {
  return complaint(413, "limit " + std::to_string(limit));
}

}  // namespace

void Chat::execute(Member& member, const Request& request) {
  if (request.verb == Verb::nothing) return;
  if (!member.greeted && request.verb != Verb::hello) {
    enter_own_room(member);
  }
  switch (request.verb) {
    case Verb::hello:
      return hello(member, request);
    case Verb::say:
    case Verb::me:
      return say(member, request);
    case Verb::dm:
    case Verb::reply:
      return send_private(member, request);
    case Verb::nick:
      return rename(member, request);
    case Verb::away:
      return away(member, request);
    case Verb::join:
      return join(member, request);
    case Verb::leave:
      if (Seat* const seat = seat_for(member, request)) leave_room(member, *seat, request.id);
      return;
    case Verb::go:
      return go(member, request);
    case Verb::topic:
      return topic(member, request);
    case Verb::set:
      return set(member, request);
    case Verb::typing:
      return typing(member, request);
    case Verb::quit:
      return quit(member, request);
    default:
      return look_up(member, request);
  }
}

// The seat in the room that a request is about; complains if there is none.
Seat* Chat::seat_for(Member& member, const Request& request) {
  const std::string_view wish = request.room.empty() ? member.usual_room() : request.room;
  const auto name = protocol::room_name(wish);
  if (name) {
    if (Seat* const seat = member.seat(*name)) return seat;
  }
  complain(member,
           wish.empty() ? complaint(403, "You are in no room. Join one first.")
           : name       ? complaint(403, "You are not in " + *name + ". Join it first.")
                        : complaint(422, std::string(protocol::kRoomNameRule)),
           request.id);
  return nullptr;
}

// ---- coming and going ----

void Chat::hello(Member& member, const Request& request) {
  if (member.greeted) {
    return complain(member, complaint(409, "You have said hello already."), request.id);
  }
  member.session = commons_.sessions.hash(request.session);
  commons_.directory.set_session(member.user, member.session);
  if (!request.name.empty()) member.nick = request.name;
  greet(member, request.id);
  if (request.wishes.empty() && !request.has_rooms) {
    return enter_room(member, std::string(member.room), Position(member.since), {}, Arriving::yes);
  }
  for (const RoomWish& wish : request.wishes) {
    enter_room(member, wish.room, Position(wish.since), {}, Arriving::yes);
  }
}

void Chat::join(Member& member, const Request& request) {
  Position since(request.since);
  Sequence head = 0;
  const auto name = protocol::room_name(request.room);
  const bool last = since.kind == Since::Kind::latest && request.page.limit > 0;
  if (last && name && may_enter_another(member) && member.seat(*name) == nullptr) {
    if (const auto room = commons_.rooms.open(*name)) {
      head = room->standing().head;
      since.kind = Since::Kind::all;
      since.seq = room->before_last(request.page.limit, head);
    }
  }
  enter_room(member, request.room, since, request.id, Arriving::no, head);
}

void Chat::go(Member& member, const Request& request) {
  const auto name = protocol::room_name(request.room);
  if (!name)
    return complain(member, complaint(422, std::string(protocol::kRoomNameRule)), request.id);
  if (const Seat* const seat = member.seat(*name)) return turn_to(member, *seat, {}, request.id);
  complain(member,
           complaint(404, "You are not in " + *name + ". /join " + *name + " takes you there."),
           request.id);
}

void Chat::quit(Member& member, const Request& request) {
  member.parting = cleaned_line(base::cut(request.text, kQuitMax));
  tell(member, Done{.text = "Bye."}, request.id);
  shard_.close(member.id, rfc6455::kCloseNormal, "bye");
}

// ---- talking ----

void Chat::say(Member& member, const Request& request) {
  Seat* const seat = seat_for(member, request);
  if (seat == nullptr) return;
  if (member.read_only) {
    return complain(member, complaint(403, "You are here to read only."), request.id);
  }
  const bool plain = request.content == Content::text;
  const std::string text = plain ? cleaned(request.text) : std::string(request.text);
  if (text.empty()) {
    return complain(member, complaint(422, "There is nothing to say in that."), request.id);
  }
  ++counters_.messages;
  announce(member, *seat);
  Happening happening{
      .kind = request.verb == Verb::me ? Happening::Kind::action : Happening::Kind::message,
      .content = request.content,
      .person = member.person(),
      .text = text,
      .cid = request.cid,
      .shard = shard_.self(),
      .session = member.session};
  const bool answered = !request.id.empty() || !request.cid.empty();
  happening.ticket = answered ? errand({.kind = Errand::Kind::ack,
                                        .connection = member.id,
                                        .id = std::string(request.id),
                                        .room = seat->room->name(),
                                        .cid = std::string(request.cid)})
                              : bad_news_for(member.id);
  if (answered) ++member.due;
  const bool echo = request.echo.value_or(member.echo);
  remember_said(*seat, request.cid, echo);
  publish(member, *seat, happening, echo);
}

// Frames of its own are not for a member's eyes (it was opened so): what it shall see is nobody's.
void Chat::publish(Member& member, Seat& seat, const Happening& happening, bool echo) {
  const broadcast::LocalRoomId hall = chat::enter(shard_, seat.room->name());
  const std::vector<std::byte> bytes = pack(happening);
  if (echo) {
    shard_.publish(hall, rfc6455::Opcode::text, bytes);
  } else {
    ++seat.own;
    shard_.publish(hall, member.id, rfc6455::Opcode::text, bytes);
  }
}

void Chat::typing(Member& member, const Request& request) {
  Seat* const seat = seat_for(member, request);
  if (seat == nullptr) return;
  if (member.read_only) {
    return complain(member, complaint(403, "You are here to read only."), request.id);
  }
  if (seat->room->members() <= kToldSinglyMax) {
    publish(member, *seat,
            {.kind = Happening::Kind::typing, .on = request.on, .person = member.person()}, false);
  }
  tell(member, Done{}, request.id);
}

void Chat::topic(Member& member, const Request& request) {
  Seat* const seat = seat_for(member, request);
  if (seat == nullptr) return;
  if (!request.has_text) {
    const Room::Standing now = seat->room->standing();
    return tell(member, Topic{.room = seat->room->name(), .text = now.topic}, request.id);
  }
  if (member.read_only) {
    return complain(member, complaint(403, "You are here to read only."), request.id);
  }
  const std::string text = cleaned_line(request.text);
  if (text.size() > kTopicMax) return complain(member, too_large(kTopicMax), request.id);
  publish(member, *seat, {.kind = Happening::Kind::topic, .person = member.person(), .text = text});
  tell(member, Done{}, request.id);
}

// Told to oneself too, like all that has a version; who does not want to see such things is
// answered.
void Chat::away(Member& member, const Request& request) {
  std::string text = cleaned_line(request.text);
  if (text.size() > kAwayMax) return complain(member, too_large(kAwayMax), request.id);
  if (!member.is_away && !request.has_text) {
    return tell(member, Done{.text = "You were not away."}, request.id);
  }
  if (auto wait = too_dear(member)) return complain(member, std::move(*wait), request.id);
  member.is_away = request.has_text;
  member.away = std::move(text);
  commons_.directory.set_away(member.user, member.is_away, member.away);
  const bool seen = sees_itself(member);
  for (Seat& seat : member.seats) {
    if (!seat.announced) continue;
    publish(member, seat,
            {.kind = Happening::Kind::away,
             .on = member.is_away,
             .person = member.person(),
             .text = member.away});
  }
  const std::string_view text_of_it = member.is_away ? "You are away." : "You are back.";
  tell(member, Done{.text = seen ? std::string_view() : text_of_it}, request.id);
}

// ---- how one sees things ----

void Chat::set(Member& member, const Request& request) {
  if (request.setting != Setting::echo) {  // each of its seats is moved
    if (auto wait = too_dear(member)) return complain(member, std::move(*wait), request.id);
  }
  std::string_view what;
  switch (request.setting) {
    case Setting::echo:
      member.echo = request.on;
      what = "Echo";
      break;
    case Setting::seq:
      member.view.numbered = request.on;
      what = "Numbering of lines";
      break;
    case Setting::time:
      member.view.timed = request.on;
      what = "Time of lines";
      break;
    case Setting::presence:
      member.view.presence = request.on;
      what = "Telling of joins and leaves";
      break;
  }
  refit(member);
  tell(member, Done{.text = std::string(what) + (request.on ? " is on." : " is off.")}, request.id);
}

}  // namespace chat
