// What people send, made fit to be shown: controls are removed, and no line can forge another
// speaker.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chat {

// All of this: REQUIRES: valid UTF-8.
//
// Without C0 and C1 controls except tab and newline. CR LF, CR and what else is shown as a line
// break (NEL, U+2028, U+2029) become newline. Line breaks and spaces at the end go. One line: line
// breaks become spaces.
std::string cleaned(std::string_view text);
std::string cleaned_line(std::string_view text);
bool is_clean(std::string_view text);  // cleaned() would change nothing

// For the text form: a line break is a line break and two spaces.
void append_indented(std::string& out, std::string_view text);

}  // namespace chat
