// A line that somebody types: what is read of it lies in it, and what others are told of it begins
// as its speaker's line and is never two.
#include <cstdint>
#include <string>

#include "apps/wsd/chat/cleaning.h"
#include "apps/wsd/chat/commands.h"
#include "apps/wsd/chat/text_face.h"
#include "fuzz/check.h"

namespace {

using namespace chat;

using fuzz::check;
using fuzz::valid;

void check_within(std::string_view part, std::string_view whole) {
  if (part.empty()) return;
  check(part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

// Every line but the first is indented, so that only the first can tell who speaks.
void check_lines(std::string_view out) {
  check(valid(out));
  for (auto at = out.find('\n'); at != out.npos; at = out.find('\n', at + 1)) {
    check(out.substr(at + 1, 2) == "  ");
  }
  check(out.find_first_of("\r\v\f\x1B\x7F") == out.npos);
}

void tell(Happening::Kind kind, std::string_view text, std::string_view beginning) {
  Happening happening;
  happening.kind = kind;
  happening.person = {3, "ana"};
  happening.text = text;
  happening.seq = 5;
  for (const View& view : {View{}, View{.prefixed = true, .numbered = true, .timed = true}}) {
    std::string out;
    text::word(out, happening, "lobby", view);
    check_lines(out);
    const std::string number = happening.numbered() ? "#5 " : "";
    const std::string marks = view.prefixed ? number + "00:00:00 [lobby] " : "";
    check(out.starts_with(marks + std::string(beginning)));
  }
}

void answer(const Answer& what) {
  std::string out;
  text::word(out, what, {});
  check_lines(out);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string line(reinterpret_cast<const char*>(bytes), size);
  if (!valid(line)) return 0;  // the layer below has ended the connection
  const auto read = text::read(line);
  if (const auto* complaint = std::get_if<Complaint>(&read)) {
    check(complaint->code == 400 || complaint->code == 404);
    check(complaint->text.size() < 200);
    answer(*complaint);
    return 0;
  }
  const auto& request = std::get<Request>(read);
  for (const std::string_view part : {request.room, request.name, request.text}) {
    check_within(part, line);
  }
  const std::string text = cleaned(request.text);
  check(is_clean(text) && text.size() <= request.text.size() && valid(text));
  switch (request.verb) {
    case Verb::say:
      tell(Happening::Kind::message, text, "ana: ");
      break;
    case Verb::me:
      tell(Happening::Kind::action, text, "** ana ");
      break;
    case Verb::topic:
      if (request.has_text && !text.empty()) {
        tell(Happening::Kind::topic, text, "* ana set the topic: ");
        answer(Topic{"lobby", text});
      }
      break;
    case Verb::dm:
      answer(Private{.from = {3, "ana"}, .text = text});
      break;
    case Verb::help:
      answer(Help{request.text});
      break;
    default:
      break;
  }
  return 0;
}
