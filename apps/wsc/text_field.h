// Text being edited, and the place in it: every motion and change that keys can ask for. The place
// is always between two characters as people see them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wsc {

// Bytes; a message is far smaller. Cutting and putting in again doubles a text with two keys.
inline constexpr std::size_t kTextMax = 256 << 10;

class TextField {
 public:
  const std::string& text() const { return text_; }
  std::size_t cursor() const { return cursor_; }  // in bytes
  bool empty() const { return text_.empty(); }

  void set(std::string text);  // the place is its end
  void clear() { set({}); }
  bool insert(std::string_view text);  // false: that would be more than kTextMax
  void replace(std::size_t begin, std::string_view with);  // what lies between begin and the place

  // Each says whether anything changed.
  bool left();
  bool right();
  bool word_left();
  bool word_right();
  bool line_begin();  // of the line the place is in
  bool line_end();
  bool up();  // to the same column of the line above
  bool down();

  bool erase_before();  // one mark of a letter with marks, else the whole character
  bool erase_after();
  bool swap_before();  // the two characters around the place

  // What these remove, yank() puts in.
  bool cut_word_before();  // up to white space
  bool cut_small_word_before();
  bool cut_word_after();
  bool cut_to_line_begin();
  bool cut_to_line_end();
  bool yank();

 private:
  bool go(std::size_t place);
  bool cut(std::size_t begin, std::size_t end);
  bool takes_off(std::size_t begin, std::size_t last) const;
  void settle();
  std::size_t line_begin_at(std::size_t place) const;
  std::size_t line_end_at(std::size_t place) const;
  std::size_t word_begin_before(std::size_t place) const;
  std::size_t word_end_after(std::size_t place) const;
  std::size_t column_in_line(std::size_t line, std::size_t columns) const;

  std::string text_;
  std::size_t cursor_ = 0;
  std::string cut_;
};

}  // namespace wsc
