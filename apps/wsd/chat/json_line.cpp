// The order of the fields is the one that docs/protocol.md shows.
#include "apps/wsd/chat/json_line.h"

#include "base/digits.h"

namespace chat::json {
namespace {

// Of the nick, behind its key.
void append_nick(std::string& out, const Person& person) {
  if (person.nick.empty()) {
    out += '"';
    append_name(out, person);
    out += '"';
  } else {
    base::append_json_string(out, person.nick);
  }
}

void append_content(std::string& out, const Happening& happening) {
  switch (happening.content) {
    case Content::text:
      out += R"(,"text":)";
      return base::append_json_string(out, happening.text);
    case Content::data:
      out += R"(,"data":)";
      out += happening.text;
      return;
    case Content::bin:
      out += R"(,"bin":)";
      return base::append_json_string(out, happening.text);
  }
}

}  // namespace

void add_person(base::JsonWriter& json, const Person& person) {
  if (person.number == kNoUser) {
    json.field("id", "server");
  } else {
    json.id("id", 'u', person.number);
  }
  json.field("nick", person.nick.empty() ? std::string_view(name_of(person)) : person.nick);
}

void add_person(base::JsonWriter& json, std::string_view key, const Person& person) {
  json.object(key);
  add_person(json, person);
  json.close();
}

// What there is most of: in as few pieces as there can be, without a writer that counts commas.
void append_message(std::string& out, std::string_view room, const Happening& happening) {
  out += R"({"op":"msg","room":)";
  base::append_json_string(out, room);
  out += R"(,"seq":)";
  base::append_number(out, happening.seq);
  if (happening.person.number == kNoUser) {
    out += R"(,"from":{"id":"server","nick":)";
  } else {
    out += R"(,"from":{"id":"u)";
    base::append_number(out, happening.person.number);
    out += R"(","nick":)";
  }
  append_nick(out, happening.person);
  out += happening.kind == Happening::Kind::action ? R"(},"action":true)" : "}";
  append_content(out, happening);
  if (!happening.cid.empty()) {
    out += R"(,"cid":)";
    base::append_json_string(out, happening.cid);
  }
  out += R"(,"ts":)";
  base::append_signed(out, happening.ts);
  out += '}';
}

}  // namespace chat::json
