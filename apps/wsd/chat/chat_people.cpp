// Names, and what people say to each other alone.
#include "apps/wsd/chat/chat.h"
#include "apps/wsd/chat/cleaning.h"
#include "apps/wsd/chat/complaint.h"
#include "apps/wsd/chat/names.h"

namespace chat {
namespace {

std::string refusal_sentence(Letterbox::Refusal refusal, const std::string& to) {
  if (refusal == Letterbox::Refusal::sender) {
    return "No more from you may wait for " + to + "; not sent.";
  }
  return "Too much waits for " + to + " already; not sent.";
}

}  // namespace

// ---- names ----

void Chat::rename(Member& member, const Request& request) {
  if (auto refused = claim_name(member, request.name)) {
    return complain(member, std::move(*refused), request.id);
  }
  tell(member, Renamed{.nick = member.nick}, request.id);
  hand_over_letters(member);
}

// The rooms are told; whoever had the name over a connection that was given up is closed.
std::optional<Complaint> Chat::claim_name(Member& member, std::string_view wish) {
  const std::string nick(trimmed(wish));
  if (auto wrong = check_nick(nick)) return wrong;
  if (nick == member.nick) return std::nullopt;
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
  if (to.size() > kNickBytesMax) {
    return complain(member, complaint(422, std::string(kNickLengthRule)), request.id);
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
                                .to = name_of(receiver),
                                .queued = !here});
  const Letterbox::Receipt receipt{shard_.self(), ticket};
  Letterbox& box = commons_.letterbox;
  const Letterbox::Sent sent =
      here
          ? box.number(member.person(), receiver, member.session, request.cid, wall_, text, receipt)
          : box.post(member.person(), receiver, member.session, request.cid, text, wall_, receipt);
  Errand& waiting = errands_.find(ticket)->second;
  waiting.sent = sent;
  if (sent.refusal != Letterbox::Refusal::none) {
    errands_.erase(ticket);
    return complain(member, complaint(503, refusal_sentence(sent.refusal, to)), request.id);
  }
  Private letter{.conversation = sent.conversation,
                 .seq = sent.seq,
                 .from = member.person(),
                 .to = receiver,
                 .text = text,
                 .cid = request.cid,
                 .ts = sent.ts};
  if (!sent.duplicate && here) deliver(*known, letter);
  ++counters_.privates;
  if (!sent.told) {
    acknowledge(member, waiting);
    errands_.erase(ticket);
  }
  if (sent.duplicate || !request.echo.value_or(member.echo)) return;
  letter.own = true;
  tell(member, letter);
}

void Chat::acknowledge(const Member& member, const Errand& errand) {
  const Letterbox::Sent& sent = errand.sent;
  tell(member,
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

// Whether its connection is open still. Of another shard's nobody knows: see forward().
bool Chat::reaches(const Entry& to) {
  return to.at.shard != shard_.self() || shard_.inspect(to.at.connection);
}

void Chat::deliver(const Entry& to, const Private& letter) {
  if (to.at.shard != shard_.self()) {
    const Note note{.kind = Note::Kind::private_message, .to = to.at.connection, .letter = letter};
    return shard_.note(to.at.shard, pack(note));
  }
  if (Member* const receiver = find_own(to.at.connection)) receive(*receiver, letter);
}

// Whom it was for has gone while it was under way, or is back over another connection.
void Chat::forward(const Note& note) {
  const Private& letter = note.letter;
  if (letter.to.nick.empty()) return;  // whoever had no name does not come back
  const auto back = commons_.directory.find(letter.to.nick);
  const bool elsewhere = back && !(back->at.connection == note.to) && reaches(*back);
  elsewhere ? deliver(*back, letter) : leave_letter(letter);
}

void Chat::receive(Member& member, const Private& letter) {
  member.last_writer = name_of(letter.from);
  tell(member, letter);
}

void Chat::leave_letter(const Private& letter) {
  commons_.letterbox.keep(letter.to.nick, {.conversation = std::string(letter.conversation),
                                           .seq = letter.seq,
                                           .from = letter.from.number,
                                           .from_nick = std::string(letter.from.nick),
                                           .text = std::string(letter.text),
                                           .ts = letter.ts});
}

void Chat::hand_over_letters(Member& member) {
  const Letterbox::Waited waited = commons_.letterbox.take(member.nick, wall_);
  if (waited.dropped > 0) tell(member, Waiting{.dropped = waited.dropped});
  for (const Letter& letter : waited.letters) {
    receive(member, {.conversation = letter.conversation,
                     .seq = letter.seq,
                     .from = {letter.from, letter.from_nick},
                     .to = member.person(),
                     .text = letter.text,
                     .ts = letter.ts,
                     .waited = true});
  }
}

}  // namespace chat
