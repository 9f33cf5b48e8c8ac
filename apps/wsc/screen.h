// The bottom of a terminal: the line being typed and a status line below it. What is printed goes
// above and scrolls away as usual; nothing takes the whole screen. Pure: it gives the bytes to
// write, in one piece, and remembers what they have drawn.
//
//     12:01 bob: hello          printed, the terminal's own
//     > what I am typi          shown: one row or several
//      lobby  3 here  2 ms      shown: the status
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "apps/wsc/line.h"
#include "apps/wsc/painter.h"

namespace wsc {

struct Size {
  std::size_t columns = 80;
  std::size_t rows = 24;

  bool operator==(const Size&) const = default;
};

// What is shown at the bottom.
struct Prompt {
  std::string before{};  // "> "
  std::string text{};    // being typed; may have line breaks
  std::size_t cursor = 0;
  Line status{};  // one row, cut if it is too long; empty: none
};

class Screen {
 public:
  Screen(Size size, Colours colours) : size_(size), colours_(colours) {}

  // Each returns what is to be written.
  std::string print(const std::vector<Line>& lines);  // above
  std::string show(Prompt prompt);
  std::string resize(Size size);  // the terminal has moved what was there already
  std::string clear();            // everything but the prompt
  std::string leave();            // nothing is left of the prompt

 private:
  struct Row {
    std::string bytes;
    std::size_t columns = 0;
  };

  std::string erase();
  std::string draw();
  void lay_out();
  void add_typed_rows();

  Size size_;
  Colours colours_;
  Prompt prompt_;
  std::vector<Row> rows_;         // as drawn
  std::size_t cursor_row_ = 0;    // of rows_
  std::size_t cursor_bytes_ = 0;  // of that row, in front of the cursor
  std::size_t cursor_column_ = 0;
  bool drawn_ = false;
};

}  // namespace wsc
