// Most texts are clean: eight bytes of printable ASCII are passed over in one step, and only what
// is left is looked at byte by byte.
#include "apps/wsd/chat/cleaning.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace chat {
namespace {

// Whether one of eight bytes may be a control or belongs to a longer character. Borrows between
// bytes can say so in error, never deny it.
bool is_plain(const char* bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  const std::uint64_t low = word - kOnes * 0x20;
  const std::uint64_t is_delete = (word ^ kOnes * 0x7F) - kOnes;
  return ((word | low | is_delete) & kOnes * 0x80) == 0;
}

// What stands at a place, and how long it is.
enum class Mark : std::uint8_t { plain, control, line_break };
struct Glyph {
  Mark mark = Mark::plain;
  std::uint8_t bytes = 1;
};

Glyph glyph_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t offset) -> std::uint8_t {
    return at + offset < text.size() ? static_cast<std::uint8_t>(text[at + offset]) : 0;
  };
  const std::uint8_t first = byte(0);
  if (first == '\n') return {Mark::line_break, 1};
  if (first == '\r') return {Mark::line_break, static_cast<std::uint8_t>(byte(1) == '\n' ? 2 : 1)};
  if ((first < 0x20 && first != '\t') || first == 0x7F) return {Mark::control, 1};
  if (first == 0xC2 && byte(1) < 0xA0) {
    return {byte(1) == 0x85 ? Mark::line_break : Mark::control, 2};
  }
  if (first == 0xE2 && byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9)) {
    return {Mark::line_break, 3};
  }
  return {};
}

// Where the first thing stands that cannot stay; newlines can.
std::size_t first_unclean(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (at + 8 <= text.size() && is_plain(text.data() + at)) {
      at += 8;
      continue;
    }
    const Glyph glyph = glyph_at(text, at);
    if (glyph.mark != Mark::plain && text[at] != '\n') return at;
    ++at;
  }
  return text.size();
}

bool is_space(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\n';
}

std::string without_controls(std::string_view text, char line_break) {
  const std::size_t dirty = line_break == '\n' ? first_unclean(text) : 0;
  std::string out(text.substr(0, dirty));
  out.reserve(text.size());
  for (std::size_t at = dirty; at < text.size();) {
    const Glyph glyph = glyph_at(text, at);
    if (glyph.mark == Mark::plain) out += text[at];
    if (glyph.mark == Mark::line_break) out += line_break;
    at += glyph.bytes;
  }
  while (!out.empty() && is_space(out.back())) out.pop_back();
  return out;
}

}  // namespace

std::string cleaned(std::string_view text) {
  return without_controls(text, '\n');
}

std::string cleaned_line(std::string_view text) {
  return without_controls(text, ' ');
}

bool is_clean(std::string_view text) {
  return (text.empty() || !is_space(text.back())) && first_unclean(text) == text.size();
}

void append_indented(std::string& out, std::string_view text) {
  for (;;) {
    const auto end = text.find('\n');
    out += text.substr(0, end);
    if (end == text.npos) return;
    out += "\n  ";
    text.remove_prefix(end + 1);
  }
}

}  // namespace chat
