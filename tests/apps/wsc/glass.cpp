// Rows are vectors of cells; the screen is the last of them.
#include "tests/apps/wsc/glass.h"

#include <algorithm>
#include <charconv>

#include "apps/wsc/width.h"

namespace wsc {

Glass::Glass(std::size_t columns, std::size_t rows) : columns_(columns), height_(rows), rows_(1) {}

void Glass::grow() {
  while (rows_.size() <= top_ + row_) rows_.emplace_back();
}

void Glass::line_feed() {
  if (row_ + 1 < height_) {
    ++row_;
  } else {
    ++top_;
  }
  grow();
}

void Glass::put(std::string_view cluster, std::size_t columns) {
  if (column_ + columns > columns_) {
    if (!wraps_) {
      column_ = columns_ - columns;
    } else {
      column_ = 0;
      line_feed();
    }
  }
  Row& cells = row();
  if (cells.size() < column_ + columns) cells.resize(column_ + columns, " ");
  cells[column_] = cluster;
  for (std::size_t i = 1; i < columns; ++i) cells[column_ + i] = "";
  column_ += columns;
}

bool Glass::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const char byte = bytes[0];
    if (byte == '\x1b') {
      if (!sequence(bytes)) return false;
      continue;
    }
    if (byte == '\r' || byte == '\n' || byte == '\a') {
      if (byte == '\r') column_ = 0;
      if (byte == '\n') line_feed();
      rang_ |= byte == '\a';
      bytes.remove_prefix(1);
      continue;
    }
    if (static_cast<unsigned char>(byte) < 0x20 || byte == '\x7f') {
      complaint_ = "control " + std::to_string(byte);
      return false;
    }
    const Cluster cluster = first_cluster(bytes);
    put(bytes.substr(0, cluster.bytes), std::max(1u, cluster.columns));
    bytes.remove_prefix(cluster.bytes);
  }
  return true;
}

bool Glass::sequence(std::string_view& bytes) {
  complaint_ = "\\e" + std::string(bytes.substr(1, 12));
  const auto take = [&](std::string_view what) {
    if (bytes.substr(0, what.size()) != what) return false;
    bytes.remove_prefix(what.size());
    return true;
  };
  if (take("\x1b\x37")) {
    saved_row_ = row_;
    saved_column_ = column_;
  } else if (take("\x1b\x38")) {
    row_ = saved_row_;
    column_ = saved_column_;
  } else if (take("\x1b[?7l")) {
    wraps_ = false;
  } else if (take("\x1b[?7h")) {
    wraps_ = true;
  } else if (take("\x1b[H")) {
    row_ = column_ = 0;
  } else if (take("\x1b[2J")) {
    rows_.resize(top_);
    grow();
  } else if (take("\x1b[J")) {
    rows_.resize(top_ + row_ + 1);
    if (row().size() > column_) row().resize(column_);
  } else {
    if (!take("\x1b[")) return false;
    const std::size_t end = bytes.find_first_not_of("0123456789;");
    if (end == std::string_view::npos) return false;
    std::size_t number = 1;
    std::from_chars(bytes.data(), bytes.data() + end, number);
    const char last = bytes[end];
    bytes.remove_prefix(end + 1);
    if (last == 'A') {
      row_ -= std::min(row_, number);
    } else if (last != 'm') {
      return false;
    }
  }
  complaint_.clear();
  return true;
}

std::vector<std::string> Glass::rows() const {
  std::vector<std::string> all;
  for (const Row& cells : rows_) {
    std::string text;
    for (const std::string& cell : cells) text += cell;
    text.erase(text.find_last_not_of(' ') + 1);
    all.push_back(text);
  }
  while (!all.empty() && all.back().empty()) all.pop_back();
  return all;
}

std::string Glass::text() const {
  std::string all;
  for (const std::string& one : rows()) all += one + "\n";
  return all;
}

std::size_t Glass::cursor_row() const {
  return top_ + row_;
}

void Glass::narrow(std::size_t columns) {
  std::vector<Row> broken;
  std::size_t at_row = 0;
  std::size_t at_column = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    Row cells = rows_[i];
    while (!cells.empty() && cells.back() == " ") cells.pop_back();
    if (i == top_ + row_) {
      at_row = broken.size() + column_ / columns;
      at_column = column_ % columns;
    }
    do {
      const std::size_t size = std::min(columns, cells.size());
      broken.emplace_back(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(size));
      cells.erase(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(size));
    } while (!cells.empty());
  }
  columns_ = columns;
  rows_ = std::move(broken);
  while (rows_.size() <= at_row) rows_.emplace_back();
  top_ = rows_.size() > height_ ? rows_.size() - height_ : 0;
  if (at_row < top_) top_ = at_row;
  row_ = at_row - top_;
  column_ = at_column;
}

}  // namespace wsc
