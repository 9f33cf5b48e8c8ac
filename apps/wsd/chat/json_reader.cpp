// An operation is a name and a function that takes the members it knows; what else there is in the
// object means nothing to it.
#include <algorithm>
#include <charconv>

#include "apps/wsd/chat/cleaning.h"
#include "apps/wsd/chat/complaint.h"
#include "apps/wsd/chat/json_face.h"
#include "apps/wsd/chat/json_fields.h"
#include "apps/wsd/chat/names.h"
#include "apps/wsd/chat/session_key.h"
#include "base/base64.h"
#include "base/text.h"

namespace chat::json {
namespace {

constexpr std::size_t kShownMax = 32;  // of an operation that there is not

void read_message(Fields& fields, Request& request) {
  request.room = fields.text(Key::room);
  request.cid = fields.short_text(Key::cid);
  if (fields.has(Key::echo)) request.echo = fields.flag(Key::echo, true);
}

void read_msg(Fields& fields, Request& request) {
  read_message(fields, request);
  const int contents = fields.has(Key::text) + fields.has(Key::data) + fields.has(Key::bin);
  if (contents != 1) fields.complain(422, R"(Give one of "text", "data" and "bin".)");
  request.text = fields.text(Key::text);
  if (fields.has(Key::data)) {
    request.content = Content::data;
    request.text = fields.json(Key::data);
  }
  if (!fields.has(Key::bin)) return;
  request.content = Content::bin;
  request.text = fields.text(Key::bin);
  if (!base::is_base64(request.text))
    fields.wrong(Key::bin, "must be base64 (RFC 4648, with padding).");
}

void read_me(Fields& fields, Request& request) {
  read_message(fields, request);
  request.text = fields.needed_text(Key::text);
}

void read_dm(Fields& fields, Request& request) {
  read_message(fields, request);
  request.room = {};
  request.name = fields.needed_text(Key::to);
  request.text = fields.needed_text(Key::text);
}

void read_join(Fields& fields, Request& request) {
  request.room = fields.needed_text(Key::room);
  request.page.limit = fields.limit(Key::history);
  request.since = fields.since(Key::since);
}

// A word that is easily guessed would let others take its owner's name.
std::string_view session_in(Fields& fields) {
  const std::string_view word = fields.short_text(Key::session);
  const std::size_t characters = base::characters_in(word);
  if (fields.has(Key::session) && characters < kSessionMin) {
    fields.wrong(Key::session, "must have at least " + std::to_string(kSessionMin) +
                                   " characters, and this has " + std::to_string(characters) +
                                   ": choose a random word once and send it every time.");
  }
  return word;
}

void read_hello(Fields& fields, Request& request) {
  request.client = fields.short_text(Key::client);
  request.session = session_in(fields);
  request.name = fields.text(Key::nick);
  request.wishes = fields.wishes(Key::rooms);
  request.has_rooms = fields.has(Key::rooms);
}

void read_history(Fields& fields, Request& request) {
  request.room = fields.text(Key::room);
  request.page.limit = fields.limit(Key::limit);
  constexpr std::pair<Key, PageWish::From> kWays[] = {{Key::before, PageWish::From::before},
                                                      {Key::after, PageWish::From::after},
                                                      {Key::around, PageWish::From::around}};
  int ways = fields.has(Key::latest) ? 1 : 0;
  for (const auto& [key, from] : kWays) {
    if (!fields.has(key)) continue;
    ++ways;
    request.page.from = from;
    request.page.seq = fields.number(key, 0);
  }
  if (!fields.flag(Key::latest, true)) fields.wrong(Key::latest, "must be true.");
  if (ways > 1) fields.complain(422, R"(Give one of "before", "after", "around" and "latest".)");
}

void read_search(Fields& fields, Request& request) {
  request.room = fields.text(Key::room);
  request.text = base::trimmed(fields.needed_text(Key::q));
  request.page.limit = fields.limit(Key::limit);
  if (request.text.empty()) fields.wrong(Key::q, "must have a word in it.");
}

void read_who(Fields& fields, Request& request) {
  request.room = fields.text(Key::room);
  request.page.limit = fields.limit(Key::limit);
  if (!fields.has(Key::after)) return;
  const std::string_view id = fields.text(Key::after);
  const char* const end = id.data() + id.size();
  bool good = id.starts_with('u');
  if (good) {
    const auto read = std::from_chars(id.data() + 1, end, request.page.seq);
    good = read.ec == std::errc() && read.ptr == end;
  }
  if (!good) fields.wrong(Key::after, R"(must be somebody's id, like "u12".)");
}

void read_rooms(Fields& fields, Request& request) {
  request.text = fields.text(Key::prefix);
  request.name = fields.text(Key::after);
  request.page.limit = fields.limit(Key::limit);
}

void read_topic(Fields& fields, Request& request) {
  request.room = fields.text(Key::room);
  request.has_text = fields.has(Key::topic);
  request.text = fields.text(Key::topic);
}

void read_away(Fields& fields, Request& request) {
  request.text = fields.text(Key::text);
  request.has_text = fields.flag(Key::on, !request.text.empty());
  if (!request.has_text) request.text = {};
}

void read_set(Fields& fields, Request& request) {
  const bool echo = fields.has(Key::echo);
  if (echo == fields.has(Key::presence)) {
    return fields.complain(422, R"(Give one of "echo" and "presence", true or false.)");
  }
  request.setting = echo ? Setting::echo : Setting::presence;
  request.on = fields.flag(echo ? Key::echo : Key::presence, true);
}

void read_room(Fields& fields, Request& request) {
  request.room = fields.text(Key::room);
}
void read_typing(Fields& fields, Request& request) {
  read_room(fields, request);
  request.on = fields.flag(Key::on, true);
}
void read_nick(Fields& fields, Request& request) {
  request.name = fields.needed_text(Key::nick);
}
void read_whois(Fields& fields, Request& request) {
  request.name = fields.needed_text(Key::user);
}
void read_quit(Fields& fields, Request& request) {
  request.text = fields.text(Key::text);
}
void read_nothing(Fields&, Request&) {}

struct Operation {
  std::string_view name;
  Verb verb;
  void (*read)(Fields&, Request&);
};
constexpr Operation kOperations[] = {
    // what there is most of comes first
    {"msg", Verb::say, read_msg},
    {"typing", Verb::typing, read_typing},
    {"ping", Verb::ping, read_nothing},
    {"dm", Verb::dm, read_dm},
    {"hello", Verb::hello, read_hello},
    {"join", Verb::join, read_join},
    {"leave", Verb::leave, read_room},
    {"history", Verb::history, read_history},
    {"search", Verb::search, read_search},
    {"who", Verb::who, read_who},
    {"whois", Verb::whois, read_whois},
    {"nick", Verb::nick, read_nick},
    {"me", Verb::me, read_me},
    {"topic", Verb::topic, read_topic},
    {"rooms", Verb::rooms, read_rooms},
    {"stats", Verb::stats, read_nothing},
    {"away", Verb::away, read_away},
    {"set", Verb::set, read_set},
    {"quit", Verb::quit, read_quit},
};

const Operation* find_operation(std::string_view name) {
  const auto found = std::ranges::find(kOperations, name, &Operation::name);
  return found == std::end(kOperations) ? nullptr : found;
}

Complaint unknown(std::string_view name) {
  return complaint(404,
                   "There is no operation \"" + cleaned_line(base::cut(name, kShownMax)) + "\".");
}

}  // namespace

struct Reader::Parser {
  Fields fields;
};

Reader::Reader() : parser_(std::make_unique<Parser>()) {}
Reader::~Reader() = default;

std::string_view Reader::id() const {
  return parser_->fields.id();
}

std::variant<Request, Complaint> Reader::read(std::string_view object) {
  Fields& fields = parser_->fields;
  fields.take(object);
  if (fields.complaint()) return *fields.complaint();
  const std::string_view name = fields.needed_text(Key::op);
  if (fields.complaint()) return complaint(400, fields.complaint()->text);
  const Operation* operation = find_operation(name);
  if (!operation) return unknown(name);
  Request request;
  request.verb = operation->verb;
  request.id = fields.id();
  operation->read(fields, request);
  if (fields.complaint()) return *fields.complaint();
  return request;
}

}  // namespace chat::json
