// The text form: lines that people type and read.
//
// How a line begins tells what it is, since no name begins like that:
//   "ana: "   said          "** "  an action: "** ana waves"
//   "* "      information   "! "   an error
//   "[ops] "  of a room that is not the current one; "#123 " and "12:34:56 " come before it.
// A line break within a message is shown as a line break and two spaces.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "apps/wsd/chat/answer.h"
#include "apps/wsd/chat/request.h"
#include "apps/wsd/chat/view.h"

namespace chat::text {

// Of data that a program sent, people are shown so much.
inline constexpr std::size_t kDataShownMax = 200;

// A line that somebody typed. Views into the line.
std::variant<Request, Complaint> read(std::string_view line);

// What is said of a happening, appended to out; nothing if this view has no word for it.
void word(std::string& out, const Happening& happening, std::string_view room, const View& view);

// An answer may be several lines in one message; nothing: it is not told. Renamed is told only to
// a view without presence: the others see it in their room.
void word(std::string& out, const Answer& answer, const View& view);

}  // namespace chat::text
