// The second byte decides about overlong forms, surrogates and what lies beyond U+10FFFF (RFC 3629
// §4); the others only have to go on.
#include "base/utf8.h"

#include <cassert>

namespace base {
namespace {

struct Bounds {
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
};
Bounds second_byte(unsigned char first) {
  switch (first) {
    case 0xE0:
      return {0xA0, 0xBF};
    case 0xED:
      return {0x80, 0x9F};
    case 0xF0:
      return {0x90, 0xBF};
    case 0xF4:
      return {0x80, 0x8F};
    default:
      return {};
  }
}

}  // namespace

std::size_t sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return 2;
  if (first < 0xF0) return 3;
  return first < 0xF5 ? 4 : 0;
}

CodePoint first_code_point(std::string_view text) {
  assert(!text.empty());
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t size = sequence_length(first);
  if (size == 1) return {first, 1, true};
  if (size == 0) return {};
  auto [low, high] = second_byte(first);
  char32_t value = first & (0xFFu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(i < text.size() ? text[i] : 0);
    if (byte < low || byte > high) return {kReplacement, i, false};
    value = value << 6 | (byte & 0x3Fu);
    low = 0x80;
    high = 0xBF;
  }
  return {value, size, true};
}

void append_utf8(std::string& out, char32_t value) {
  assert(value < 0x110000 && (value < 0xD800 || value > 0xDFFF));
  const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (value < 0x80) {
    put(value);
  } else if (value < 0x800) {
    put(0xC0 | value >> 6);
    put(0x80 | (value & 0x3F));
  } else if (value < 0x10000) {
    put(0xE0 | value >> 12);
    put(0x80 | (value >> 6 & 0x3F));
    put(0x80 | (value & 0x3F));
  } else {
    put(0xF0 | value >> 18);
    put(0x80 | (value >> 12 & 0x3F));
    put(0x80 | (value >> 6 & 0x3F));
    put(0x80 | (value & 0x3F));
  }
}

std::string made_valid(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    append_utf8(out, next.value);
    text.remove_prefix(next.bytes);
  }
  return out;
}

}  // namespace base
