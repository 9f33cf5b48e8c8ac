// What people want to know.
#include <algorithm>

#include "apps/protocol/names.h"
#include "apps/wsd/chat/chat.h"
#include "apps/wsd/chat/complaint.h"
#include "apps/wsd/chat/names.h"
#include "apps/wsd/chat/room_answers.h"

namespace chat {
namespace {

constexpr std::uint32_t kHistoryMax = 200;  // messages
constexpr std::uint32_t kHistoryUsual = 50;
constexpr std::uint32_t kHistoryUsualText = 20;
constexpr std::uint32_t kFoundUsual = 20;
constexpr std::size_t kPeopleMax = 1'000;
constexpr std::size_t kPeopleMaxText = 200;
constexpr std::size_t kRoomsMax = 200;

std::size_t bounded(std::uint32_t wish, std::size_t usual, std::size_t most) {
  return wish == 0 ? usual : std::min<std::size_t>(wish, most);
}

}  // namespace

void Chat::look_up(Member& member, const Request& request) {
  switch (request.verb) {
    case Verb::history:
    case Verb::since:
    case Verb::search:
      return history(member, request);
    case Verb::who:
      return who(member, request);
    case Verb::whois:
      return whois(member, request);
    case Verb::rooms:
      return rooms(member, request);
    case Verb::stats:
      return stats(member, request);
    case Verb::ping:
      return ping(member, request);
    case Verb::help:
      return answer(member, Help{.command = request.text}, request.id);
    default:
      return;
  }
}

void Chat::history(Member& member, const Request& request) {
  Seat* const seat = seat_for(member, request);
  if (seat == nullptr) return;
  const bool search = request.verb == Verb::search;
  const bool text = member.view.face == View::Face::text;
  PageWish page = request.page;
  if (request.verb == Verb::since) {
    page.from = PageWish::From::after;
    page.seq = request.since.seq;
  }
  page.limit = static_cast<std::uint32_t>(bounded(page.limit,
                                                  search ? kFoundUsual
                                                  : text ? kHistoryUsualText
                                                         : kHistoryUsual,
                                                  kHistoryMax));
  if (search && member.searching) {
    return complain(member,
                    complaint(429,
                              "Not searched: your last search is still under way, and one at a "
                              "time is allowed. Wait for its answer, then send this one again."),
                    request.id);
  }
  (search ? member.searching : member.reads_history) = true;
  ++member.due;
  const std::string& room = seat->room->name();
  const Ticket ticket = errand({.kind = search ? Errand::Kind::search : Errand::Kind::history,
                                .connection = member.id,
                                .id = std::string(request.id),
                                .room = room,
                                .cid = {}});
  search ? commons_.store.search(room, request.text, page.limit, shard_.self(), ticket)
         : commons_.store.read(room, page, shard_.self(), ticket);
}

void Chat::who(Member& member, const Request& request) {
  Seat* const seat = seat_for(member, request);
  if (seat == nullptr) return;
  const bool text = member.view.face == View::Face::text;
  const std::size_t most = text ? kPeopleMaxText : kPeopleMax;
  const std::size_t limit = bounded(request.page.limit, most, most);
  const Room::Roll roll = seat->room->people(request.page.seq, limit);
  std::vector<Present> members;
  members.reserve(roll.people.size());
  for (const Room::Known& one : roll.people) {
    members.push_back({{one.number, one.nick}, one.away, one.is_away});
  }
  answer(member,
         People{.room = seat->room->name(),
                .presence = roll.presence,
                .members = members,
                .count = roll.members,
                .more = roll.more},
         request.id);
}

void Chat::whois(Member& member, const Request& request) {
  if (request.name.size() > protocol::kNickBytesMax) {
    return complain(member, complaint(422, std::string(protocol::kNickLengthRule)), request.id);
  }
  const auto found = commons_.directory.find(request.name);
  if (!found) {
    return complain(
        member, complaint(404, "There is nobody called " + std::string(request.name) + " here."),
        request.id);
  }
  std::vector<std::string_view> shared;
  for (const Seat& seat : member.seats) {
    if (seat.room->has(found->number)) shared.push_back(seat.room->name());
  }
  answer(member,
         Profile{.member = {found->person(), found->away, found->is_away},
                 .since = found->since,
                 .rooms = shared,
                 .self = found->number == member.user},
         request.id);
}

void Chat::rooms(Member& member, const Request& request) {
  const std::size_t limit = bounded(request.page.limit, kRoomsMax, kRoomsMax);
  const auto folded = protocol::room_name(request.text);  // a room's name, or how one begins
  const Listing listing(commons_.rooms, folded ? std::string_view(*folded) : request.text,
                        request.name, limit);
  answer(member, listing.answer(), request.id);
}

// People want to know how long it takes; programs measure that themselves, by the answer, and are
// told what was measured last.
void Chat::ping(Member& member, const Request& request) {
  if (member.view.face == View::Face::text) {
    member.wants_round_trip = true;
    return ask_alive(member);
  }
  tell_round_trip(member, request.id);
}

void Chat::stats(Member& member, const Request& request) {
  const auto look = shard_.inspect(member.id);
  const auto here = std::chrono::duration_cast<std::chrono::seconds>(shard_.now() - member.came);
  tell(member,
       Stats{.messages_in = member.messages_in,
             .bytes_in = look ? look->totals.bytes_in : 0,
             .bytes_out = look ? look->totals.bytes_out : 0,
             .seconds = here.count(),
             .rooms = static_cast<std::uint32_t>(member.seats.size()),
             .people = static_cast<std::uint32_t>(commons_.directory.count())},
       request.id);
}

}  // namespace chat
