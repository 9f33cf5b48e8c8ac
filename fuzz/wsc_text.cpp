// Text from outside on its way to the terminal: whatever it is, nothing but our own sequences comes
// out, and no row looks like the beginning of another line.
#include <algorithm>
#include <cstdint>
#include <string>

#include "apps/wsc/escape.h"
#include "apps/wsc/painter.h"
#include "apps/wsc/screen.h"
#include "base/text.h"
#include "base/utf8.h"
#include "fuzz/check.h"

namespace {

using fuzz::check;

// Takes one of the sequences that wsc sends from the front.
bool take_sequence(std::string_view& text) {
  for (const std::string_view ours :
       {"\x1b\x37", "\x1b\x38", "\x1b[?7l", "\x1b[?7h", "\x1b[J", "\x1b[H", "\x1b[2J"}) {
    if (text.substr(0, ours.size()) != ours) continue;
    text.remove_prefix(ours.size());
    return true;
  }
  if (text.substr(0, 2) != "\x1b[") return false;
  const std::size_t end = text.find_first_not_of("0123456789;", 2);
  if (end == text.npos || (text[end] != 'm' && text[end] != 'A')) return false;
  text.remove_prefix(end + 1);
  return true;
}

void check_output(std::string_view text) {
  while (!text.empty()) {
    if (take_sequence(text)) continue;
    const base::CodePoint next = base::first_code_point(text);
    check(next.valid);
    check(next.value == '\r' || next.value == '\n' || !base::is_harmful(next.value));
    text.remove_prefix(next.bytes);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t width = bytes[0] % 100;
  const std::size_t split = bytes[1] % size;
  const std::string text(reinterpret_cast<const char*>(bytes) + 2, size - 2);
  wsc::Line line;
  line.add(wsc::Span::Paint::name, text.substr(0, split)).add(": ");
  line.add(text.substr(std::min(split, text.size())));
  const std::string out = wsc::painted(line, wsc::Colours::some, width);
  check_output(out);
  for (std::size_t at = out.find("\r\n"); at + 2 < out.size(); at = out.find("\r\n", at + 2)) {
    check(out.compare(at + 2, wsc::kIndent, std::string(wsc::kIndent, ' ')) == 0);
  }
  check(wsc::escaped(wsc::escaped(text)) == wsc::escaped(text));

  wsc::Screen screen({width, split % 30}, wsc::Colours::some);
  check_output(screen.show({text.substr(0, split), text, 0, line}));
  check_output(screen.print({line}));
  check_output(screen.show({"> ", text, text.size(), wsc::Line(text)}));
  check_output(screen.resize({split + 1, width}));
  return 0;
}
