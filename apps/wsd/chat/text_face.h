// The text form: lines that people type and read.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "apps/wsd/chat/answer.h"
#include "apps/wsd/chat/request.h"
#include "apps/wsd/chat/view.h"

namespace chat::text {

// A line that somebody typed. Views into the line.
std::variant<Request, Complaint> read(std::string_view line);

// What is said of a happening, appended to out; nothing if this view has no word for it.
void word(std::string& out, const Happening& happening, std::string_view room, const View& view);

// An answer may be several lines in one message; nothing: it is not told.
void word(std::string& out, const Answer& answer, const View& view);

}  // namespace chat::text
