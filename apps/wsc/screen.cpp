// The cursor's column is never computed for the terminal: what stands before it is written, the
// place saved (DECSC), the rest written, the place restored. So a terminal that holds some emoji
// for wider or narrower than we do garbles nothing. Saved places are absolute, therefore the rows
// that are needed are made first, by line feeds, and nothing scrolls while it is drawn.
//
// Rows are divided here and end in \r\n, so that a resized terminal which joins wrapped rows again
// keeps ours apart. One that is made narrower breaks them; how many rows they take then is what
// resize() computes.
#include "apps/wsc/screen.h"

#include <algorithm>
#include <utility>

#include "apps/wsc/escape.h"
#include "apps/wsc/width.h"

namespace wsc {
namespace {

constexpr std::string_view kEraseBelow = "\x1b[J";
constexpr std::string_view kSave = "\x1b\x37";
constexpr std::string_view kRestore = "\x1b\x38";
constexpr std::string_view kHome = "\x1b[H\x1b[2J";
// Wrapping is off while the rows are drawn: a width misjudged loses a character, not the layout.
constexpr std::string_view kNoWrap = "\x1b[?7l";
constexpr std::string_view kWrap = "\x1b[?7h";

std::string up(std::size_t rows) {
  return rows == 0 ? std::string() : "\x1b[" + std::to_string(rows) + "A";
}

}  // namespace

std::string Screen::print(const std::vector<Line>& lines) {
  std::string out = erase();
  for (const Line& line : lines) out += painted(line, colours_, size_.columns);
  out += draw();
  return out;
}

std::string Screen::show(Prompt prompt) {
  std::string out = erase();
  prompt_ = std::move(prompt);
  out += draw();
  return out;
}

std::string Screen::resize(Size size) {
  std::size_t above = 0;  // rows between the first one and the cursor, as they lie now
  const std::size_t columns = std::max<std::size_t>(size.columns, 1);
  for (std::size_t i = 0; drawn_ && i < cursor_row_; ++i) {
    above += rows_[i].columns == 0 ? 1 : (rows_[i].columns + columns - 1) / columns;
  }
  if (drawn_) above += cursor_column_ / columns;
  size_ = size;
  const bool was_drawn = std::exchange(drawn_, false);
  if (!was_drawn) return {};
  return "\r" + up(above) + std::string(kEraseBelow) + draw();
}

std::string Screen::clear() {
  drawn_ = false;
  return std::string(kHome) + draw();
}

std::string Screen::leave() {
  return erase();
}

// From wherever the cursor is shown to the beginning of an empty first row.
std::string Screen::erase() {
  if (!std::exchange(drawn_, false)) return {};
  return "\r" + up(cursor_row_) + std::string(kEraseBelow);
}

std::string Screen::draw() {
  lay_out();
  std::string out;
  for (std::size_t i = 1; i < rows_.size(); ++i) out += '\n';
  out += "\r" + up(rows_.size() - 1);
  out += kNoWrap;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (i > 0) out += "\r\n";
    const std::string& bytes = rows_[i].bytes;
    if (i != cursor_row_) {
      out += bytes;
      continue;
    }
    out.append(bytes, 0, cursor_bytes_);
    out += kSave;
    out.append(bytes, cursor_bytes_);
  }
  out += kRestore;
  out += kWrap;
  drawn_ = true;
  return out;
}

void Screen::lay_out() {
  rows_.clear();
  add_typed_rows();
  // A long text shows the part around the cursor.
  const std::size_t most = std::max<std::size_t>(1, size_.rows / 2);
  if (rows_.size() > most) {
    const std::size_t first =
        std::min(cursor_row_ > most / 2 ? cursor_row_ - most / 2 : 0, rows_.size() - most);
    rows_ = std::vector<Row>(rows_.begin() + static_cast<std::ptrdiff_t>(first),
                             rows_.begin() + static_cast<std::ptrdiff_t>(first + most));
    cursor_row_ -= first;
  }
  if (prompt_.status.spans().empty() || size_.rows < 3) return;
  Row status;
  for (const Span& span : prompt_.status.spans()) {
    const std::string safe = escaped(span.text);
    const std::string_view fits = cut_to_columns(safe, size_.columns - 1 - status.columns);
    const std::string begin = begin_paint(span.paint, span.text, colours_);
    status.bytes += begin + std::string(fits) + (begin.empty() ? "" : end_paint(colours_));
    status.columns += columns_of(fits);
  }
  rows_.push_back(std::move(status));
}

void Screen::add_typed_rows() {
  const std::size_t columns = std::max<std::size_t>(size_.columns, 4) - 1;
  Row row{escaped(prompt_.before), 0};
  row.columns = columns_of(row.bytes);
  const auto begin_row = [&] {
    rows_.push_back(std::exchange(row, {std::string(kIndent, ' '), kIndent}));
  };
  const std::string_view text = prompt_.text;
  for (std::size_t at = 0;;) {
    const bool ends = at == text.size() || text[at] == '\n';
    const std::size_t bytes = ends || text[at] == '\t' ? 1 : first_cluster(text.substr(at)).bytes;
    std::string shown;  // at an end: nothing, for the cursor the last column is kept free
    if (!ends) shown = text[at] == '\t' ? " " : escaped(text.substr(at, bytes));
    const std::size_t wide = columns_of(shown);
    if (row.columns + wide > columns && row.columns > kIndent) begin_row();
    if (at == prompt_.cursor) {
      cursor_row_ = rows_.size();
      cursor_bytes_ = row.bytes.size();
      cursor_column_ = row.columns;
    }
    if (at == text.size()) break;
    if (ends) {
      begin_row();
    } else {
      row.bytes += shown;
      row.columns += wide;
    }
    at += bytes;
  }
  rows_.push_back(std::move(row));
}

}  // namespace wsc
