// The connection's side: hello, letters on their way, what waits for whom.
//
// The server's answer to hello is `welcome`, then `joined` for each room. Letters go out after the
// welcome only, since the rooms they are for have to be entered first.
#include "apps/wsc/conversation.h"

#include <cstdio>
#include <utility>

#include "apps/wsc/version.h"
#include "base/base64.h"
#include "base/json_object.h"

namespace wsc {
namespace {

std::string hex(std::uint64_t bits) {
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(bits));
  return text;
}

}  // namespace

Conversation::Conversation(ConversationWishes wishes, const Random& random)
    : wishes_(std::move(wishes)), session_(hex(random()) + hex(random())), outbox_(random) {
  for (std::string& room : wishes_.rooms) {
    room = folded_room(room);
    rooms_[room];
  }
  if (!wishes_.rooms.empty()) current_ = wishes_.rooms.front();
}

void Conversation::opened(reactor::Time now) {
  now_ = now;
  connected_ = true;
  refused_ = 0;
  std::string words = hello();
  requests_.push_front({std::to_string(last_id_), std::move(words)});
}

void Conversation::lost() {
  connected_ = welcomed_ = false;
  requests_.clear();
  questions_.clear();
  outbox_.lost();
  for (auto& [name, place] : rooms_) {
    place.joined = false;
    release(name);
  }
}

std::string Conversation::hello() {
  std::string rooms;
  for (auto& [name, place] : rooms_) {
    base::JsonObject wish;
    wish.field("room", name);
    if (place.seen) {
      wish.raw("since",
               base::JsonObject().field("epoch", place.epoch).field("seq", *place.seen).text());
    } else if (wishes_.since == "all") {
      wish.field("since", "all");
    } else if (!wishes_.since.empty()) {
      wish.raw("since", base::JsonObject().raw("seq", wishes_.since).text());
    }
    rooms += (rooms.empty() ? "" : ",") + wish.text();
  }
  base::JsonObject out;
  out.field("op", "hello").raw("id", ask({Command::Verb::say, wishes_.nick, true}));
  out.field("client", "wsc/" + std::string(kVersion)).field("session", session_);
  if (!wishes_.nick.empty()) out.field("nick", wishes_.nick);
  // Without them the server chooses one, which is for newcomers.
  if (!rooms.empty() || settled_in_) out.raw("rooms", "[" + rooms + "]");
  return out.text();
}

std::string Conversation::ask(Question question) {
  std::string id = std::to_string(++last_id_);
  questions_[id] = std::move(question);
  return id;
}

// Of the question that was asked last.
void Conversation::request(std::string json) {
  requests_.push_back({std::to_string(last_id_), std::move(json)});
}

void Conversation::fetch_history(const std::string& room, Place& place) {
  place.fetching = true;
  base::JsonObject out;
  out.field("op", "history").raw("id", ask({Command::Verb::history, room, true}));
  out.field("room", room).field("before", *place.seen + 1).field("limit", wishes_.history);
  request(out.text());
}

std::string Conversation::worded(const Letter& letter) {
  base::JsonObject out;
  using Kind = Letter::Kind;
  const bool secret = letter.kind == Kind::secret;
  out.field("op", secret ? "dm" : letter.kind == Kind::action ? "me" : "msg");
  out.raw("id", ask({Command::Verb::msg, letter.cid, true}));
  out.field(secret ? "to" : "room", letter.to.empty() ? current_ : letter.to);
  if (letter.kind == Kind::binary) {
    out.field("bin", base::to_base64(letter.text));
  } else {
    out.field("text", letter.text);
  }
  return out.field("cid", letter.cid).text();
}

// Whether the first letter's room has been entered, or will not be: then the server says so.
bool Conversation::can_send() const {
  const Letter* const letter = outbox_.first_unsent();
  if (!welcomed_ || letter == nullptr) return false;
  if (letter->kind == Letter::Kind::secret) return true;
  const std::string& room = letter->to.empty() ? current_ : letter->to;
  if (room.empty()) return false;
  const auto place = rooms_.find(room);
  return place == rooms_.end() || place->second.joined || refused_ > 0;
}

std::optional<Out> Conversation::next_out(reactor::Time now) {
  now_ = now;
  if (!connected_) return std::nullopt;
  if (!requests_.empty()) {
    Request request = std::move(requests_.front());
    requests_.pop_front();
    const auto question = questions_.find(request.id);
    if (question != questions_.end()) question->second.sent = now;
    outbox_.spend(now);
    return Out{false, std::move(request.json)};
  }
  drop_too_long();
  const Letter* const letter = can_send() ? outbox_.next(now) : nullptr;
  if (letter == nullptr) return std::nullopt;
  return Out{false, worded(*letter)};
}

// Said and done: our letters are kept, every question is answered, every room was entered, and
// what was asked for of its past has come.
bool Conversation::settled() const {
  if (outbox_.size() > 0 || !requests_.empty()) return false;
  if (!connected_) return welcomed_before_;
  if (!questions_.empty() || !welcomed_) return false;
  if (rooms_.empty() && !settled_in_) return false;  // the first one is on its way
  std::size_t outside = 0;
  for (const auto& [name, place] : rooms_) {
    outside += place.joined ? 0 : 1;
    if (place.joined && place.seen.value_or(0) < place.head) return false;
  }
  return outside <= refused_;
}

Conversation::Outcome Conversation::outcome() const {
  if (nameless_ && !awaits_why_) return Outcome::nameless;
  return something_refused_ ? Outcome::refused : Outcome::fine;
}

// Without rooms the hello has no place for it.
std::vector<std::pair<std::string, std::string>> Conversation::query() const {
  if (!rooms_.empty() || wishes_.since.empty()) return {};
  return {{"since", wishes_.since}};
}

bool Conversation::refuse_too_long(const std::string& text) {
  if (message_max_ == 0 || text.size() <= message_max_) return false;
  tell(Told::Kind::error, "Too long: " + std::to_string(text.size()) + " of " +
                              std::to_string(message_max_) + " bytes.");
  return true;
}

// What was written before the server had said how long it may be.
void Conversation::drop_too_long() {
  const Letter* letter = outbox_.first_unsent();
  while (letter != nullptr && refuse_too_long(letter->text)) {
    outbox_.refused(std::string(letter->cid));
    letter = outbox_.first_unsent();
  }
}

void Conversation::send_letter(Letter letter) {
  if (refuse_too_long(letter.text)) return;
  if (!connected_) tell(Told::Kind::waiting, letter.text);
  outbox_.add(std::move(letter));
}

// What is said in none would else be said in whichever is entered next.
bool Conversation::has_no_room() {
  if (!current_.empty() || !settled_in_) return false;
  tell(Told::Kind::error, "You are in no room. Join one first.");
  return true;
}

void Conversation::say(std::string_view text) {
  if (text.find_first_not_of(" \t\n") == std::string_view::npos) return;  // the server takes none
  if (has_no_room()) return;
  send_letter({Letter::Kind::message, current_, std::string(text), {}});
}

void Conversation::say_binary(std::string_view bytes) {
  if (has_no_room()) return;
  send_letter({Letter::Kind::binary, current_, std::string(bytes), {}});
}

bool Conversation::type(std::string_view line) {
  const Command command = parse_command(line, names_here());
  if (command.verb == Command::Verb::quit) return false;
  obey(command);
  return true;
}

void Conversation::tell(Told told) {
  something_refused_ |= told.kind == Told::Kind::error;
  told_.push_back(std::move(told));
}

void Conversation::tell(Told::Kind kind, std::string text) {
  tell(Told{.kind = kind, .text = std::move(text)});
}

// To what somebody asked.
void Conversation::answer(std::string text, std::string json) {
  tell({.kind = Told::Kind::info,
        .text = std::move(text),
        .asked = Told::Asked::answered,
        .json = std::move(json)});
}

std::optional<Told> Conversation::next_told() {
  if (told_.empty()) return std::nullopt;
  Told told = std::move(told_.front());
  told_.pop_front();
  return told;
}

Standing Conversation::standing() const {
  Standing standing{.room = current_, .pending = outbox_.size(), .nick = nick_};
  for (const auto& [name, place] : rooms_) {
    if (name == current_) {
      standing.members = place.roster.count();
    } else if (place.unread > 0) {
      standing.unread.emplace_back(name, place.unread);
    }
  }
  return standing;
}

std::vector<std::string> Conversation::names_here() const {
  std::set<std::string> names;
  for (const auto& [room, place] : rooms_) {
    for (const auto& [id, one] : place.roster.people()) names.insert(one.nick);
  }
  if (!last_secret_from_.empty()) names.insert(last_secret_from_);
  return {names.begin(), names.end()};
}

Vocabulary Conversation::vocabulary() const {
  Vocabulary vocabulary{.commands = command_names(), .names = names_here()};
  for (const auto& [name, place] : rooms_) vocabulary.rooms.push_back(name);
  std::erase(vocabulary.names, nick_);
  return vocabulary;
}

}  // namespace wsc
