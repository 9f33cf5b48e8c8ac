// Objects are read by a library, lines are taken as they are.
#include "tests/apps/wsd/chat/talk.h"

#include <simdjson.h>

namespace chat::test {

wsd::Options unhurried() {
  wsd::Options options;
  options.rate = {0, 0};
  options.welcome = {};
  return options;
}

Lines say(Salon& salon, Guest& guest, std::string_view text) {
  guest.say(text);
  return hear(salon, guest);
}

Lines hear(Salon& salon, Guest& guest) {
  salon.settle();
  Lines lines = Salon::heard(guest);
  if (!lines.empty() && lines.back() == "eof") lines.pop_back();  // after its close frame
  return lines;
}

Guest& greeted(Salon& salon, std::string_view fields, broadcast::ShardNumber shard,
               std::string_view path) {
  Guest& guest = salon.json(path, shard);
  say(salon, guest, R"({"op":"hello")" + std::string(fields) + "}");
  return guest;
}

std::string at(std::string_view object, std::string_view place) {
  static simdjson::dom::parser parser;
  simdjson::dom::element found;
  const simdjson::padded_string json(object);
  if (parser.parse(json).at_pointer(place).get(found)) return {};
  std::string_view text;
  return std::string(found.get(text) ? simdjson::minify(found) : text);
}

Lines only(const Lines& lines, std::string_view op) {
  Lines some;
  for (const std::string& line : lines) {
    if (at(line, "/op") == op) some.push_back(line);
  }
  return some;
}

bool matches(std::string_view line, std::string_view like) {
  constexpr std::string_view kAny = "\"…\"";
  while (true) {
    const auto blank = like.find(kAny);
    const std::string_view literal = like.substr(0, blank);
    if (!line.starts_with(literal)) return false;
    line.remove_prefix(literal.size());
    if (blank == like.npos) return line.empty();
    like.remove_prefix(blank + kAny.size());
    if (like.empty()) return !line.empty();
    const auto next = line.find(like.substr(0, like.find(kAny)));
    if (next == line.npos || next == 0) return false;
    line.remove_prefix(next);
  }
}

}  // namespace chat::test
