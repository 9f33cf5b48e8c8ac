// Everything harmful is either ASCII or lies in a few ranges, so plain text is copied in runs.
#include "apps/wsc/escape.h"

#include <cstdio>

#include "base/text.h"
#include "base/utf8.h"

namespace wsc {
namespace {

void append_visible(std::string& out, char32_t value) {
  char text[16];
  const char* const shape = value < 0x100 ? "\\x%02x" : "\\u{%x}";
  out.append(text, static_cast<std::size_t>(
                       std::snprintf(text, sizeof text, shape, static_cast<unsigned>(value))));
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const base::CodePoint next = base::first_code_point(text);
    if (!next.valid) {
      base::append_utf8(out, base::kReplacement);
    } else if (base::is_harmful(next.value)) {
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
    const base::CodePoint next = base::first_code_point(json);
    if (next.valid && base::is_harmful(next.value)) {  // all of them are below U+10000
      char text[8];
      std::snprintf(text, sizeof text, "\\u%04x", static_cast<unsigned>(next.value));
      out += text;
    } else if (next.valid) {
      out.append(json.substr(0, next.bytes));
    } else {
      base::append_utf8(out, base::kReplacement);
    }
    json.remove_prefix(next.bytes);
  }
  return out;
}

}  // namespace wsc
