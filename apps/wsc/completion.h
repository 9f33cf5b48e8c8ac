// What Tab may put in: commands, names and rooms, whichever fits what is being typed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wsc {

struct Completion {
  std::size_t begin = 0;                  // what lies between here and the cursor is replaced
  std::vector<std::string> candidates{};  // whole, with what belongs behind them (" " or ": ")
};

// What is known at the moment.
struct Vocabulary {
  std::vector<std::string> commands{};  // with their slash; empty: there are none here
  std::vector<std::string> rooms{};
  std::vector<std::string> names{};
};

// A command at the beginning, a room behind a command that takes rooms, else a name; `@na` works
// like `na`. Names may hold spaces. Without regard to ASCII case.
Completion complete(const Vocabulary& vocabulary, std::string_view text, std::size_t cursor);

// The longest beginning that all have in common (ASCII case aside, as the first has it).
std::string common_beginning(const std::vector<std::string>& candidates);

}  // namespace wsc
