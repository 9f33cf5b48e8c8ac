// A line is a command with its arguments, or it is said.
#include <charconv>
#include <optional>

#include "apps/wsd/chat/commands.h"
#include "apps/wsd/chat/complaint.h"
#include "apps/wsd/chat/names.h"
#include "apps/wsd/chat/text_face.h"
#include "base/text.h"

namespace chat::text {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

// The first word, which is taken away; what is left begins with the next.
std::string_view take_word(std::string_view& rest) {
  const auto end = rest.find_first_of(kSpaces);
  const std::string_view word = rest.substr(0, end);
  rest = end == rest.npos ? std::string_view() : base::trimmed(rest.substr(end));
  return word;
}

template <typename Number>
std::optional<Number> number_of(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_user(std::string_view word) {
  return word == "User" || word == "user" || word == "USER";
}

// A name is a word; "User 7" is one too.
std::string_view take_name(std::string_view& rest) {
  const std::string_view whole = rest;
  const std::string_view word = take_word(rest);
  if (!is_user(word)) return word;
  std::string_view after = rest;
  const std::string_view number = take_word(after);
  const bool next = number.data() == word.data() + word.size() + 1;
  if (!next || !number_of<UserNumber>(number)) return word;
  rest = after;
  return whole.substr(0, word.size() + 1 + number.size());
}

std::string_view without_hash(std::string_view text) {
  return text.starts_with('#') ? text.substr(1) : text;
}

// Each fills in a request and says whether the arguments make sense.

bool read_name(Request& request, std::string_view rest) {
  request.name = take_name(rest);
  return !request.name.empty() && rest.empty();
}

bool read_text(Request& request, std::string_view rest) {
  request.text = rest;
  return true;
}

bool read_away(Request& request, std::string_view rest) {
  request.has_text = !rest.empty();
  return read_text(request, rest);
}

bool read_topic(Request& request, std::string_view rest) {
  request.has_text = !rest.empty();
  if (rest != "-") request.text = rest;
  return true;
}

bool read_private(Request& request, std::string_view rest) {
  request.name = take_name(rest);
  request.text = rest;
  return !rest.empty();
}

bool read_room(Request& request, std::string_view rest) {
  request.room = without_hash(take_word(rest));
  return rest.empty();
}

bool read_history(Request& request, std::string_view rest) {
  if (rest.empty()) return true;
  request.page.limit = number_of<std::uint32_t>(rest).value_or(0);
  return request.page.limit > 0;
}

bool read_since(Request& request, std::string_view rest) {
  if (rest == "all") {
    request.since.kind = Since::Kind::all;
    return true;
  }
  const auto seq = number_of<std::uint64_t>(without_hash(rest));
  request.since.kind = Since::Kind::after;
  request.since.seq = seq.value_or(0);
  return seq.has_value();
}

bool read_setting(Request& request, std::string_view rest) {
  constexpr std::string_view kNames[] = {"echo", "seq", "time", "presence"};
  const std::string_view name = take_word(rest);
  for (std::size_t i = 0; i < std::size(kNames); ++i) {
    if (name != kNames[i]) continue;
    request.setting = static_cast<Setting>(i);
    request.on = rest == "on";
    return rest == "on" || rest == "off";
  }
  return false;
}

bool read_arguments(Request& request, std::string_view rest) {
  switch (request.verb) {
    case Verb::nick:
      request.name = rest;  // all of it: that a name has no spaces is told by who knows names
      return !rest.empty();
    case Verb::me:
    case Verb::reply:
    case Verb::search:
      return read_text(request, rest) && !rest.empty();
    case Verb::away:
      return read_away(request, rest);
    case Verb::rooms:
    case Verb::quit:
      return read_text(request, rest);
    case Verb::topic:
      return read_topic(request, rest);
    case Verb::dm:
      return read_private(request, rest);
    case Verb::join:
    case Verb::go:
      return read_room(request, rest) && !request.room.empty();
    case Verb::leave:
    case Verb::who:
      return read_room(request, rest);
    case Verb::whois:
      return read_name(request, rest);
    case Verb::history:
      return read_history(request, rest);
    case Verb::since:
      return read_since(request, rest);
    case Verb::set:
      return read_setting(request, rest);
    case Verb::help:
      request.text = rest.starts_with('/') ? rest.substr(1) : rest;
      return true;
    default:  // ping, stats: whatever follows
      return true;
  }
}

Complaint misused(const Command& command) {
  std::string usage = "Usage: ";
  append_usage(usage, command);
  return complaint(400, std::move(usage));
}

}  // namespace

std::variant<Request, Complaint> read(std::string_view line) {
  Request request;
  if (!line.starts_with('/') || line.starts_with("//")) {
    if (base::trimmed(line).empty()) return request;
    request.verb = Verb::say;
    request.text = line.starts_with('/') ? line.substr(1) : line;
    return request;
  }
  std::string_view rest = line.substr(1);
  const std::string_view name = take_word(rest);
  const Command* command = find_command(name);
  if (!command) return complaint(404, no_such_command(name));
  request.verb = command->verb;
  if (!read_arguments(request, base::trimmed(rest))) return misused(*command);
  return request;
}

}  // namespace chat::text
