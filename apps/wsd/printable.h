// Bytes that strangers sent, made fit for a line of log: no control character, no line end, no
// broken UTF-8 gets through, and no more than a bound of them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wsd {

inline constexpr std::size_t kPrintableMax = 256;  // bytes of one value

// C0, C1, DEL, line and paragraph separators, bidirectional controls and what is no UTF-8 become
// \xNN, byte by byte; a backslash becomes two. What is above most bytes is cut, and "..." says so.
std::string printable(std::string_view bytes, std::size_t most = kPrintableMax);

}  // namespace wsd
