// Questions about texts that people read. Any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace base {

// Whether a character can drive a terminal, begin a line, hide, or change the direction in which a
// line is read: C0, DEL, C1; marks, embeddings, overrides and isolates of direction; line and
// paragraph separators; annotations; the byte order mark.
constexpr bool is_harmful(char32_t value) {
  if (value < 0x20 || (value >= 0x7F && value <= 0x9F)) return true;
  if (value < 0x061C) return false;
  return value == 0x061C || value == 0x200E || value == 0x200F ||
         (value >= 0x2028 && value <= 0x202E) || (value >= 0x2066 && value <= 0x206F) ||
         (value >= 0xFFF9 && value <= 0xFFFB) || value == 0xFEFF;
}

std::string_view trimmed(std::string_view text);  // without ASCII's spaces around it

// REQUIRES of both: valid UTF-8.
std::size_t characters_in(std::string_view text);
// The beginning of a text, at most so many bytes, that ends between two characters.
std::string_view cut(std::string_view text, std::size_t bytes_max);

}  // namespace base
