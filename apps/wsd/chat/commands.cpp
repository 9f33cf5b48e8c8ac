// Two dozen rows: looking one up is a walk along them.
#include "apps/wsd/chat/commands.h"

#include <algorithm>
#include <array>

#include "apps/wsd/chat/cleaning.h"
#include "base/ascii.h"
#include "base/edit_distance.h"
#include "base/text.h"

namespace chat {
namespace {

constexpr Command kCommands[] = {
    {"help", Verb::help, "[COMMAND]", "tells what there is, or more about one command", ""},
    {"nick", Verb::nick, "NAME", "gives you a name",
     "1 to 32 characters, no spaces. Names that look alike are one name."},
    {"me", Verb::me, "TEXT", "tells what you do: /me waves", ""},
    {"msg", Verb::dm, "NAME TEXT", "says something to one person alone",
     "NAME may be \"User 7\" or u7 too. Who was here before and is away gets it later."},
    {"r", Verb::reply, "TEXT", "answers the last private message", ""},
    {"join", Verb::join, "ROOM", "goes into a room as well; what you say is said there from now on",
     "Rooms are made when somebody goes in."},
    {"leave", Verb::leave, "[ROOM]", "goes out of this room, or of another", ""},
    {"switch", Verb::go, "ROOM", "makes a room you are in the one where you talk", ""},
    {"rooms", Verb::rooms, "[PREFIX]", "lists the rooms and how many are in them", ""},
    {"who", Verb::who, "[ROOM]", "lists who is here, or in another room", ""},
    {"whois", Verb::whois, "NAME", "tells about one person", ""},
    {"topic", Verb::topic, "[TEXT]", "tells what the room is about, or sets it",
     "/topic - removes it."},
    {"history", Verb::history, "[N]", "shows the last messages, or the last N of them", ""},
    {"since", Verb::since, "SEQ", "shows the messages after that number",
     "/since all begins with the oldest that is kept."},
    {"search", Verb::search, "WORDS", "shows the messages that have all of these words", ""},
    {"away", Verb::away, "[TEXT]", "says why you are away; without a text: that you are back", ""},
    {"set", Verb::set, "echo|seq|time|presence on|off", "changes how you see things",
     "echo: what you say yourself; seq: numbers before messages; time: the time, in UTC, before "
     "everything; presence: who comes and goes."},
    {"ping", Verb::ping, "", "tells how long the way to the server and back takes", ""},
    {"stats", Verb::stats, "", "tells what this connection has done", ""},
    {"quit", Verb::quit, "[REASON]", "says goodbye", ""},
};

// What the same is called elsewhere.
struct Alias {
  std::string_view name;
  std::string_view command;
};
constexpr Alias kAliases[] = {
    {"?", "help"},      {"h", "help"},         {"commands", "help"}, {"name", "nick"},
    {"rename", "nick"}, {"action", "me"},      {"dm", "msg"},        {"pm", "msg"},
    {"query", "msg"},   {"tell", "msg"},       {"w", "msg"},         {"whisper", "msg"},
    {"reply", "r"},     {"j", "join"},         {"part", "leave"},    {"go", "switch"},
    {"list", "rooms"},  {"channels", "rooms"}, {"names", "who"},     {"users", "who"},
    {"find", "search"}, {"grep", "search"},    {"log", "history"},   {"afk", "away"},
    {"back", "away"},   {"exit", "quit"},      {"bye", "quit"},      {"disconnect", "quit"},
};

constexpr std::size_t kShownMax = 32;  // of a command that there is not
constexpr std::size_t kNameMax = 12;   // of what is compared; no command is that long

bool same(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, base::lower, base::lower);
}

const Command* longer_one(std::string_view name) {  // if only one begins so
  const Command* found = nullptr;
  for (const Command& command : kCommands) {
    if (!same(command.name.substr(0, name.size()), name)) continue;
    if (found) return nullptr;
    found = &command;
  }
  return found;
}

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

const Command* find_command(std::string_view name) {
  const auto found = std::ranges::find_if(
      kCommands, [&](const Command& command) { return same(command.name, name); });
  return found == std::end(kCommands) ? nullptr : found;
}

const Command* nearest_command(std::string_view name) {
  for (const Alias& alias : kAliases) {
    if (same(alias.name, name)) return find_command(alias.command);
  }
  if (name.size() < 2 || name.size() > kNameMax) return nullptr;
  if (const Command* longer = longer_one(name)) return longer;
  if (name.size() < 3) return nullptr;
  // In a short word two wrong letters leave nothing of it.
  std::size_t least = name.size() < 5 ? 2 : 3;
  const Command* nearest = nullptr;
  for (const Command& command : kCommands) {
    const std::size_t far =
        command.name.size() < 2 ? least : base::edit_distance(name, command.name);
    if (far >= least) continue;
    least = far;
    nearest = &command;
  }
  return nearest;
}

std::string no_such_command(std::string_view name) {
  std::string sentence = "Unknown command /";
  sentence += cleaned_line(base::cut(name, kShownMax));
  sentence += ". ";
  if (const Command* nearest = nearest_command(name)) {
    sentence += "Did you mean /";
    sentence += nearest->name;
    sentence += '?';
  } else {
    sentence += "Try /help.";
  }
  return sentence;
}

void append_usage(std::string& out, const Command& command) {
  out += '/';
  out += command.name;
  if (command.wants.empty()) return;
  out += ' ';
  out += command.wants;
}

}  // namespace chat
