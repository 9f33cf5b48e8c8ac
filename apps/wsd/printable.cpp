// Looks at one character at a time: logs are short.
#include "apps/wsd/printable.h"

#include "base/ascii.h"
#include "base/text.h"
#include "base/utf8.h"

namespace wsd {
namespace {

void append_escaped(std::string& to, std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    to += {'\\', 'x', base::kHexDigits[byte >> 4], base::kHexDigits[byte & 15]};
  }
}

}  // namespace

std::string printable(std::string_view bytes, std::size_t most) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    const base::CodePoint next = base::first_code_point(bytes.substr(at));
    const std::string_view character = bytes.substr(at, next.bytes);
    if (at + character.size() > most) return text + "...";
    if (!next.valid || base::is_harmful(next.value)) {
      append_escaped(text, character);
    } else {
      text += character;
      if (character == "\\") text += '\\';
    }
    at += character.size();
  }
  return text;
}

}  // namespace wsd
