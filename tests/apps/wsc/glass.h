// A terminal made of text: obeys the few sequences that wsc may send, and knows none besides. What
// lands on the screen is compared with what should be seen.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wsc {

class Glass {
 public:
  Glass(std::size_t columns, std::size_t rows);

  // False: there was something that is none of ours; complaint() says what.
  bool write(std::string_view bytes);
  const std::string& complaint() const { return complaint_; }

  // The rows with something on them, those that scrolled away included, without spaces at their
  // ends and without empty ones at the bottom.
  std::vector<std::string> rows() const;
  std::string text() const;        // each with a line end
  std::size_t cursor_row() const;  // of rows()
  std::size_t cursor_column() const { return column_; }
  bool rang() const { return rang_; }

  // As terminals that keep wrapped rows together do: a row that has become too long goes on in the
  // next one. Only narrower.
  void narrow(std::size_t columns);

 private:
  using Row = std::vector<std::string>;  // a cell each; the second of a wide one is empty

  void put(std::string_view cluster, std::size_t columns);
  bool sequence(std::string_view& bytes);
  void line_feed();
  Row& row() { return rows_[top_ + row_]; }
  void grow();

  std::size_t columns_;
  std::size_t height_;
  std::vector<Row> rows_;
  std::size_t top_ = 0;  // the first row that is on the screen
  std::size_t row_ = 0;
  std::size_t column_ = 0;
  std::size_t saved_row_ = 0;
  std::size_t saved_column_ = 0;
  bool wraps_ = true;
  bool rang_ = false;
  std::string complaint_;
};

}  // namespace wsc
