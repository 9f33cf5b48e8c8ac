// The order of the fields is the one that docs/protocol.md shows.
#include "apps/wsd/chat/json_line.h"

namespace chat::json {
namespace {

std::string_view key_of(Content content) {
  switch (content) {
    case Content::text:
      return "text";
    case Content::data:
      return "data";
    case Content::bin:
      return "bin";
  }
  return "text";
}

}  // namespace

void add_person(JsonWriter& json, const Person& person) {
  if (person.number == kNoUser) {
    json.field("id", "server");
  } else {
    json.id("id", 'u', person.number);
  }
  if (person.nick.empty()) {
    json.field("nick", name_of(person));
  } else {
    json.field("nick", person.nick);
  }
}

void add_person(JsonWriter& json, std::string_view key, const Person& person) {
  json.object(key);
  add_person(json, person);
  json.close();
}

void add_message(JsonWriter& json, std::string_view room, const Happening& happening) {
  json.object().field("op", "msg").field("room", room).field("seq", happening.seq);
  add_person(json, "from", happening.person);
  if (happening.kind == Happening::Kind::action) json.field("action", true);
  if (happening.content == Content::data) {
    json.raw("data", happening.text);
  } else {
    json.field(key_of(happening.content), happening.text);
  }
  if (!happening.cid.empty()) json.field("cid", happening.cid);
  json.field("ts", happening.ts).close();
}

}  // namespace chat::json
