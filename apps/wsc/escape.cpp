// Everything harmful is either ASCII or lies in a few ranges, so plain text is copied in runs.
#include "apps/wsc/escape.h"

#include <cstdio>

#include "apps/wsc/code_point.h"

namespace wsc {
namespace {

void append_visible(std::string& out, char32_t value) {
  char text[16];
  const char* const shape = value < 0x100 ? "\\x%02x" : "\\u{%x}";
  out.append(text, static_cast<std::size_t>(
                       std::snprintf(text, sizeof text, shape, static_cast<unsigned>(value))));
}

}  // namespace

bool is_harmful(char32_t value) {
  if (value < 0x20 || (value >= 0x7F && value <= 0x9F)) return true;
  if (value < 0x061C) return false;
  return value == 0x061C || value == 0x200E || value == 0x200F ||
         (value >= 0x2028 && value <= 0x202E) || (value >= 0x2066 && value <= 0x206F) ||
         (value >= 0xFFF9 && value <= 0xFFFB) || value == 0xFEFF;
}

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    if (!next.valid) {
      append_utf8(out, kReplacement);
    } else if (is_harmful(next.value)) {
      append_visible(out, next.value);
    } else {
      out.append(text.substr(0, next.bytes));
    }
    text.remove_prefix(next.bytes);
  }
  return out;
}

std::string escaped_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  while (!json.empty()) {
    const CodePoint next = first_code_point(json);
    if (next.valid && is_harmful(next.value)) {  // all of them are below U+10000
      char text[8];
      std::snprintf(text, sizeof text, "\\u%04x", static_cast<unsigned>(next.value));
      out += text;
    } else if (next.valid) {
      out.append(json.substr(0, next.bytes));
    } else {
      append_utf8(out, kReplacement);
    }
    json.remove_prefix(next.bytes);
  }
  return out;
}

}  // namespace wsc
