// The turn: events come in, answers go out.
#include "apps/wsd/chat/chat.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "apps/protocol/close_codes.h"
#include "apps/wsd/chat/cleaning.h"
#include "apps/wsd/chat/complaint.h"
#include "apps/wsd/chat/room_answers.h"
#include "apps/wsd/chat/text_face.h"
#include "apps/wsd/chat/welcome.h"
#include "base/token_bucket.h"

namespace chat {
namespace {

using broadcast::Event;

constexpr std::size_t kRoomsAtOnce = 256;
constexpr Milliseconds kTrimEvery = 1000;
// Who is too fast is told so, but not for ever.
constexpr base::Rate kPatience{.burst = 50, .count = 5};
// How often is looked whether those who wait to be read to have taken what they got.
constexpr reactor::Duration kReadersNap = std::chrono::milliseconds(20);

// What fails each time is no trouble that passes.
Complaint not_kept(const Kept& kept) {
  return complaint(kept.in_vain ? 409 : 503, kept.failure);
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Chat::Chat(broadcast::Shard& shard, Commons& commons, const Rules& rules)
    : shard_(shard), commons_(commons), rules_(rules), host_(shard, commons) {}

// ---- connections ----

void Chat::expect(const broadcast::ConnectionId& id, Arrival arrival) {
  if (members_.size() <= id.slot) members_.resize(id.slot + 1);
  auto member = std::make_unique<Member>();
  member->id = id;
  member->connection = arrival.connection;
  member->nick = std::move(arrival.nick);  // a wish, until it is greeted
  member->view = arrival.view;
  member->echo = arrival.echo;
  member->read_only = arrival.read_only;
  member->source = std::move(arrival.source);
  member->room = arrival.room.empty() ? rules_.lobby : std::move(arrival.room);
  member->since = std::move(arrival.since);
  members_[id.slot] = std::move(member);
}

const Member* Chat::find(const broadcast::ConnectionId& id) const {
  if (id.slot >= members_.size() || !members_[id.slot]) return nullptr;
  return members_[id.slot]->id == id ? members_[id.slot].get() : nullptr;
}

Member* Chat::find_own(const broadcast::ConnectionId& id) {
  return const_cast<Member*>(find(id));
}

void Chat::handle(const Event& event) {
  switch (event.kind) {
    case Event::Kind::opened:
      return on_opened(event);
    case Event::Kind::message:
      return on_message(event);
    case Event::Kind::joined:
      return on_joined(event);
    case Event::Kind::gap:
      return on_gap(event);
    case Event::Kind::pong:
      return on_pong(event);
    case Event::Kind::closed:
      return on_closed(event);
    case Event::Kind::ordered:
      return host_.order(*event.room, wall_);
    case Event::Kind::wanted:
      return host_.supply(*event.room);
    case Event::Kind::note:
      return on_note(event);
    case Event::Kind::request:
    case Event::Kind::edge:
    case Event::Kind::deaf:
      return;  // the server's own
  }
}

void Chat::finish_turn() {
  go_on_with_those_who_wait();
  read_for_those_who_wait();
  while (auto told = commons_.store.next(shard_.self())) on_told(std::move(*told));
  host_.gather(shard_.now());
  if (even_ - trimmed_ >= kTrimEvery) {
    trimmed_ = even_;
    commons_.store.trim(wall_, even_);
  }
  counters_.errands = errands_.size() + sayings_.size();
}

std::optional<reactor::Time> Chat::next_due() const {
  auto due = host_.next_gathering();
  const auto no_later = [&](reactor::Duration nap) {
    const reactor::Time look = shard_.now() + nap;
    due = due ? std::min(*due, look) : look;
  };
  const auto goes_on = [this](const broadcast::ConnectionId& id) {
    const Member* const member = find(id);
    return member == nullptr || may_go_on(*member);
  };
  if (!held_.empty()) {
    no_later(std::ranges::any_of(held_, goes_on) ? reactor::Duration::zero() : kReadersNap);
  }
  if (!readers_.empty()) no_later(any_may_read() ? reactor::Duration::zero() : kReadersNap);
  if (!commons_.store.trouble().empty()) no_later(std::chrono::milliseconds(kTrimEvery));
  return due;
}

// The JSON form waits for hello, which says what its program wants.
void Chat::on_opened(const Event& event) {
  Member* const member = find_own(event.connection);
  if (member == nullptr) return;
  member->came = shard_.now();
  member->user = commons_.directory.arrive({shard_.self(), member->id}, wall_);
  ++counters_.members;
  // What goes to itself is decided message by message: see publish().
  shard_.own_frames(member->id, broadcast::Own::unwanted);
  if (member->view.face == View::Face::text) {
    arrive(*member);
  }
}

void Chat::greet(Member& member, std::string_view id) {
  member.greeted = true;
  const std::string nick = std::exchange(member.nick, {});
  const auto room = commons_.rooms.find(member.room);
  const std::size_t others = room ? room->members() : 0;
  std::optional<Complaint> refused;
  if (!nick.empty()) refused = claim_name(member, nick);
  const std::string text = fill(
      rules_.welcome,
      {{"name", name_of(member.person())}, {"others", others_are(others)}, {"room", member.room}});
  tell(member,
       Welcome{.connection = member.connection,
               .person = member.person(),
               .server = rules_.server,
               .text = text,
               .ping_interval = rules_.ping_interval,
               .ping_timeout = rules_.ping_timeout,
               .limits = rules_.limits,
               .ts = wall_},
       id);
  if (refused) return complain(member, std::move(*refused));  // hello has its answer
  if (!member.nick.empty()) hand_over_letters(member);
}

void Chat::on_message(const Event& event) {
  Member* const member = find_own(event.connection);
  if (member == nullptr) return;
  ++member->messages_in;
  ++counters_.requests;
  if (event.opcode == rfc6455::Opcode::binary) {
    if (in_time(*member, {})) complain(*member, complaint(422, "This room takes text."));
    return;
  }
  // Whoever is closed for it is not read. Others are: the answer says which request was too fast.
  const reactor::Time now = shard_.now();
  const bool over = member->bucket.wait(rules_.rate, now) > reactor::Duration::zero() &&
                    member->patience.wait(kPatience, now) > reactor::Duration::zero();
  if (over) return static_cast<void>(in_time(*member, {}));
  const Asked asked = read_request(*member, text_of(event.bytes));
  if (!in_time(*member, id_of_request(*member))) return;
  has_to_wait(*member, asked) ? put_off(*member, text_of(event.bytes)) : obey(*member, asked);
}

// Too fast is told, up to a point.
bool Chat::in_time(Member& member, std::string_view id) {
  if (member.bucket.take(rules_.rate, shard_.now())) return true;
  ++counters_.limited;
  if (!member.patience.take(kPatience, shard_.now())) {
    shard_.close(member.id, protocol::kCloseRateLimit, "rate limit");
    return false;
  }
  const auto wait =
      std::chrono::ceil<std::chrono::milliseconds>(member.bucket.wait(rules_.rate, shard_.now()));
  complain(member,
           complaint(429, "That was too fast and was not sent. Please wait " +
                              std::to_string(wait.count()) + " ms."),
           id);
  return false;
}

void Chat::on_closed(const Event& event) {
  Member* const member = find_own(event.connection);
  if (member == nullptr) return;
  if (member->user != kNoUser) {
    for (Seat& seat : member->seats) depart(*member, seat, Arriving::yes, member->parting);
    commons_.directory.depart(member->user);
    give_letters_back(*member);
    --counters_.members;
  }
  members_[event.connection.slot].reset();
}

void Chat::tell_round_trip(const Member& member, std::string_view id) {
  const auto look = shard_.inspect(member.id);
  Pong pong{.ts = wall_};
  if (look && look->round_trip) {
    pong.microseconds =
        std::chrono::duration_cast<std::chrono::microseconds>(*look->round_trip).count();
  }
  tell(member, pong, id);
}

void Chat::on_note(const Event& event) {
  const Note note = unpack_note(event.bytes);
  Member* const member = find_own(note.to);
  switch (note.kind) {
    case Note::Kind::private_message:
      if (member != nullptr) receive(*member, note.letter);
      return;
    case Note::Kind::letters:
      return fetch_letters(note);
    case Note::Kind::displaced:
      if (member == nullptr) return;  // it left meanwhile
      member->nick.clear();
      tell(*member, Renamed{});
      return shard_.close(member->id, protocol::kCloseTakenOver,
                          "your program came back over another connection");
  }
}

// ---- answers ----

void Chat::word(const Member& member, const Answer& answer, std::string_view id) {
  words_.clear();
  member.view.face == View::Face::json ? json::word(words_, answer, id)
                                       : text::word(words_, answer, member.view);
}

void Chat::tell(const Member& member, const Answer& answer, std::string_view id) {
  word(member, answer, id);
  send_words(member);
}

void Chat::tell_of(const Member& member, const Seat& seat, const Answer& answer) {
  if (member.view.face == View::Face::json) return tell(member, answer);
  words_.clear();
  text::word(words_, answer, member.view_in(seat));
  send_words(member);
}

void Chat::send_words(const Member& member) {
  if (words_.empty()) return;
  check_words(words_);
  shard_.send(member.id, rfc6455::Opcode::text, std::as_bytes(std::span(words_)));
}

void Chat::complain(const Member& member, Complaint complaint, std::string_view id) {
  ++counters_.complaints;
  tell(member, std::move(complaint), id);
}

// ---- the store ----

Ticket Chat::errand(Errand errand) {
  errands_.emplace(++tickets_, std::move(errand));
  return tickets_;
}

void Chat::on_told(Told told) {
  if ((told.ticket & kBadNewsOnly) != 0) return on_failure(told.ticket, std::get<Kept>(told.what));
  if (const auto saying = sayings_.extract(told.ticket))
    return say_now(saying.mapped(), std::move(std::get<Fetched>(told.what).hold));
  auto taken = errands_.extract(told.ticket);
  if (taken.empty()) return;
  Errand& errand = taken.mapped();
  if (errand.kind == Errand::Kind::program) return outcomes_.push_back(std::move(told));
  Member* const member = find_own(errand.connection);
  if (member == nullptr) return;  // it left meanwhile
  paid(*member, errand.kind);
  if (auto* fetched = std::get_if<Fetched>(&told.what))
    return on_fetched(*member, std::move(fetched->hold));
  if (auto* page = std::get_if<Page>(&told.what)) {
    on_page(*member, errand, told.ticket, *page);
  } else {
    on_kept(*member, errand, std::get<Kept>(told.what));
  }
}

// The store owes it one answer less.
void Chat::paid(Member& member, Errand::Kind kind) {
  if (kind == Errand::Kind::replay || kind == Errand::Kind::head) return;
  --member.due;
  if (kind == Errand::Kind::history) member.reads_history = false;
  if (kind == Errand::Kind::search) member.searching = false;
}

// Who asked for nothing is told all the same if it was in vain.
void Chat::on_failure(Ticket ticket, const Kept& kept) {
  Member* const member = find_own(connection_of(ticket));
  if (member == nullptr || kept.failure.empty()) return;
  ++counters_.complaints;
  answer(*member, not_kept(kept));
}

void Chat::on_kept(Member& member, const Errand& errand, const Kept& kept) {
  if (!kept.failure.empty()) {
    ++counters_.complaints;
    return answer(member, not_kept(kept), errand.id);
  }
  if (errand.kind == Errand::Kind::letter) return acknowledge(member, errand);
  const auto room = commons_.rooms.find(errand.room);
  Ack ack = ack_of(errand.room, room.get(), kept);
  ack.cid = errand.cid;
  answer(member, ack, errand.id);
}

// ---- for the operator ----

Ticket Chat::say(std::string_view room, const Text& text, std::string_view name) {
  assert(is_text(name));
  const Ticket ticket = errand({.kind = Errand::Kind::program});
  const std::string clean = cleaned(text);
  ++counters_.messages;
  say_when_open({ticket, std::string(room),
                 pack(Happening{.kind = Happening::Kind::said,
                                .person = {kNoUser, name},
                                .text = clean,
                                .shard = shard_.self(),
                                .ticket = ticket})});
  return ticket;
}

Ticket Chat::read(std::string_view room, const PageWish& wish) {
  const Ticket ticket = errand({.kind = Errand::Kind::program});
  commons_.store.read(room, wish, shard_.self(), ticket);
  return ticket;
}

std::optional<Told> Chat::next_outcome() {
  if (outcomes_.empty()) return std::nullopt;
  Told outcome = std::move(outcomes_.front());
  outcomes_.pop_front();
  return outcome;
}

std::size_t Chat::say_everywhere(const Text& text) {
  std::string after;
  std::size_t said = 0;
  while (true) {
    const auto some = commons_.rooms.list({}, after, kRoomsAtOnce);
    for (const auto& room : some) {
      if (room->members() == 0) continue;
      say(room->name(), text);
      ++said;
    }
    if (some.size() < kRoomsAtOnce) return said;
    after = some.back()->name();
  }
}

void Chat::inform(const Text& text) {
  for (const auto& member : members_) {
    if (member && member->user != kNoUser) tell(*member, Done{.text = text});
  }
}

}  // namespace chat
