// Looks at one character at a time: logs are short.
#include "apps/wsd/printable.h"

#include <cstdint>
#include <span>

#include "rfc6455/utf8.h"

namespace wsd {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

std::size_t size_by_first(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xE0) return 2;
  return first < 0xF0 ? 3 : 4;
}

std::uint32_t code_point(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) return byte(0);
  std::uint32_t code = byte(0) & (0x7Fu >> character.size());
  for (std::size_t i = 1; i < character.size(); ++i) code = code << 6 | (byte(i) & 0x3Fu);
  return code;
}

// What would move the cursor, begin a line, or turn the line's direction.
bool is_harmful(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C ||
         (code >= 0x200E && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

void append_escaped(std::string& to, std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    to += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
  }
}

}  // namespace

std::string printable(std::string_view bytes, std::size_t most) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t size = size_by_first(static_cast<unsigned char>(bytes[at]));
    std::string_view character = bytes.substr(at, size);
    const bool whole =
        character.size() == size && rfc6455::is_utf8(std::as_bytes(std::span(character)));
    if (!whole) character = bytes.substr(at, 1);
    if (at + character.size() > most) return text + "...";
    if (!whole || is_harmful(code_point(character))) {
      append_escaped(text, character);
    } else {
      text += character;
      if (character == "\\") text += '\\';
    }
    at += character.size();
  }
  return text;
}

void append_json_string(std::string& to, std::string_view text) {
  to += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      to += "\\u00";
      to += {kHex[byte >> 4], kHex[byte & 15]};
      continue;
    }
    if (c == '"' || c == '\\') to += '\\';
    to += c;
  }
  to += '"';
}

}  // namespace wsd
