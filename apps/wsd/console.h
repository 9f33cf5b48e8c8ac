// Lines that the operator types at the server's own terminal.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace wsd {

inline constexpr std::size_t kConsoleLineMax = 16 << 10;  // a longer one is cut into several

// Over any descriptor: a terminal, a pipe, a file, or one that is closed. Neither blocks nor
// changes the descriptor (which others may share). Pull: after an edge, next_line() until there is
// none.
class Console {
 public:
  explicit Console(int fd);

  int fd() const { return fd_; }

  // The next line, without its end; nullopt: none for now, or none any more (over()). Empty lines
  // are left out. The last line needs no line end.
  std::optional<std::string> next_line();
  // Nothing more will come.
  bool over() const { return over_ && unread_.empty(); }
  // It was a terminal, and that is gone: whoever started the server there has hung up.
  bool hung_up() const;

 private:
  bool read_more();
  std::optional<std::string> take_line();

  int fd_;
  bool terminal_;
  bool over_ = false;
  std::string unread_;
};

}  // namespace wsd
