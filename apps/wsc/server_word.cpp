// The only file that knows simdjson. The DOM is right here: one person's conversation is a handful
// of objects a second.
#include "apps/wsc/server_word.h"

#include <simdjson.h>

namespace wsc {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

std::string text_at(const object& from, const char* key) {
  std::string_view text;
  return from[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

std::optional<std::uint64_t> number_at(const object& from, const char* key) {
  std::uint64_t number = 0;
  if (from[key].get(number) == simdjson::SUCCESS) return number;
  return std::nullopt;
}

bool flag_at(const object& from, const char* key) {
  bool flag = false;
  return from[key].get(flag) == simdjson::SUCCESS && flag;
}

Somebody somebody_of(const object& from) {
  Somebody one;
  one.id = text_at(from, "id");
  one.nick = text_at(from, "nick");
  one.away = text_at(from, "away");
  one.is_away = !one.away.empty() || flag_at(from, "away");
  return one;
}

Somebody somebody_at(const object& from, const char* key) {
  object inner;
  if (from[key].get(inner) == simdjson::SUCCESS) return somebody_of(inner);
  return {.nick = text_at(from, key)};
}

std::vector<Somebody> people_at(const object& from, const char* key) {
  std::vector<Somebody> people;
  array list;
  if (from[key].get(list) != simdjson::SUCCESS) return people;
  for (const element one : list) {
    object inner;
    if (one.get(inner) == simdjson::SUCCESS) people.push_back(somebody_of(inner));
  }
  return people;
}

std::string id_at(const object& from, const char* key) {
  if (const auto number = number_at(from, key)) return std::to_string(*number);
  return text_at(from, key);
}

void read_rooms(const object& from, ServerWord& word) {
  array list;
  if (from["rooms"].get(list) != simdjson::SUCCESS) return;
  for (const element one : list) {
    object inner;
    std::string_view name;
    if (one.get(name) == simdjson::SUCCESS) word.rooms.push_back({std::string(name), {}, 0});
    if (one.get(inner) != simdjson::SUCCESS) continue;
    word.rooms.push_back(
        {text_at(inner, "room"), text_at(inner, "topic"), number_at(inner, "members").value_or(0)});
  }
}

void read_limits(const object& from, ServerWord& word) {
  object limits;
  if (from["limits"].get(limits) != simdjson::SUCCESS) return;
  word.limits = {number_at(limits, "message").value_or(0), number_at(limits, "burst").value_or(0),
                 number_at(limits, "rate").value_or(0)};
}

void read_lists(const object& from, ServerWord& word) {
  word.people = people_at(from, "members");
  if (word.people.empty()) word.people = people_at(from, "add");
  array list;
  if (from["del"].get(list) == simdjson::SUCCESS) {
    for (const element one : list) {
      std::string_view id;
      if (one.get(id) == simdjson::SUCCESS) word.gone.emplace_back(id);
    }
  }
  read_rooms(from, word);
  read_limits(from, word);
}

ServerWord word_of(const object& from) {
  ServerWord word;
  word.op = text_at(from, "op");
  word.re = id_at(from, "re");
  word.room = text_at(from, "room");
  word.epoch = text_at(from, "epoch");
  word.cid = text_at(from, "cid");
  word.text = text_at(from, "text");
  word.bin = text_at(from, "bin");
  word.error = text_at(from, "error");
  word.reason = text_at(from, "reason");
  word.topic = text_at(from, "topic");
  word.nick = text_at(from, "nick");
  word.was = text_at(from, "was");
  word.from = somebody_at(from, "from");
  word.to = somebody_at(from, "to");
  word.user = somebody_at(from, "user");
  word.seq = number_at(from, "seq");
  word.pv = number_at(from, "pv");
  word.members = number_at(from, "members");
  if (!word.members) word.members = number_at(from, "count");
  word.gap_from = number_at(from, "from").value_or(0);
  word.gap_to = number_at(from, "to").value_or(0);
  word.ts = static_cast<std::int64_t>(number_at(from, "ts").value_or(0));
  word.full = flag_at(from, "full");
  word.more = flag_at(from, "more");
  word.action = flag_at(from, "action");
  word.queued = flag_at(from, "queued");
  word.temporary = flag_at(from, "temporary");
  word.moved = flag_at(from, "moved");
  element data;
  if (from["data"].get(data) == simdjson::SUCCESS) word.data = simdjson::minify(data);
  word.json = simdjson::minify(from);
  read_lists(from, word);
  for (const auto& [key, value] : from) {
    std::uint64_t number = 0;
    if (value.get(number) == simdjson::SUCCESS) word.figures[std::string(key)] = number;
  }
  return word;
}

// Once, not in one another.
void read_items(const object& from, ServerWord& word) {
  array list;
  if (from["items"].get(list) == simdjson::SUCCESS) {
    for (const element one : list) {
      object item;
      if (one.get(item) == simdjson::SUCCESS) word.items.push_back(word_of(item));
    }
  }
}

}  // namespace

struct ServerReader::Parser {
  simdjson::dom::parser parser;
};

ServerReader::ServerReader() : parser_(std::make_unique<Parser>()) {}
ServerReader::~ServerReader() = default;

std::optional<ServerWord> ServerReader::read(std::string_view json) {
  object whole;
  if (parser_->parser.parse(json.data(), json.size()).get(whole) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  ServerWord word = word_of(whole);
  if (word.op.empty()) return std::nullopt;
  read_items(whole, word);
  return word;
}

}  // namespace wsc
