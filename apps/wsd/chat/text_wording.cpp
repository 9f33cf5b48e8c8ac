// What happens in a room, as a line. The message, which there are most of, comes first.
#include "apps/wsd/chat/cleaning.h"
#include "apps/wsd/chat/text_face.h"
#include "apps/wsd/chat/text_line.h"
#include "base/digits.h"
#include "base/utc.h"

namespace chat::text {
namespace {

using Kind = Happening::Kind;

bool is_told(const Happening& happening, const View& view) {
  switch (happening.kind) {
    case Kind::message:
    case Kind::action:
    case Kind::said:
    case Kind::topic:
      return true;
    case Kind::gathered:
      return view.presence && (happening.arrivals != 0 || happening.departures != 0);
    case Kind::typing:
      return false;
    default:
      return view.presence;
  }
}

void append_marks(std::string& out, const Happening& happening, std::string_view room,
                  const View& view) {
  if (view.numbered && happening.numbered()) {
    out += '#';
    base::append_number(out, happening.seq);
    out += ' ';
  }
  if (view.timed) {
    base::append_time(out, happening.ts);
    out += ' ';
  }
  if (view.prefixed) {
    out += '[';
    out += room;
    out += "] ";
  }
}

void append_left(std::string& out, const Happening& happening) {
  append_name(out, happening.person);
  out += happening.on ? " has left" : " has disconnected";
  if (!happening.text.empty()) {
    out += " (";
    append_indented(out, happening.text);
    out += ')';
  }
  out += '.';
}

void append_topic(std::string& out, const Happening& happening) {
  out += "* ";
  append_name(out, happening.person);
  if (happening.text.empty()) {
    out += " removed the topic.";
    return;
  }
  out += " set the topic: ";
  append_indented(out, happening.text);
}

void append_away(std::string& out, const Happening& happening) {
  out += "* ";
  append_name(out, happening.person);
  if (!happening.on && happening.text.empty()) {
    out += " is back.";
  } else if (happening.text.empty()) {
    out += " is away.";
  } else {
    out += " is away: ";
    append_indented(out, happening.text);
  }
}

void append_gathered(std::string& out, const Happening& happening) {
  out += "* ";
  if (happening.arrivals != 0) {
    base::append_number(out, happening.arrivals);
    out += " joined";
  }
  if (happening.departures != 0) {
    if (happening.arrivals != 0) out += ", ";
    base::append_number(out, happening.departures);
    out += " left";
  }
  out += '.';
}

}  // namespace

void word(std::string& out, const Happening& happening, std::string_view room, const View& view) {
  if (!is_told(happening, view)) return;
  append_marks(out, happening, room, view);
  switch (happening.kind) {
    case Kind::message:
    case Kind::action:
    case Kind::said:
      return append_message(out, happening);
    case Kind::joined:
      append_name(out, happening.person);
      out += happening.on ? " has joined." : " has connected.";
      return;
    case Kind::left:
      return append_left(out, happening);
    case Kind::renamed:
      out += "* ";
      append_name(out, happening.person);
      out += " is now known as ";
      append_name(out, {happening.person.number, happening.text});
      out += '.';
      return;
    case Kind::topic:
      return append_topic(out, happening);
    case Kind::away:
      return append_away(out, happening);
    case Kind::gathered:
      return append_gathered(out, happening);
    case Kind::typing:
      return;
  }
}

}  // namespace chat::text
