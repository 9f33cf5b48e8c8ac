// simdjson checks all of an object, its numbers too; what it does not tell is looked up in the text
// (json_scan). Nothing else in the chat knows simdjson.
#include "apps/wsd/chat/json_fields.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cassert>
#include <cstring>

#include "apps/wsd/chat/complaint.h"
#include "apps/wsd/chat/json_face.h"
#include "base/json_scan.h"

namespace chat::json {
namespace {

using simdjson::dom::element;

constexpr std::size_t kCapacityMin = 4096;
constexpr std::string_view kBadEscape = "This JSON has an escape that stands for no character.";

constexpr std::size_t kKeys = static_cast<std::size_t>(Key::none);
constexpr std::array<std::string_view, kKeys> kNames = {
    "q",      "id",     "op",     "to",     "on",     "cid",     "bin",     "room",    "text",
    "data",   "echo",   "nick",   "user",   "rooms",  "since",   "after",   "limit",   "topic",
    "before", "around", "latest", "prefix", "client", "session", "history", "presence"};

// Where the names of each length begin.
constexpr std::size_t kLongest = 8;
constexpr auto kFirst = [] {
  std::array<std::uint8_t, kLongest + 2> first{};
  for (std::size_t length = 0; length < first.size(); ++length) {
    std::size_t at = 0;
    while (at < kKeys && kNames[at].size() < length) ++at;
    first[length] = static_cast<std::uint8_t>(at);
  }
  return first;
}();

Key key_of(std::string_view name) {
  if (name.size() > kLongest) return Key::none;
  for (std::size_t i = kFirst[name.size()]; i < kFirst[name.size() + 1]; ++i) {
    if (kNames[i] == name) return static_cast<Key>(i);
  }
  return Key::none;
}

std::size_t index(Key key) {
  return static_cast<std::size_t>(key);
}

std::string quoted(Key key) {
  return '"' + std::string(kNames[index(key)]) + '"';
}

std::string_view sentence_for(simdjson::error_code error) {
  switch (error) {
    case simdjson::DEPTH_ERROR:
      return "This JSON is nested more than 64 deep.";
    case simdjson::NUMBER_ERROR:
      return "This JSON has a number that is malformed or too large.";
    case simdjson::STRING_ERROR:
      return kBadEscape;
    case simdjson::UTF8_ERROR:
      return "This JSON is not valid UTF-8.";
    case simdjson::MEMALLOC:
    case simdjson::CAPACITY:
      return "This JSON is too large.";
    default:
      return "This is not JSON.";
  }
}

bool read_since(const element& value, Since& since) {
  std::string_view word;
  if (!value.get(word)) {
    since.kind = word == "all" ? Since::Kind::all : Since::Kind::latest;
    return word == "all" || word == "latest";
  }
  simdjson::dom::object position;
  if (value.get(position)) return false;
  since.kind = Since::Kind::after;
  const auto epoch = position["epoch"];
  if (epoch.error() != simdjson::NO_SUCH_FIELD && epoch.get(since.epoch)) return false;
  return !position["seq"].get(since.seq) && since.seq <= kIntegerMax;
}

bool read_wish(const element& value, RoomWish& wish) {
  simdjson::dom::object object;
  if (value.get(object) || object["room"].get(wish.room)) return false;
  element since;
  return object["since"].get(since) || since.is_null() || read_since(since, wish.since);
}

}  // namespace

// The library reads a little beyond the end, so the object is copied to where it may.
struct Fields::Parser {
  simdjson::dom::parser parser;
  std::vector<char> object;
  std::size_t size = 0;
  std::vector<char> minified;
  simdjson::dom::object members;
  std::bitset<kKeys> there;
  std::array<element, kKeys> values;
  std::array<std::uint32_t, kKeys> places;  // among all members
  std::string_view id;

  std::string_view text() const { return {object.data(), size}; }
  std::string_view json(Key key) const { return base::nth_value(text(), places[index(key)]); }
};

Fields::Fields() : parser_(std::make_unique<Parser>()) {
  const auto error = parser_->parser.allocate(kCapacityMin, kDepthMax);
  if (error) throw std::bad_alloc();
}

Fields::~Fields() = default;

void Fields::take(std::string_view object) {
  Parser& p = *parser_;
  complaint_.reset();
  p.there.reset();
  p.id = {};
  p.size = object.size();
  if (p.object.size() < object.size() + simdjson::SIMDJSON_PADDING) {
    p.object.resize(2 * object.size() + simdjson::SIMDJSON_PADDING);
  }
  if (!object.empty()) std::memcpy(p.object.data(), object.data(), object.size());
  const auto parsed = p.parser.parse(p.object.data(), p.size, false);
  if (parsed.error()) return complain(400, sentence_for(parsed.error()));
  if (parsed.get(p.members)) return complain(400, "This is JSON, but not an object.");
  if (!base::surrogates_are_paired(p.text())) return complain(400, kBadEscape);
  collect();
  read_id();
}

void Fields::collect() {
  Parser& p = *parser_;
  std::uint32_t place = 0;
  for (const auto member : p.members) {
    const Key key = key_of(member.key);
    if (key != Key::none) {
      if (p.there[index(key)]) complain(400, quoted(key) + " is there twice.");
      p.there[index(key)] = true;
      p.values[index(key)] = member.value;
      p.places[index(key)] = place;
    }
    ++place;
  }
}

// "id" is echoed, so what is sent back has to be of a kind that every client reads as it was.
void Fields::read_id() {
  if (!has(Key::id)) return;
  Parser& p = *parser_;
  const std::string_view json = p.json(Key::id);
  std::int64_t number = 0;
  const auto limit = static_cast<std::int64_t>(kIntegerMax);
  const element& value = p.values[index(Key::id)];
  const bool integer = !value.get(number) && number >= -limit && number <= limit;
  if ((integer || value.is_string()) && json.size() <= kWordMax) {
    p.id = json;
  } else {
    wrong(Key::id, "must be a string of at most 64 bytes or an integer below 2^53.");
  }
}

bool Fields::has(Key key) const {
  const Parser& p = *parser_;
  return p.there[index(key)] && (key == Key::data || !p.values[index(key)].is_null());
}

std::string_view Fields::text(Key key) {
  std::string_view text;
  if (has(key) && parser_->values[index(key)].get(text)) wrong(key, "must be a string.");
  return text;
}

std::string_view Fields::needed_text(Key key) {
  if (!has(key)) wrong(key, "is missing.");
  return text(key);
}

std::string_view Fields::short_text(Key key) {
  const std::string_view text = this->text(key);
  if (text.size() > kWordMax) wrong(key, "has at most 64 bytes.");
  return text;
}

std::uint64_t Fields::number(Key key, std::uint64_t least) {
  std::uint64_t number = least;
  if (!has(key)) return number;
  const bool read = !parser_->values[index(key)].get(number);
  if (read && number >= least && number <= kIntegerMax) return number;
  wrong(key, "must be an integer from " + std::to_string(least) + " to 9007199254740991.");
  return least;
}

std::uint32_t Fields::limit(Key key) {
  if (!has(key)) return 0;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(number(key, 1), UINT32_MAX));
}

bool Fields::flag(Key key, bool otherwise) {
  bool flag = otherwise;
  if (has(key) && parser_->values[index(key)].get(flag)) wrong(key, "must be true or false.");
  return flag;
}

Since Fields::since(Key key) {
  Since since;
  if (has(key) && !read_since(parser_->values[index(key)], since)) {
    wrong(key, R"(must be "latest", "all" or like {"epoch":"k3x","seq":120}.)");
  }
  return since;
}

std::vector<RoomWish> Fields::wishes(Key key) {
  std::vector<RoomWish> wishes;
  if (!has(key)) return wishes;
  simdjson::dom::array rooms;
  bool good = !parser_->values[index(key)].get(rooms);
  if (good) {
    for (const element room : rooms) good = good && read_wish(room, wishes.emplace_back());
  }
  if (!good) wrong(key, R"(must be a list of rooms like {"room":"lobby","since":"latest"}.)");
  return wishes;
}

std::string_view Fields::json(Key key) {
  Parser& p = *parser_;
  const std::string_view json = p.json(key);
  if (p.minified.size() < json.size() + simdjson::SIMDJSON_PADDING) {
    p.minified.resize(2 * json.size() + simdjson::SIMDJSON_PADDING);
  }
  std::size_t size = 0;
  const auto error = simdjson::minify(json.data(), json.size(), p.minified.data(), size);
  assert(!error);
  return {p.minified.data(), error ? 0 : size};
}

std::string_view Fields::id() const {
  return parser_->id;
}

void Fields::wrong(Key key, std::string_view sentence) {
  complain(422, quoted(key) + ' ' + std::string(sentence));
}

void Fields::complain(std::uint16_t code, std::string_view sentence) {
  if (complaint_) return;
  complaint_ = chat::complaint(code, std::string(sentence));
}

}  // namespace chat::json
