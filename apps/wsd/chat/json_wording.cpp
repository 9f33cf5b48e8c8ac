// What happens in a room, as an object. Whoever keeps a list of the people in a room needs one
// rule: "add" puts in or replaces by id, "del" takes out.
#include "apps/wsd/chat/json_face.h"
#include "apps/wsd/chat/json_line.h"
#include "base/json_writer.h"

namespace chat::json {
namespace {

using Kind = Happening::Kind;

bool is_told(const Happening& happening, const View& view) {
  switch (happening.kind) {
    case Kind::message:
    case Kind::action:
    case Kind::said:
    case Kind::topic:
      return true;
    default:
      return view.presence;
  }
}

void add_presence(base::JsonWriter& json, std::string_view room, const Happening& happening) {
  json.object().field("op", "presence").field("room", room).field("pv", happening.presence);
}

// Whoever puts it into a list has all there is to know of that person.
void add_newcomer(base::JsonWriter& json, const Person& person, const Happening& happening) {
  json.object();
  add_person(json, person);
  if (happening.kind == Kind::away && (happening.on || !happening.text.empty())) {
    json.field("away", happening.text);
  }
  for (const Absent& absent : happening.absent) {
    if (absent.number == person.number) json.field("away", absent.text);
  }
  json.close();
}

void add_one(base::JsonWriter& json, const Person& person, const Happening& happening) {
  json.array("add");
  add_newcomer(json, person, happening);
  json.close();
}

void add_leaver(base::JsonWriter& json, const Happening& happening) {
  json.array("del").id('u', happening.person.number).close();
  if (!happening.text.empty()) json.field("reason", happening.text);
}

// From another room, or into one: the connection is the same.
void add_move(base::JsonWriter& json, const Happening& happening) {
  const bool comes_or_goes = happening.kind == Kind::joined || happening.kind == Kind::left;
  if (comes_or_goes && happening.on) json.field("moved", true);
}

void add_rename(base::JsonWriter& json, const Happening& happening) {
  add_one(json, {happening.person.number, happening.text}, happening);
  json.field("was", name_of(happening.person));
}

// Named, those who have changed among them, or counted only: then the list has to be asked for
// again.
void add_gathered(base::JsonWriter& json, const Happening& happening) {
  if (!happening.arrived.empty()) {
    json.array("add");
    for (const Person& person : happening.arrived) add_newcomer(json, person, happening);
    json.close();
  }
  if (!happening.departed.empty()) {
    json.array("del");
    for (const UserNumber number : happening.departed) json.id('u', number);
    json.close();
  }
  const bool named = !happening.arrived.empty() || !happening.departed.empty();
  if (!named) json.field("joined", happening.arrivals).field("left", happening.departures);
}

void add_topic(base::JsonWriter& json, std::string_view room, const Happening& happening) {
  json.object().field("op", "topic").field("room", room).field("topic", happening.text);
  add_person(json, "from", happening.person);
  json.field("ts", happening.ts).close();
}

void add_typing(base::JsonWriter& json, std::string_view room, const Happening& happening) {
  json.object().field("op", "typing").field("room", room);
  add_person(json, "from", happening.person);
  json.field("on", happening.on).close();
}

}  // namespace

void word(std::string& out, const Happening& happening, std::string_view room, const View& view) {
  if (!is_told(happening, view)) return;
  if (happening.numbered()) return append_message(out, room, happening);
  base::JsonWriter json(out);
  if (happening.kind == Kind::topic) return add_topic(json, room, happening);
  if (happening.kind == Kind::typing) return add_typing(json, room, happening);
  add_presence(json, room, happening);
  switch (happening.kind) {
    case Kind::left:
      add_leaver(json, happening);
      break;
    case Kind::renamed:
      add_rename(json, happening);
      break;
    case Kind::gathered:
      add_gathered(json, happening);
      break;
    default:  // joined, away
      add_one(json, happening.person, happening);
  }
  add_move(json, happening);
  json.field("count", happening.members).close();
}

}  // namespace chat::json
