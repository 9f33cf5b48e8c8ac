// Names, and what people say to each other alone.
#include <algorithm>
#include <utility>

#include "apps/protocol/names.h"
#include "apps/wsd/chat/chat.h"
#include "apps/wsd/chat/cleaning.h"
#include "apps/wsd/chat/complaint.h"
#include "apps/wsd/chat/names.h"
#include "base/text.h"
#include "base/token_bucket.h"

namespace chat {
namespace {

std::string refusal_sentence(const Letterbox::Sent& sent, const std::string& to) {
  if (sent.refusal == Letterbox::Refusal::address) {
    return "Not sent: unread private messages from your address take " +
           std::to_string(sent.share.taken) + " of " + std::to_string(sent.share.limit) +
           " bytes, and this one does not fit. Try again when some of them have been read.";
  }
  if (sent.refusal == Letterbox::Refusal::sender) {
    return "Not sent: as many messages of yours wait for " + to +
           " already as may. Try again when some of them have been read.";
  }
  return "Not sent: as many messages wait for " + to + " already as may. Try again later.";
}

std::string wait_of(const base::TokenBucket<reactor::Time>& bucket, const base::Rate& rate,
                    reactor::Time now, std::uint32_t cost) {
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(bucket.wait(rate, now, cost));
  return std::to_string(wait.count()) + " ms";
}

}  // namespace

// ---- names ----

void Chat::rename(Member& member, const Request& request) {
  const std::string before = member.nick;
  if (auto refused = claim_name(member, request.name)) {
    return complain(member, std::move(*refused), request.id);
  }
  tell(member, Renamed{.nick = member.nick, .seen = before != member.nick && sees_itself(member)},
       request.id);
  hand_over_letters(member);
}

// The rooms are told; whoever had the name over a connection that was given up is closed.
std::optional<Complaint> Chat::claim_name(Member& member, std::string_view wish) {
  const std::string nick(base::trimmed(wish));
  if (auto wrong = check_nick(nick)) return wrong;
  if (nick == member.nick) return std::nullopt;
  if (auto wait = too_dear(member)) return wait;
  auto [refused, displaced] = commons_.directory.claim(member.user, nick, member.session);
  if (refused) return std::move(refused);
  if (displaced) {
    const Note note{.kind = Note::Kind::displaced, .to = displaced->at.connection};
    shard_.note(displaced->at.shard, pack(note));
  }
  for (Seat& seat : member.seats) {
    if (!seat.announced) continue;
    publish(member, seat,
            {.kind = Happening::Kind::renamed, .person = member.person(), .text = nick});
  }
  member.nick = nick;
  commons_.letterbox.knows(nick);
  return std::nullopt;
}

// In how many rooms the others know that it is there: what it changes about itself is told in each.
std::size_t Chat::rooms_that_know(const Member& member) {
  return static_cast<std::size_t>(
      std::ranges::count_if(member.seats, [](const Seat& seat) { return seat.announced; }));
}

// Whether a room tells it at once what it changes about itself.
bool Chat::sees_itself(const Member& member) {
  return member.view.presence && std::ranges::any_of(member.seats, [](const Seat& seat) {
           return seat.announced && !seat.room->gathers();
         });
}

// A request costs what it causes: a record in each of its rooms. There is always enough for one
// change in all of them, if none was made before.
std::optional<Complaint> Chat::too_dear(Member& member) {
  const std::size_t rooms = rooms_that_know(member);
  if (rooms == 0) return std::nullopt;
  base::Rate rate = rules_.rate;
  if (rate.unlimited()) return std::nullopt;
  rate.burst = std::max({rate.burst, rules_.limits.rooms, static_cast<std::uint32_t>(rooms)});
  const auto cost = static_cast<std::uint32_t>(rooms);
  if (member.changes.take(rate, shard_.now(), cost)) return std::nullopt;
  ++counters_.limited;
  return complaint(429, "That was too fast and was not done: it changes something in " +
                            std::to_string(rooms) + (rooms == 1 ? " room" : " rooms") +
                            ". Please wait " + wait_of(member.changes, rate, shard_.now(), cost) +
                            ".");
}

// ---- private messages ----

void Chat::send_private(Member& member, const Request& request) {
  if (member.read_only) {
    return complain(member, complaint(403, "You are here to read only."), request.id);
  }
  const std::string to(request.verb == Verb::reply ? std::string_view(member.last_writer)
                                                   : request.name);
  if (to.empty()) {
    return complain(member, complaint(404, "Nobody has written to you yet."), request.id);
  }
  if (to.size() > protocol::kNickBytesMax) {
    return complain(member, complaint(422, std::string(protocol::kNickLengthRule)), request.id);
  }
  const std::string text = cleaned(request.text);
  if (text.empty()) {
    return complain(member, complaint(422, "There is nothing to say in that."), request.id);
  }
  const auto known = commons_.directory.find(to);
  const bool here = known && reaches(*known);
  const Person receiver = known ? known->person() : Person{kNoUser, to};
  if (!here && (receiver.nick.empty() || !commons_.letterbox.known(receiver.nick))) {
    return complain(member, complaint(404, "There is nobody called " + to + "."), request.id);
  }
  if (receiver.number == member.user) {
    return complain(member, complaint(422, "That is you."), request.id);
  }
  const Ticket ticket = errand({.kind = Errand::Kind::letter,
                                .connection = member.id,
                                .id = std::string(request.id),
                                .cid = std::string(request.cid),
                                .to = name_of(receiver)});
  const Letterbox::Receipt receipt{shard_.self(), ticket};
  Letterbox& box = commons_.letterbox;
  using Receiver = Letterbox::Receiver;
  const bool named = !receiver.nick.empty();
  const Letterbox::Sent sent =
      named ? box.post(member.person(), receiver, member.session, request.cid, text, wall_, receipt,
                       here ? Receiver::here : Receiver::away, member.source)
            : box.number(member.person(), receiver, member.session, request.cid, wall_, text,
                         receipt);
  Errand& waiting = errands_.find(ticket)->second;
  waiting.sent = sent;
  waiting.queued = !here && sent.waits;
  if (sent.refusal != Letterbox::Refusal::none) {
    errands_.erase(ticket);
    return complain(member, complaint(503, refusal_sentence(sent, to)), request.id);
  }
  Private letter{.conversation = sent.conversation,
                 .seq = sent.seq,
                 .from = member.person(),
                 .to = receiver,
                 .text = text,
                 .cid = request.cid,
                 .ts = sent.ts};
  if (sent.waits) call_for_letters(receiver.nick);
  if (!named && !sent.duplicate) deliver(*known, letter);
  ++counters_.privates;
  if (!sent.told) {
    acknowledge(member, waiting);
    errands_.erase(ticket);
  } else {
    ++member.due;
  }
  if (sent.duplicate || !request.echo.value_or(member.echo)) return;
  letter.own = true;
  tell(member, letter);
}

void Chat::acknowledge(Member& member, const Errand& errand) {
  const Letterbox::Sent& sent = errand.sent;
  answer(member,
         Ack{.conversation = sent.conversation,
             .to = errand.to,
             .epoch = sent.epoch,
             .seq = sent.seq,
             .cid = errand.cid,
             .ts = sent.ts,
             .duplicate = sent.duplicate,
             .queued = errand.queued},
         errand.id);
}

// Whether its connection is open still. Of another shard's nobody knows.
bool Chat::reaches(const Entry& to) {
  return to.at.shard != shard_.self() || shard_.inspect(to.at.connection);
}

// To somebody without a name, who does not come back: what does not arrive is lost.
void Chat::deliver(const Entry& to, const Private& letter) {
  if (to.at.shard != shard_.self()) {
    const Note note{.kind = Note::Kind::private_message, .to = to.at.connection, .letter = letter};
    return shard_.note(to.at.shard, pack(note));
  }
  if (Member* const receiver = find_own(to.at.connection)) receive(*receiver, letter);
}

void Chat::receive(Member& member, const Private& letter) {
  member.last_writer = name_of(letter.from);
  tell(member, letter);
}

// ---- letters ----
//
// What is sent to a name lies in the letterbox first. Who has the name fetches it, and it goes when
// the pong of a ping that was sent behind it has come: whatever ends before, a connection or the
// server, it is there for the next one. So nobody has to know whether a connection is alive.

// Whoever has that name, on whichever shard. It is looked up after the letter was put into the box,
// and who takes a name looks into the box after that: one of the two sees the other.
void Chat::call_for_letters(std::string_view nick) {
  const auto holder = commons_.directory.find(nick);
  if (!holder || !reaches(*holder)) {
    return commons_.letterbox.give_back(skeleton_of(nick), kNoUser);
  }
  const Note note{
      .kind = Note::Kind::letters, .to = holder->at.connection, .letter = {.to = {kNoUser, nick}}};
  if (holder->at.shard != shard_.self()) return shard_.note(holder->at.shard, pack(note));
  fetch_letters(note);
}

void Chat::fetch_letters(const Note& note) {
  Member* const member = find_own(note.to);
  const std::string box = skeleton_of(note.letter.to.nick);
  if (member != nullptr && !member->nick.empty() && skeleton_of(member->nick) == box) {
    return hand_over_letters(*member);
  }
  commons_.letterbox.give_back(box, kNoUser);  // it left, or has another name
}

void Chat::hand_over_letters(Member& member) {
  Letterbox::Waited waited = commons_.letterbox.take(member.nick, member.user, wall_);
  if (waited.dropped > 0) answer(member, Waiting{.dropped = waited.dropped});
  for (const auto& [letter, waits] : waited.letters) {
    const Private one{.conversation = letter.conversation,
                      .seq = letter.seq,
                      .from = {letter.from, letter.from_nick},
                      .to = member.person(),
                      .text = letter.text,
                      .ts = letter.ts,
                      .waited = waits};
    member.last_writer = name_of(one.from);
    answer(member, one);
  }
  if (waited.letters.empty()) return;
  member.handed.push_back({std::move(waited.box), waited.last});
  ask_for_proof(member);
}

// That it has read what it was handed, when all of that has left.
void Chat::ask_for_proof(Member& member) {
  if (!member.handed.empty() && member.answers.empty()) ask_alive(member);
}

// One ping at a time: its pong speaks for what was sent before it, and for nothing else.
void Chat::ask_alive(Member& member) {
  if (std::exchange(member.asked, true)) return;
  if (member.answers.empty()) member.asked_about = std::exchange(member.handed, {});
  shard_.ask_alive(member.id);
}

void Chat::on_pong(const broadcast::Event& event) {
  Member* const member = find_own(event.connection);
  if (member == nullptr) return;
  member->asked = false;
  for (const Parcel& parcel : std::exchange(member->asked_about, {})) {
    commons_.letterbox.read(parcel.box, member->user, parcel.last);
  }
  if (std::exchange(member->wants_round_trip, false)) tell_round_trip(*member, {});
  ask_for_proof(*member);
}

// It has ended; what it did not prove to have read is there for whoever has the name next.
void Chat::give_letters_back(const Member& member) {
  for (const auto* const parcels : {&member.asked_about, &member.handed}) {
    for (const Parcel& parcel : *parcels) commons_.letterbox.give_back(parcel.box, member.user);
  }
}

}  // namespace chat
