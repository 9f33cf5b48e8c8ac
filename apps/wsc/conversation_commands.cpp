// The person's side: each command is one request, or a change of how things are shown.
#include <optional>

#include "apps/wsc/conversation.h"
#include "base/json_object.h"

namespace wsc {
namespace {

using Kind = Told::Kind;
using Verb = Command::Verb;

constexpr std::uint64_t kUsualHistory = 20;

// As JSON writes it: without zeros in front.
std::optional<std::uint64_t> number_of(const std::string& text) {
  constexpr std::size_t kDigitsMax = 15;
  if (text.empty() || text.size() > kDigitsMax) return std::nullopt;
  if (text.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  return std::stoull(text);
}

bool is_about_the_current_room(const Command& command) {
  switch (command.verb) {
    case Verb::who:
      return command.words.empty();
    case Verb::topic:
    case Verb::history:
    case Verb::since:
    case Verb::search:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool Conversation::needs_connection() {
  if (!connected_) tell(Kind::error, "There is no connection at present.");
  return connected_;
}

void Conversation::obey(const Command& command) {
  switch (command.verb) {
    case Verb::say:
      return say(command.words);
    case Verb::unknown:
      return tell(Kind::error, no_such_command(command.words));
    case Verb::incomplete:
      return tell(Kind::error, "It is " + command.words + ".");
    case Verb::help:
      return help(command.words);
    case Verb::set:
      return set(command);
    case Verb::me:
      if (has_no_room()) return;
      return send_letter({Letter::Kind::action, current_, command.words, {}});
    case Verb::msg:
      return send_letter({Letter::Kind::secret, command.name, command.words, {}});
    case Verb::reply:
      if (last_secret_from_.empty()) return tell(Kind::error, "Nobody has written to you alone.");
      return send_letter({Letter::Kind::secret, last_secret_from_, command.words, {}});
    case Verb::join:
      return join(folded_room(command.words));
    case Verb::leave:
      if (command.words.empty() && has_no_room()) return;
      return leave(command.words.empty() ? current_ : folded_room(command.words));
    case Verb::go:
      return go(folded_room(command.words));
    default:
      break;
  }
  if (!needs_connection() || (is_about_the_current_room(command) && has_no_room())) return;
  obey_about_people(command);
  obey_about_rooms(command);
}

void Conversation::help(const std::string& about) {
  const std::vector<std::string> lines = command_help(about);
  if (lines.empty()) return tell(Kind::error, no_such_command(about));
  for (const std::string& line : lines) answer(line, base::JsonObject().field("text", line).text());
}

void Conversation::obey_about_people(const Command& command) {
  base::JsonObject out;
  const auto put = [&](const char* op, const std::string& what) -> base::JsonObject& {
    return out.field("op", op).raw("id", ask({command.verb, what, false}));
  };
  switch (command.verb) {
    case Verb::ping:
      put("ping", {});
      break;
    case Verb::stats:
      put("stats", {});
      break;
    case Verb::nick:
      put("nick", command.words).field("nick", command.words);
      break;
    case Verb::away:
      put("away", command.words);
      if (!command.words.empty()) out.field("text", command.words);
      break;
    case Verb::whois:
      put("whois", command.name).field("user", command.name);
      break;
    default:
      return;
  }
  request(out.text());
}

void Conversation::obey_about_rooms(const Command& command) {
  base::JsonObject out;
  const std::string room = current_;
  const auto put = [&](const char* op) -> base::JsonObject& {
    return out.field("op", op).raw("id", ask({command.verb, room, false}));
  };
  const std::optional<std::uint64_t> number = number_of(command.words);
  if (command.verb == Verb::history && !command.words.empty() && number.value_or(0) == 0) {
    return tell(Kind::error, "It is /history N, a number from 1.");
  }
  switch (command.verb) {
    case Verb::rooms:
      put("rooms");
      if (!command.words.empty()) out.field("prefix", folded_room(command.words));
      break;
    case Verb::who:
      put("who").field("room", command.words.empty() ? room : folded_room(command.words));
      break;
    case Verb::topic:
      put("topic").field("room", room);
      if (!command.words.empty()) out.field("topic", command.words == "-" ? "" : command.words);
      break;
    case Verb::history:
      put("history").field("room", room).field("latest", true);
      out.field("limit", command.words.empty() ? kUsualHistory : number.value());
      break;
    case Verb::since:
      if (!number) return tell(Kind::error, "It is /since SEQ, a number.");
      put("history").field("room", room).field("after", *number);
      break;
    case Verb::search:
      put("search").field("room", room).field("q", command.words);
      break;
    default:
      return;
  }
  request(out.text());
}

void Conversation::go(const std::string& room) {
  if (rooms_.count(room) == 0) {
    return tell(Kind::error, "You are not in " + room + ". /join " + room + " takes you there.");
  }
  speak_in(room);
  tell(Kind::info, "You speak in " + room + " now.");
}

void Conversation::join(const std::string& room) {
  if (rooms_[room].joined) return go(room);
  entering_ = room;
  if (current_.empty() && settled_in_) current_ = room;
  if (!connected_)
    return tell(Kind::info, "You will be in " + room + " when the connection is back.");
  base::JsonObject out;
  out.field("op", "join").raw("id", ask({Verb::join, room, false})).field("room", room);
  request(out.text());
}

void Conversation::leave(const std::string& room) {
  if (rooms_.count(room) == 0) return tell(Kind::error, "You are not in " + room + ".");
  if (!connected_) return on_left(room);
  base::JsonObject out;
  out.field("op", "leave").raw("id", ask({Verb::leave, room, false})).field("room", room);
  request(out.text());
}

void Conversation::set(const Command& command) {
  const bool on = command.words == "on";
  if (!on && command.words != "off") return tell(Kind::error, "It is on or off.");
  if (command.name == "presence") {
    shows_presence_ = on;
  } else if (command.name == "echo") {
    shows_own_ = on;
  } else if (command.name == "seq") {
    showing_.numbers = on;
  } else if (command.name == "time") {
    showing_.times = on;
  } else {
    return tell(Kind::error, "There are echo, seq, time and presence.");
  }
  tell(Kind::info, command.name + " is " + command.words + ".");
}

}  // namespace wsc
