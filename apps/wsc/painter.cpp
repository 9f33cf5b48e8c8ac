// Wrapping: a row is broken at the last space that leaves at least half of it filled, else between
// two characters. Spaces at a break go.
#include "apps/wsc/painter.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <vector>

#include "apps/wsc/escape.h"
#include "apps/wsc/width.h"

namespace wsc {
namespace {

// Of xterm's 256, those that can be read on white and on black.
constexpr unsigned kNameColours[] = {31, 32,  33,  35,  61,  64,  65,  67,  97,  98,
                                     99, 125, 126, 130, 131, 133, 136, 161, 166, 169};
constexpr std::size_t kTab = 4;

// FNV-1a: the same name has the same colour everywhere, always.
std::uint32_t hash_of(std::string_view text) {
  std::uint32_t hash = 2166136261u;
  for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619u;
  return hash;
}

// One character of a line, with its paint.
struct Glyph {
  std::string bytes;
  std::size_t columns;
  std::size_t span;
};

// A line's glyphs, harmless; a line break is a glyph "\n".
std::vector<Glyph> glyphs_of(const Line& line) {
  std::vector<Glyph> glyphs;
  const auto add_text = [&](std::string_view raw, std::size_t span) {
    const std::string safe = escaped(raw);
    for (std::string_view rest = safe; !rest.empty();) {
      const Cluster cluster = first_cluster(rest);
      glyphs.push_back({std::string(rest.substr(0, cluster.bytes)), cluster.columns, span});
      rest.remove_prefix(cluster.bytes);
    }
  };
  for (std::size_t span = 0; span < line.spans().size(); ++span) {
    std::string_view text = line.spans()[span].text;
    while (!text.empty()) {
      const std::size_t size = std::min(text.find_first_of("\n\t"), text.size());
      add_text(text.substr(0, size), span);
      if (size < text.size() && text[size] == '\n') glyphs.push_back({"\n", 0, span});
      if (size < text.size() && text[size] == '\t') {
        for (std::size_t i = 0; i < kTab; ++i) glyphs.push_back({" ", 1, span});
      }
      text.remove_prefix(std::min(size + 1, text.size()));
    }
  }
  return glyphs;
}

using Glyphs = std::vector<Glyph>::const_iterator;

// Where the row that begins here ends, and where the next begins.
struct Row {
  Glyphs end;
  Glyphs next;
};
Row row_from(Glyphs begin, Glyphs end, std::size_t room) {
  std::size_t columns = 0;
  Glyphs space = end;
  for (Glyphs at = begin; at != end; ++at) {
    if (at->bytes == "\n") return {at, std::next(at)};
    columns += at->columns;
    if (columns > room && at != begin) {
      if (at->bytes == " ") space = at;
      if (space == end) return {at, at};
      return {space,
              std::find_if(space, end, [](const Glyph& glyph) { return glyph.bytes != " "; })};
    }
    if (at->bytes == " " && columns > room / 2) space = at;
  }
  return {end, end};
}

}  // namespace

std::string begin_paint(Span::Paint paint, std::string_view text, Colours colours) {
  if (colours == Colours::none) return {};
  switch (paint) {
    case Span::Paint::plain:
      return {};
    case Span::Paint::name:
      return "\x1b[1;38;5;" +
             std::to_string(kNameColours[hash_of(text) % std::size(kNameColours)]) + "m";
    case Span::Paint::own:
      return "\x1b[1m";
    case Span::Paint::mention:
      return "\x1b[7m";
    case Span::Paint::dim:
      return "\x1b[2m";
    case Span::Paint::good:
      return "\x1b[32m";
    case Span::Paint::warning:
      return "\x1b[33m";
    case Span::Paint::bad:
      return "\x1b[31m";
    case Span::Paint::secret:
      return "\x1b[35m";
  }
  return {};
}

std::string end_paint(Colours colours) {
  return colours == Colours::none ? "" : "\x1b[0m";
}

std::string painted(const Line& line, Colours colours, std::size_t width) {
  const std::vector<Glyph> glyphs = glyphs_of(line);
  std::string out;
  std::size_t used = 0;  // columns of this row by its indentation
  Glyphs at = glyphs.begin();
  do {
    const std::size_t room =
        width == 0 ? SIZE_MAX : std::max<std::size_t>(width, kIndent + 2) - used;
    const Row row = row_from(at, glyphs.end(), room);
    out.append(used, ' ');
    while (at != row.end) {
      const Span& span = line.spans()[at->span];
      const std::string begin = begin_paint(span.paint, span.text, colours);
      out += begin;
      for (const std::size_t number = at->span; at != row.end && at->span == number; ++at) {
        out += at->bytes;
      }
      if (!begin.empty()) out += end_paint(colours);
    }
    out += "\r\n";
    at = row.next;
    used = kIndent;
  } while (at != glyphs.end());
  if (line.rings()) out += '\a';
  return out;
}

}  // namespace wsc
