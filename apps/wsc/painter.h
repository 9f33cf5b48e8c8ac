// Lines as bytes for a terminal: the one place where text from outside becomes output, and so the
// one where it is made harmless.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "apps/wsc/line.h"

namespace wsc {

enum class Colours : std::uint8_t { none, some };

// Rows that go on a line begin with so many spaces: nothing inside a message can look like the
// beginning of another one.
inline constexpr std::size_t kIndent = 2;

// width: columns of the terminal; 0: not known, nothing is wrapped. Rows end in \r\n. The only
// control sequences in it are SGR of our own, and BEL if the line rings.
std::string painted(const Line& line, Colours colours, std::size_t width);

// The sequence that begins a paint, and the one that ends any; empty without colours.
std::string begin_paint(Span::Paint paint, std::string_view text, Colours colours);
std::string end_paint(Colours colours);

}  // namespace wsc
