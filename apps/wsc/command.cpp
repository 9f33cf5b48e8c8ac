// One table says which commands there are and what they need.
#include "apps/wsc/command.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/edit_distance.h"
#include "rfc6455/http_head.h"

namespace wsc {
namespace {

using Verb = Command::Verb;

enum class Needs : std::uint8_t { nothing, words, name, name_and_words };

struct Entry {
  std::string_view name;
  Verb verb;
  Needs needs;
  std::string_view takes;
  std::string_view what;
};
constexpr Entry kTable[] = {
    {"/help", Verb::help, Needs::nothing, "[COMMAND]", "this"},
    {"/ping", Verb::ping, Needs::nothing, "", "how far away the server is"},
    {"/stats", Verb::stats, Needs::nothing, "", "what this connection has done"},
    {"/nick", Verb::nick, Needs::words, "NAME", "have another name"},
    {"/me", Verb::me, Needs::words, "TEXT", "do something: * ana waves"},
    {"/away", Verb::away, Needs::nothing, "[TEXT]", "be away; without a text: be back"},
    {"/join", Verb::join, Needs::words, "ROOM", "enter a room and speak there"},
    {"/leave", Verb::leave, Needs::nothing, "[ROOM]", "leave a room"},
    {"/switch", Verb::go, Needs::words, "ROOM", "speak in a joined room"},
    {"/rooms", Verb::rooms, Needs::nothing, "[PREFIX]", "which rooms there are"},
    {"/who", Verb::who, Needs::nothing, "[ROOM]", "who is in a room"},
    {"/whois", Verb::whois, Needs::name, "NAME", "who somebody is"},
    {"/topic", Verb::topic, Needs::nothing, "[TEXT]",
     "what the room is about; a text sets it, - none"},
    {"/msg", Verb::msg, Needs::name_and_words, "NAME TEXT", "a private message"},
    {"/r", Verb::reply, Needs::words, "TEXT", "answer the last private message"},
    {"/history", Verb::history, Needs::nothing, "[N]", "earlier messages"},
    {"/since", Verb::since, Needs::words, "SEQ", "messages after a number"},
    {"/search", Verb::search, Needs::words, "WORDS", "messages with these words"},
    {"/set", Verb::set, Needs::name_and_words, "echo|seq|time|presence on|off",
     "how things are shown"},
    {"/quit", Verb::quit, Needs::nothing, "", "leave (so do exit, quit, Ctrl-D, Ctrl-C)"},
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.remove_suffix(1);
  return text;
}

// How much of the words is a name: the longest known one, "User" and a number, or the first word.
std::size_t name_size(std::string_view words, const std::vector<std::string>& names) {
  std::size_t size = 0;
  for (const std::string& name : names) {
    const bool fits = words.size() >= name.size() &&
                      rfc6455::equal_ignoring_case(words.substr(0, name.size()), name);
    const bool ends = fits && (words.size() == name.size() || words[name.size()] == ' ');
    if (ends) size = std::max(size, name.size());
  }
  if (size > 0) return size;
  const std::size_t first = std::min(words.find(' '), words.size());
  if (!rfc6455::equal_ignoring_case(words.substr(0, first), "User")) return first;
  const std::size_t digits = first + 1;
  const std::size_t end = std::min(words.find_first_not_of("0123456789", digits), words.size());
  return end > digits && (end == words.size() || words[end] == ' ') ? end : first;
}

std::string usage(const Entry& entry) {
  return std::string(entry.name) + (entry.takes.empty() ? "" : " ") + std::string(entry.takes);
}

std::string in_columns(std::string usage, std::string_view what) {
  constexpr std::size_t kColumn = 36;
  usage.append(usage.size() < kColumn ? kColumn - usage.size() : 1, ' ');
  return usage + std::string(what);
}

std::string_view without_slash(std::string_view name) {
  return name.substr(name.substr(0, 1) == "/" ? 1 : 0);
}

bool is_called(const Entry& entry, std::string_view name) {
  return rfc6455::equal_ignoring_case(without_slash(entry.name), without_slash(name));
}

// The only one that begins so, or that is nearly written so. Null: there is none.
const Entry* nearest_to(std::string_view name) {
  const auto begins = [&](const Entry& entry) {
    const std::string_view whole = without_slash(entry.name);
    return name.size() > 1 && rfc6455::equal_ignoring_case(whole.substr(0, name.size()), name);
  };
  if (std::count_if(std::begin(kTable), std::end(kTable), begins) == 1) {
    return std::find_if(std::begin(kTable), std::end(kTable), begins);
  }
  // In a short word two wrong letters leave nothing of it.
  std::size_t least = name.size() < 3 ? 0 : name.size() < 5 ? 2 : 3;
  const Entry* nearest = nullptr;
  for (const Entry& entry : kTable) {
    const std::size_t apart = base::edit_distance(name, without_slash(entry.name));
    if (apart >= least) continue;
    least = apart;
    nearest = &entry;
  }
  return nearest;
}

}  // namespace

Command parse_command(std::string_view line, const std::vector<std::string>& names) {
  if (line.substr(0, 1) != "/") return {Verb::say, {}, std::string(line)};
  if (line.substr(0, 2) == "//") return {Verb::say, {}, std::string(line.substr(1))};
  const std::size_t end = std::min(line.find_first_of(" \n"), line.size());
  const std::string_view name = line.substr(0, end);
  const auto entry = std::find_if(std::begin(kTable), std::end(kTable), [&](const Entry& one) {
    return rfc6455::equal_ignoring_case(one.name, name);
  });
  if (entry == std::end(kTable)) return {Verb::unknown, {}, std::string(name)};
  Command command{entry->verb, {}, {}};
  std::string_view words = trimmed(line.substr(end));
  if (entry->needs == Needs::name || entry->needs == Needs::name_and_words) {
    if (words.substr(0, 1) == "@") words.remove_prefix(1);
    const std::size_t size = name_size(words, names);
    command.name = words.substr(0, size);
    words = trimmed(words.substr(size));
  }
  command.words = words;
  const bool lacks_words = entry->needs == Needs::words || entry->needs == Needs::name_and_words;
  const bool lacks_name = entry->needs == Needs::name && command.name.empty();
  if ((lacks_words && words.empty()) || lacks_name) return {Verb::incomplete, {}, usage(*entry)};
  return command;
}

std::string folded_room(std::string_view room) {
  std::string out(room);
  for (char& byte : out) byte = base::lower(byte);
  return out;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const Entry& entry : kTable) names.emplace_back(entry.name);
  return names;
}

std::vector<std::string> command_help(std::string_view command) {
  std::vector<std::string> lines;
  for (const Entry& entry : kTable) {
    if (!command.empty() && !is_called(entry, command)) continue;
    lines.push_back(in_columns(usage(entry), entry.what));
  }
  if (command.empty()) lines.push_back(in_columns("//x", "say /x; what begins with no / is said"));
  return lines;
}

std::string no_such_command(std::string_view command) {
  const std::string_view name = without_slash(command);
  const Entry* const meant = nearest_to(name);
  return "Unknown command /" + std::string(name) + ". " +
         (meant != nullptr ? "Did you mean " + std::string(meant->name) + "?" : "Try /help.");
}

}  // namespace wsc
