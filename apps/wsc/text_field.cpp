// A word is a run of letters, digits and everything beyond ASCII; languages without spaces are one
// word between their punctuation, which is what other line editors do as well.
#include "apps/wsc/text_field.h"

#include <algorithm>
#include <utility>

#include "apps/wsc/width.h"
#include "base/utf8.h"

namespace wsc {
namespace {

bool is_word(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value >= 0x80 || (value >= '0' && value <= '9') || (value >= 'a' && value <= 'z') ||
         (value >= 'A' && value <= 'Z') || value == '_';
}

bool is_space(char byte) {
  return byte == ' ' || byte == '\n' || byte == '\t';
}

}  // namespace

void TextField::set(std::string text) {
  text_ = std::move(text);
  cursor_ = text_.size();
}

bool TextField::insert(std::string_view text) {
  if (text.size() > kTextMax - std::min(text_.size(), kTextMax)) return false;
  text_.insert(cursor_, text);
  cursor_ += text.size();
  settle();
  return true;
}

void TextField::replace(std::size_t begin, std::string_view with) {
  text_.replace(begin, cursor_ - begin, with);
  cursor_ = begin + with.size();
  settle();
}

// A mark that was put in front of another letter belongs to it now: the place goes behind.
void TextField::settle() {
  std::size_t place = line_begin_at(cursor_);
  while (place < cursor_) place = cluster_after(text_, place);
  cursor_ = place;
}

bool TextField::go(std::size_t place) {
  return std::exchange(cursor_, place) != place;
}

bool TextField::left() {
  return go(cluster_before(text_, cursor_));
}

bool TextField::right() {
  return go(cluster_after(text_, cursor_));
}

bool TextField::word_left() {
  return go(word_begin_before(cursor_));
}

bool TextField::word_right() {
  return go(word_end_after(cursor_));
}

bool TextField::line_begin() {
  return go(line_begin_at(cursor_));
}

bool TextField::line_end() {
  return go(line_end_at(cursor_));
}

bool TextField::up() {
  const std::size_t line = line_begin_at(cursor_);
  if (line == 0) return false;
  const std::size_t columns = columns_of(std::string_view(text_).substr(line, cursor_ - line));
  return go(column_in_line(line_begin_at(line - 1), columns));
}

bool TextField::down() {
  const std::size_t line = line_begin_at(cursor_);
  const std::size_t end = line_end_at(cursor_);
  if (end == text_.size()) return false;
  const std::size_t columns = columns_of(std::string_view(text_).substr(line, cursor_ - line));
  return go(column_in_line(end + 1, columns));
}

bool TextField::erase_before() {
  if (cursor_ == 0) return false;
  const std::size_t begin = cluster_before(text_, cursor_);
  std::size_t last = begin;  // the last code point of the cluster
  for (std::size_t next = begin; next < cursor_;) {
    last = next;
    next += base::first_code_point(std::string_view(text_).substr(next)).bytes;
  }
  const std::size_t from = takes_off(begin, last) ? last : begin;
  text_.erase(from, cursor_ - from);
  cursor_ = from;
  settle();
  return true;
}

// Whether only the last mark goes, as people who write Thai or Hindi expect; of an emoji or a flag
// everything does.
bool TextField::takes_off(std::size_t begin, std::size_t last) const {
  constexpr char32_t kEmojiPresentation = 0xFE0F;
  const std::string_view text = text_;
  const base::CodePoint first = base::first_code_point(text.substr(begin));
  const base::CodePoint mark = base::first_code_point(text.substr(last));
  const bool is_spacing = mark.value == 0x0E33 || mark.value == 0x0EB3;
  return columns_of(first.value) == 1 && mark.value != kEmojiPresentation &&
         (columns_of(mark.value) == 0 || is_spacing);
}

bool TextField::erase_after() {
  if (cursor_ == text_.size()) return false;
  text_.erase(cursor_, cluster_after(text_, cursor_) - cursor_);
  settle();
  return true;
}

bool TextField::swap_before() {
  if (cursor_ == 0 || text_.empty()) return false;
  if (cursor_ == text_.size()) left();
  const std::size_t first = cluster_before(text_, cursor_);
  if (first == cursor_) return false;
  const std::size_t end = cluster_after(text_, cursor_);
  const std::string moved = text_.substr(first, cursor_ - first);
  text_.erase(first, moved.size());
  text_.insert(end - moved.size(), moved);
  cursor_ = end;
  settle();
  return true;
}

bool TextField::cut(std::size_t begin, std::size_t end) {
  if (begin == end) return false;
  cut_ = text_.substr(begin, end - begin);
  text_.erase(begin, end - begin);
  cursor_ = begin;
  settle();
  return true;
}

bool TextField::cut_word_before() {
  std::size_t begin = cursor_;
  while (begin > 0 && is_space(text_[begin - 1])) --begin;
  while (begin > 0 && !is_space(text_[begin - 1])) --begin;
  return cut(begin, cursor_);
}

bool TextField::cut_small_word_before() {
  return cut(word_begin_before(cursor_), cursor_);
}

bool TextField::cut_word_after() {
  return cut(cursor_, word_end_after(cursor_));
}

bool TextField::cut_to_line_begin() {
  const std::size_t line = line_begin_at(cursor_);
  return cut(line == cursor_ && line > 0 ? line - 1 : line, cursor_);
}

bool TextField::cut_to_line_end() {
  const std::size_t end = line_end_at(cursor_);
  return cut(cursor_, end == cursor_ && end < text_.size() ? end + 1 : end);
}

bool TextField::yank() {
  if (cut_.empty()) return false;
  return insert(std::string(cut_));
}

std::size_t TextField::line_begin_at(std::size_t place) const {
  if (place == 0) return 0;
  const std::size_t line_break = text_.rfind('\n', place - 1);
  return line_break == std::string::npos ? 0 : line_break + 1;
}

std::size_t TextField::line_end_at(std::size_t place) const {
  return std::min(text_.find('\n', place), text_.size());
}

std::size_t TextField::word_begin_before(std::size_t place) const {
  while (place > 0 && !is_word(text_[place - 1])) --place;
  while (place > 0 && is_word(text_[place - 1])) --place;
  std::size_t begin = line_begin_at(place);
  for (std::size_t next = begin; next <= place && next < text_.size();) {
    begin = next;
    next = cluster_after(text_, next);
  }
  return begin;
}

std::size_t TextField::word_end_after(std::size_t place) const {
  while (place < text_.size() && !is_word(text_[place])) ++place;
  while (place < text_.size() && is_word(text_[place])) ++place;
  std::size_t end = line_begin_at(place);
  while (end < place) end = cluster_after(text_, end);
  return end;
}

std::size_t TextField::column_in_line(std::size_t line, std::size_t columns) const {
  const std::string_view whole = std::string_view(text_).substr(line, line_end_at(line) - line);
  return line + cut_to_columns(whole, columns).size();
}

}  // namespace wsc
