// Whether the bytes are a character is rfc6455's to say (RFC 3629); here they only become a number.
#include "apps/wsc/code_point.h"

#include <cassert>
#include <span>

#include "rfc6455/utf8.h"

namespace wsc {

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
  if (size == 0 || size > text.size()) return {};
  if (!rfc6455::is_utf8(std::as_bytes(std::span(text.substr(0, size))))) return {};
  char32_t value = first & (0xFFu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
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
  if (rfc6455::is_utf8(std::as_bytes(std::span(text)))) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    append_utf8(out, next.value);
    text.remove_prefix(next.bytes);
  }
  return out;
}

}  // namespace wsc
