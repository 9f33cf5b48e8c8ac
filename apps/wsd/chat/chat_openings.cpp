// A request that opens a room, or begins a conversation, waits until the store has the head of it
// in memory. The shard's thread goes on with all other connections; it does not read the disk.
//
//     request ──▶ hold() ── all heads are in memory ─────────────▶ obey
//                   └─ one is not ──▶ fetch() ──▶ Fetched ──▶ obey, with the heads held
//
// The connection's later requests wait behind it, in the order in which they came.
#include <set>
#include <utility>

#include "apps/protocol/names.h"
#include "apps/wsd/chat/chat.h"

namespace chat {

// ---- the connection's own room ----

void Chat::arrive(Member& member) {
  need_rooms(member, {member.room});
  if (member.fetching == 0) return enter_own_room(member);
  member.arriving = true;
  hold(member);
}

void Chat::enter_own_room(Member& member) {
  member.arriving = false;
  greet(member, {});
  enter_room(member, std::string(member.room), Position(member.since), {}, Arriving::yes);
  let_heads_go(member);
}

// ---- what a request opens ----

// False: all that it opens is in memory.
bool Chat::waits_for_heads(Member& member, const Request& request) {
  if (member.fetched) return false;
  std::vector<std::string_view> rooms;
  if (!member.greeted && !request.has_rooms) rooms.push_back(member.room);
  switch (request.verb) {
    case Verb::hello:
      if (member.greeted) break;
      for (const RoomWish& wish : request.wishes) rooms.push_back(wish.room);
      break;
    case Verb::join:
      rooms.push_back(request.room);
      break;
    case Verb::dm:
      need_conversation(member, request.name);
      break;
    case Verb::reply:
      need_conversation(member, member.last_writer);
      break;
    default:
      break;
  }
  need_rooms(member, rooms);
  return member.fetching > 0;
}

// Of many rooms only as many are read as the member may enter; it enters each of them once.
void Chat::need_rooms(Member& member, const std::vector<std::string_view>& wishes) {
  std::set<std::string> names;
  const std::size_t limit = rules_.limits.rooms;
  for (const std::string_view wish : wishes) {
    if (limit != 0 && member.seats.size() + names.size() >= limit) break;
    auto name = protocol::room_name(wish);
    if (name && member.seat(*name) == nullptr) names.insert(*std::move(name));
  }
  for (const std::string& name : names) need(member, name);
}

void Chat::need_conversation(Member& member, std::string_view with) {
  if (with.empty() || with.size() > protocol::kNickBytesMax || !commons_.letterbox.lasts()) return;
  const auto known = commons_.directory.find(with);
  const Person other = known ? known->person() : Person{kNoUser, with};
  if (const auto name = commons_.letterbox.not_begun(member.person(), other)) need(member, *name);
}

void Chat::need(Member& member, const std::string& stored) {
  if (RoomHold held = commons_.store.hold(stored)) return member.heads.push_back(std::move(held));
  ++member.fetching;
  commons_.store.fetch(stored, shard_.self(),
                       errand({.kind = Errand::Kind::head, .connection = member.id}));
}

// ---- heads come and go ----

// A store that could not read it gives no hold: the request is done all the same, and what is said
// in that room is refused with the reason.
void Chat::on_fetched(Member& member, RoomHold held) {
  member.heads.push_back(std::move(held));
  if (--member.fetching > 0) return;
  member.fetched = true;
  go_on(member);
}

void Chat::let_heads_go(Member& member) {
  member.heads.clear();
  member.fetched = false;
}

// ---- for programs ----

// The home of a room that is closed opens it when it orders what was said.
void Chat::say_when_open(Saying saying) {
  if (RoomHold head = commons_.store.hold(saying.room)) return say_now(saying, std::move(head));
  const Ticket ticket = ++tickets_;
  commons_.store.fetch(saying.room, shard_.self(), ticket);
  sayings_.emplace(ticket, std::move(saying));
}

void Chat::say_now(const Saying& saying, RoomHold head) {
  errands_.at(saying.program).head = std::move(head);
  shard_.publish(chat::enter(shard_, saying.room), rfc6455::Opcode::text, saying.record);
}

}  // namespace chat
