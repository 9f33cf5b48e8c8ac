// The server's side. A message is told if its number is above what was seen; a number that leaves
// something out, and that no gap explains, is told as a gap: never silence.
#include <algorithm>
#include <utility>

#include "apps/wsc/conversation.h"
#include "base/ascii.h"
#include "base/base64.h"
#include "base/json_object.h"

namespace wsc {
namespace {

using Kind = Told::Kind;
using Verb = Command::Verb;

constexpr std::size_t kSecretsRemembered = 1000;

std::string range(std::uint64_t from, std::uint64_t to) {
  if (from == to) return "message " + std::to_string(from);
  return "messages " + std::to_string(from) + "-" + std::to_string(to);
}

// What nobody can know has no numbers: those that a server leaves out when it ended without
// warning were perhaps never given.
std::string missing(const ServerWord& gap) {
  const std::string_view reason = gap.reason;
  const std::string perhaps = "You may have missed messages; ";
  if (reason == "epoch") return perhaps + "the room's numbers began anew.";
  if (reason == "restart") return perhaps + "the server ended without warning.";
  const bool known = gap.gap_from > 0 && gap.gap_from <= gap.gap_to;
  const bool one = known && gap.gap_from == gap.gap_to;
  const std::string missed =
      "You missed " + (known ? range(gap.gap_from, gap.gap_to) : "some messages") + "; ";
  if (reason == "slow") return missed + "this connection was too slow.";
  if (reason == "retention") return missed + (one ? "it is" : "they are") + " no longer kept.";
  return missed + "the server says: " + std::string(reason) + ".";
}

// Who has no name is called by number.
bool has_name(const Somebody& who) {
  return !who.nick.empty() && (who.id.empty() || who.nick != "User " + who.id.substr(1));
}

// Whether the words hold the name, not as a part of a longer one.
bool names(std::string_view text, std::string_view name) {
  const auto is_part = [](char byte) {
    return base::is_alphanumeric(byte) || (static_cast<unsigned char>(byte) & 0x80) != 0;
  };
  const auto same = [](char a, char b) { return base::lower(a) == base::lower(b); };
  if (name.empty()) return false;
  for (auto at = text.begin();; ++at) {
    at = std::search(at, text.end(), name.begin(), name.end(), same);
    if (at == text.end()) return false;
    const auto behind = at + static_cast<std::ptrdiff_t>(name.size());
    const bool begins = at == text.begin() || !is_part(*std::prev(at));
    if (begins && (behind == text.end() || !is_part(*behind))) return true;
  }
}

// At most so much of a text, cut between two characters.
std::string beginning_of(const std::string& text) {
  constexpr std::size_t kShownMax = 200;  // bytes
  if (text.size() <= kShownMax) return text;
  std::size_t end = kShownMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

void Conversation::hear(std::string_view text, reactor::Time now) {
  now_ = now;
  const auto word = reader_.read(text);
  if (!word) return tell(Kind::detail, "not understood: " + std::string(text));
  const std::string& op = word->op;
  if (op == "welcome") {
    on_welcome(*word);
  } else if (op == "joined") {
    on_joined(*word);
  } else if (op == "msg" || op == "me") {
    on_message(*word);
  } else if (op == "dm") {
    on_secret(*word);
  } else if (op == "ack") {
    on_ack(*word);
  } else if (op == "history" || op == "search") {
    on_history(*word);
  } else if (op == "presence") {
    on_presence(*word);
  } else if (op == "gap") {
    on_gap(*word);
  } else if (op == "error") {
    on_error(*word);
  } else {
    on_answer(*word);
  }
}

void Conversation::hear_binary(std::string_view bytes) {
  tell(Kind::binary, std::string(bytes));
}

bool Conversation::is_self(const Somebody& who) const {
  return who.id == id_ || selves_.count({who.id, who.nick}) > 0;
}

// What was sent over an earlier connection is known by its cid. A cid alone proves nothing, since
// others see it and may use it.
bool Conversation::is_own(const ServerWord& message) const {
  if (message.from.id == id_) return true;
  return (message.cid.empty() || outbox_.is_ours(message.cid)) && is_self(message.from);
}

void Conversation::be(const std::string& nick) {
  nick_ = nick;
  selves_.emplace(id_, nick);
}

void Conversation::ask_who(const std::string& room) {
  base::JsonObject out;
  out.field("op", "who").raw("id", ask({Verb::who, room, true})).field("room", room);
  request(out.text());
}

void Conversation::on_welcome(const ServerWord& word) {
  questions_.erase(word.re);
  welcomed_ = true;
  id_ = word.user.id;
  be(word.user.nick);
  message_max_ = word.limits.message;
  outbox_.set_pace(word.limits.burst, word.limits.rate);
  outbox_.open();
  const bool again = std::exchange(welcomed_before_, true);
  awaits_why_ = !wishes_.nick.empty() && !has_name(word.user);
  nameless_ = awaits_why_ && !again;
  if (!word.text.empty() && !again) {
    tell({.kind = Kind::info, .text = word.text, .json = word.json});
  }
}

void Conversation::on_joined(const ServerWord& word) {
  const auto question = questions_.extract(word.re);
  Place& place = rooms_[word.room];
  place.joined = settled_in_ = true;
  awaits_why_ = false;
  const bool first_time = place.epoch.empty();
  if (!first_time && place.epoch != word.epoch) place.seen = 0;  // all of the new row follows
  const bool replays = place.seen || !wishes_.since.empty();
  place.head = replays ? word.seq.value_or(0) : 0;
  place.epoch = word.epoch;
  place.topic = word.topic;
  place.roster.joined(word.members, word.pv);
  if (!place.seen && wishes_.since.empty()) place.seen = word.seq;
  if (current_.empty() || entering_ == word.room) speak_in(word.room);
  if (first_time) {
    Told told{.kind = Kind::info, .text = "You are in " + word.room + ".", .room = word.room};
    if (!word.topic.empty()) told.text += " Topic: " + word.topic;
    tell(std::move(told));
    if (wishes_.history > 0 && wishes_.since.empty() && word.seq.value_or(0) > 0) {
      fetch_history(word.room, place);
    }
  }
  if (wishes_.names) ask_who(word.room);
}

Told Conversation::told_of(const ServerWord& word) const {
  Told told{.kind = word.action || word.op == "me" ? Kind::action : Kind::message,
            .text = word.text,
            .room = word.room,
            .from = word.from.nick,
            .seq = word.seq.value_or(0),
            .ts = word.ts,
            .own = is_own(word),
            .json = word.json};
  if (told.text.empty() && !word.data.empty()) told.text = word.data;
  if (!word.bin.empty()) {
    told.kind = Kind::binary;
    told.text = base::from_base64(word.bin).value_or(word.bin);
  }
  told.mentions = !told.own && names(told.text, nick_);
  return told;
}

void Conversation::on_message(const ServerWord& word) {
  const auto found = rooms_.find(word.room);
  Told told = told_of(word);
  if (found == rooms_.end()) {
    tell(std::move(told));
  } else if (found->second.fetching) {
    found->second.held.push_back(std::move(told));
  } else {
    deliver(found->second, std::move(told));
  }
}

void Conversation::deliver(Place& place, Told told) {
  if (told.seq > 0 && place.seen) {
    if (told.seq <= *place.seen) return;  // told before the connection was lost
    if (told.seq > *place.seen + 1) {
      tell({.kind = Kind::gap,
            .text = "You missed " + range(*place.seen + 1, told.seq - 1) +
                    "; the server does not say why.",
            .room = told.room});
    }
  }
  if (told.seq > 0) place.seen = told.seq;
  if (told.room != current_ && !told.own) ++place.unread;
  if (told.own && !shows_own_) return;
  tell(std::move(told));
}

void Conversation::on_gap(const ServerWord& word) {
  tell({.kind = Kind::gap, .text = missing(word), .room = word.room, .json = word.json});
  const auto found = rooms_.find(word.room);
  if (found == rooms_.end()) return;
  Place& place = found->second;
  if (!word.epoch.empty()) place.epoch = word.epoch;
  if (!place.seen || *place.seen < word.gap_to || word.reason == "epoch") place.seen = word.gap_to;
}

void Conversation::on_secret(const ServerWord& word) {
  if (!word.re.empty()) questions_.erase(word.re);
  const bool own = is_self(word.from);
  if (own && !word.cid.empty() && !secrets_told_.insert(word.cid).second) return;
  if (!own) last_secret_from_ = word.from.nick;
  tell({.kind = Kind::secret,
        .text = word.text,
        .from = word.from.nick,
        .to = own ? word.to.nick : std::string(),
        .seq = word.seq.value_or(0),
        .ts = word.ts,
        .own = own,
        .mentions = !own,
        .json = word.json});
}

void Conversation::on_ack(const ServerWord& word) {
  std::string cid = word.cid;
  if (const auto question = questions_.extract(word.re); question && cid.empty()) {
    cid = question.mapped().what;
  }
  const auto letter = outbox_.acknowledged(cid);
  if (!letter || letter->kind != Letter::Kind::secret) return;
  if (secrets_told_.size() > kSecretsRemembered) secrets_told_.clear();
  if (secrets_told_.insert(cid).second) {
    tell({.kind = Kind::secret,
          .text = letter->text,
          .from = nick_,
          .to = letter->to,
          .ts = word.ts,
          .own = true,
          .json = word.json});
  }
  if (word.queued) tell(Kind::info, letter->to + " is away; the message waits.");
}

void Conversation::on_history(const ServerWord& word) {
  const auto question = questions_.extract(word.re);
  const bool quietly = question && question.mapped().quietly;
  if (!quietly && word.items.empty()) {
    tell({.kind = Kind::info, .text = "Nothing.", .asked = Told::Asked::in_vain});
  }
  for (const ServerWord& item : word.items) {
    Told told = told_of(item);
    told.room = word.room;
    told.old = true;
    told.quoted = !quietly;
    if (item.op.empty()) {
      told.json = base::JsonObject().field("op", "msg").field("room", word.room).text();
      told.json.back() = ',';
      told.json += item.json.substr(1);
    }
    tell(std::move(told));
  }
  if (quietly) release(word.room);
}

// The history has come or will not: what came meanwhile follows.
void Conversation::release(const std::string& room) {
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) return;
  found->second.fetching = false;
  for (Told& told : std::exchange(found->second.held, {})) deliver(found->second, std::move(told));
}

void Conversation::on_presence(const ServerWord& word) {
  const auto question = questions_.extract(word.re);
  const auto found = rooms_.find(word.room);
  const Roster::Change change =
      found == rooms_.end() ? Roster::Change{} : found->second.roster.apply(word);
  for (const Somebody& one : word.people) {
    if (one.id == id_ && !word.full) be(one.nick);
  }
  if (question && !question.mapped().quietly) {
    std::string people;
    for (const Somebody& one : word.people) {
      people += (people.empty() ? "" : ", ") + one.nick + (one.is_away ? " (away)" : "");
    }
    const std::string count = std::to_string(word.members.value_or(word.people.size()));
    answer(count + " in " + word.room + ": " + people + (word.more ? ", …" : ""), word.json);
  }
  const bool counted = word.figures.count("joined") > 0;  // too many to name
  if ((change.ask_again || counted) && wishes_.names) ask_who(word.room);
  if (counted && shows_presence_) {
    tell({.kind = Kind::info,
          .text = std::to_string(word.figure("joined")) + " joined, " +
                  std::to_string(word.figure("left")) + " left.",
          .room = word.room});
  }
  const auto say = [&](Kind kind, const Somebody& who, const std::string& to) {
    if (is_self(who) || !shows_presence_) return;
    tell({.kind = kind,
          .text = kind == Kind::away
                      ? (who.is_away ? who.away.empty() ? "is away." : "is away: " + who.away
                                     : "is back.")
                      : "",
          .room = word.room,
          .from = who.nick,
          .to = to,
          .json = word.json});
  };
  for (const Somebody& one : change.arrived)
    say(word.moved ? Kind::joined : Kind::arrived, one, {});
  for (const Somebody& one : change.departed)
    say(word.moved ? Kind::left : Kind::departed, one, {});
  for (const Somebody& one : change.away) say(Kind::away, one, {});
  for (const auto& [from, to] : change.renamed) {
    if (to != nick_) say(Kind::renamed, {.id = "?", .nick = from}, to);
  }
}

void Conversation::on_error(const ServerWord& word) {
  if (word.re.empty() && !std::exchange(awaits_why_, false)) ++refused_;
  const auto question = questions_.extract(word.re);
  const std::string why = word.text.empty() ? word.error : word.text;
  if (question && question.mapped().verb == Verb::msg) {
    const std::string& cid = question.mapped().what;
    if (word.temporary) return outbox_.postponed(cid, now_);
    const auto letter = outbox_.refused(cid);
    tell({.kind = Kind::error,
          .text = why + (letter ? " Not sent: " + beginning_of(letter->text) : ""),
          .json = word.json});
    return;
  }
  if (question && question.mapped().verb == Verb::history && question.mapped().quietly) {
    release(question.mapped().what);
  }
  if (question && question.mapped().quietly && word.temporary) return;
  if (question && question.mapped().verb == Verb::join) {
    const auto place = rooms_.find(question.mapped().what);
    if (place != rooms_.end() && !place->second.joined) give_up(question.mapped().what);
  }
  tell({.kind = Kind::error, .text = why, .json = word.json});
}

}  // namespace wsc
