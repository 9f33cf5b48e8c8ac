// Text from outside made harmless: nothing in it can drive a terminal, hide, or change the
// direction in which it is read.
#pragma once

#include <string>
#include <string_view>

namespace wsc {

// Controls become visible: "\x1b" for one below U+0100, "\u{202e}" for the others; a byte that
// belongs to no character becomes U+FFFD. What is harmless already stays as it is. Line breaks are
// a control like the others: whoever wants lines splits before.
std::string escaped(std::string_view text);

// The same inside a JSON text, as \uXXXX, which means the same to whoever parses it. REQUIRES:
// valid JSON on one line.
std::string escaped_json(std::string_view json);

}  // namespace wsc
