// What somebody who comes back to a room has not seen, in its order: page by page from the store
// until the rest is in memory, where a place in the room's log goes on with it.
//
//     seen ──▶ page ─▶ page ─▶ … ─▶ page ──▶ place in the log ──▶ head
//              private frames, each when there is room for it       the log's own frames
//
// Two numbers say how far it has come. `seen`: all up to it was told, as a message or in a gap.
// `from`: all up to it that is kept was told; what lies between the two is not kept, and is told as
// a gap with whatever comes next. So a gap is told once, and only over what nobody has.
#include <algorithm>
#include <iterator>
#include <utility>

#include "apps/wsd/chat/chat.h"
#include "apps/wsd/chat/complaint.h"
#include "apps/wsd/chat/json_face.h"
#include "apps/wsd/chat/text_face.h"

namespace chat {
namespace {

// One page, and so what a connection that comes back holds of it in memory.
constexpr std::uint32_t kReplayPage = 500;
constexpr std::size_t kReplayPageBytes = 64 << 10;  // of texts; one message there is always
// What was said during a replay, and whether it is to be heard.
constexpr std::size_t kSaidMax = 1024;
// Places that may begin too early, one after the other.
constexpr int kPlacingsMax = 4;

}  // namespace

// ---- reading ----

// All up to it that is kept was told: what retention took since is not kept.
Sequence Chat::kept_from(const Seat& seat) {
  return std::max({seat.seen, seat.searched, commons_.store.gone(seat.room->name())});
}

// From memory if what it has not seen is there, else from the store.
void Chat::read_on(Member& member, Seat& seat) {
  if (seat.room->dropped()) seat.room = commons_.rooms.reopen(seat.room->name());
  seat.from = kept_from(seat);
  if (seat.since.kind == Since::Kind::latest || seat.room->record_after(seat.from)) {
    return take_seat(member, seat);
  }
  seat.state = Seat::State::reading;
  if (!may_read(member)) return wait_to_read(member);
  // What is in memory comes from the log: it may still be on its way to the store.
  const auto in_memory = seat.room->first_in_memory();
  seat.asked_at = in_memory ? *in_memory - 1 : seat.room->standing().head;
  seat.reading = errand({.kind = Errand::Kind::replay,
                         .connection = member.id,
                         .id = {},
                         .room = seat.room->name(),
                         .cid = {}});
  commons_.store.read(seat.room->name(),
                      {.from = PageWish::From::after,
                       .seq = seat.from,
                       .limit = kReplayPage,
                       .bytes = kReplayPageBytes,
                       .holes = !seat.welcomed},
                      shard_.self(), seat.reading);
}

// A connection's rooms are read one page after the other, each when what was read before has left.
bool Chat::may_read(const Member& member) {
  const bool reads = std::ranges::any_of(member.seats, [](const Seat& seat) {
    return seat.state == Seat::State::reading && (seat.reading != 0 || !seat.older.empty());
  });
  return !reads && has_room(member, 0);
}

// Answers that wait come first.
bool Chat::has_room(const Member& member, std::size_t frame) const {
  return member.answers.empty() && shard_.has_room(member.id, frame);
}

void Chat::wait_to_read(const Member& member) {
  if (std::ranges::find(readers_, member.id) == readers_.end()) readers_.push_back(member.id);
}

// Whether there is something to be done for one of those who wait.
bool Chat::any_may_read() const {
  return std::ranges::any_of(readers_, [&](const broadcast::ConnectionId& id) {
    const Member* const member = find(id);
    if (member == nullptr) return false;
    const bool asks = std::ranges::any_of(member->seats, [](const Seat& seat) {
      return seat.state == Seat::State::reading && seat.reading != 0;
    });
    return !asks && has_room(*member, member->next_frame);
  });
}

// Their rooms take turns.
void Chat::read_for_those_who_wait() {
  for (const broadcast::ConnectionId& id : std::exchange(readers_, {})) {
    Member* const member = find_own(id);
    if (member == nullptr) continue;
    const auto waits = [](const Seat& seat) {
      return seat.state == Seat::State::reading && seat.reading == 0;
    };
    const auto begun = std::ranges::find_if(member->seats, [&](const Seat& seat) {
      return waits(seat) && !seat.older.empty();  // half a page: the others wait until it is told
    });
    const auto turn = member->seats.begin() +
                      static_cast<std::ptrdiff_t>(std::min(member->turn, member->seats.size()));
    auto next =
        begun != member->seats.end() ? begun : std::find_if(turn, member->seats.end(), waits);
    if (next == member->seats.end()) next = std::ranges::find_if(member->seats, waits);
    if (next == member->seats.end()) continue;
    member->turn = static_cast<std::size_t>(next - member->seats.begin()) + 1;
    next->older.empty() ? read_on(*member, *next) : tell_older(*member, *next);
    if (std::ranges::any_of(member->seats, waits)) wait_to_read(*member);
  }
}

// ---- telling ----

void Chat::on_replay(Member& member, Ticket ticket, const std::string& room, Page& page) {
  Seat* const seat = member.seat(room);
  if (seat == nullptr || seat->reading != ticket) return;  // it left meanwhile
  seat->reading = 0;
  if (!seat->welcomed) {
    // Its place will not be further back than memory is now: what it sees there of who comes and
    // goes has a higher version.
    Room::Standing now = seat->room->standing();
    now.presence = seat->room->standing(0).presence;
    welcome_to(member, *seat, now, all_follows(*seat, &page));
  }
  if (!page.failure.empty()) complain(member, complaint(503, page.failure));
  if (!page.more) seat->searched = std::max(seat->searched, seat->asked_at);
  std::ranges::move(page.messages, std::back_inserter(seat->older));
  tell_older(member, *seat);
}

// As many as there is room for; then the others have their turn. What retention took since it was
// read is not told.
void Chat::tell_older(Member& member, Seat& seat) {
  member.next_frame = 0;
  const Sequence gone = commons_.store.gone(seat.room->name());
  while (!seat.older.empty() && seat.older.front().seq <= gone) seat.older.pop_front();
  for (; !seat.older.empty(); seat.older.pop_front()) {
    const Message& message = seat.older.front();
    tell_hole(member, seat, message.seq);
    const auto said = said_as(member, seat, message);
    if (said == seat.said.end() ? is_unwanted(member, seat, message) : !said->echo) {
      words_.clear();
    } else {
      word(member, seat, message);
      if (!has_room(member, words_.size())) {
        member.next_frame = words_.size();
        return wait_to_read(member);
      }
    }
    send_words(member);
    if (said != seat.said.end()) seat.said.erase(said);
    seat.seen = message.seq;
  }
  wait_to_read(member);
}

void Chat::word(const Member& member, const Seat& seat, const Message& message) {
  const View view = member.view_in(seat);
  words_.clear();
  view.face == View::Face::json
      ? json::word(words_, happening_of(message), seat.room->name(), view)
      : text::word(words_, happening_of(message), seat.room->name(), view);
}

// What is missing in front of that number, which comes next.
void Chat::tell_hole(Member& member, Seat& seat, Sequence next) {
  const Room& room = *seat.room;
  const Gap::Reason lost = std::exchange(seat.lost, Gap::Reason::retention);
  const bool from_the_start = lost != Gap::Reason::retention;
  const bool missing = std::exchange(seat.owed, true) && next > seat.seen + 1;
  if (from_the_start || missing) {
    const Sequence from = from_the_start ? 0 : seat.seen + 1;
    tell_of(
        member, seat,
        Gap{.room = room.name(),
            .epoch = room.epoch(),
            .from = from,
            .to = next - 1,
            .reason =
                from_the_start ? lost : room.why_missing(from, commons_.store.first(room.name()))});
  }
  seat.seen = std::max(seat.seen, next - 1);
}

// Whether no gap is to be told, as far as that can be known. page: the first one; nullptr: all is
// in memory.
bool Chat::all_follows(const Seat& seat, const Page* page) {
  if (seat.lost != Gap::Reason::retention) return false;
  if (page == nullptr) return !seat.owed || seat.from <= seat.seen;
  const auto& messages = page->messages;
  if (page->holes || !page->failure.empty()) return false;
  if (messages.empty() && !seat.owed) return true;
  if (!messages.empty() && seat.owed && messages.front().seq > seat.seen + 1) return false;
  const Sequence newest = messages.empty() ? seat.seen : std::max(page->last, messages.back().seq);
  const auto first = seat.room->first_in_memory();
  const Sequence before = first ? *first - 1 : seat.room->standing().head;
  const Sequence gone = commons_.store.gone(seat.room->name());
  return newest >= std::min(seat.asked_at, std::max(before, gone));  // the page is as old as that
}

// ---- its own words ----

// What it says without an echo while it reads is not for its eyes.
void Chat::remember_said(Seat& seat, std::string_view cid, bool echo) {
  if (seat.state != Seat::State::reading) return;
  seat.said.push_back({std::string(cid), echo});
  if (seat.said.size() > kSaidMax) seat.said.pop_front();
}

std::deque<Seat::Said>::iterator Chat::said_as(const Member& member, Seat& seat,
                                               const Message& message) {
  if (message.user != member.user || message.seq <= seat.head) return seat.said.end();
  return std::ranges::find(seat.said, message.cid, &Seat::Said::cid);
}

bool Chat::is_unwanted(const Member& member, const Seat& seat, const Message& message) {
  return message.user == member.user && message.seq > seat.head && !member.echo;
}

// ---- the end of it ----

// Whether its place is where what was told ends. If not, memory has forgotten what was there when
// the place was asked for, and the store has it; or what its shard knew of the log was too old.
bool Chat::place_fits(Member& member, Seat& seat, Sequence before) {
  if (seat.since.kind == Since::Kind::latest) return true;
  seat.from = kept_from(seat);  // retention may have taken more
  if (before == seat.from) return true;
  if (before < seat.from) {
    if (seat.placings++ < kPlacingsMax) {
      take_seat(member, seat);
      return false;
    }
    seat.from = before;
    return true;
  }
  shard_.leave(member.id, seat.hall);
  read_on(member, seat);
  return false;
}

// It has seen all up to that number, and its log does not go on from there.
void Chat::read_again(Member& member, Seat& seat, Sequence seen) {
  seat.since.kind = Since::Kind::all;
  seat.seen = seen;
  seat.searched = 0;
  seat.owed = seat.welcomed = true;
  seat.placings = 0;
  shard_.leave(member.id, seat.hall);
  read_on(member, seat);
}

}  // namespace chat
