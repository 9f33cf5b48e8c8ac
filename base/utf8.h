// Unicode code points out of UTF-8 (RFC 3629) and back. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace base {

inline constexpr char32_t kReplacement = 0xFFFD;

struct CodePoint {
  char32_t value = kReplacement;
  std::size_t bytes = 1;  // that it takes in the text
  bool valid = false;     // false: a piece that belongs to no character
};

// A piece that belongs to no character ends where another character could begin (Unicode, chapter
// 3.9, "maximal subpart"). REQUIRES: text is not empty.
CodePoint first_code_point(std::string_view text);

// How many bytes a character that begins with this byte takes; 0: none begins so.
std::size_t sequence_length(unsigned char first);

// REQUIRES: value is a code point and no surrogate.
void append_utf8(std::string& out, char32_t value);

// With U+FFFD for every piece that belongs to no character: what a text message may hold.
std::string made_valid(std::string_view text);

}  // namespace base
