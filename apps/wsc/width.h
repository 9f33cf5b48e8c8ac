// How many columns text takes on a terminal, and where one character as people see it ends: a
// letter with its marks, a family of emoji, a flag.
#pragma once

#include <cstddef>
#include <string_view>

namespace wsc {

// 0 (combining marks, joiners, other invisible ones), 1 or 2 (East Asian wide, emoji).
unsigned columns_of(char32_t value);

struct Cluster {
  std::size_t bytes = 0;
  unsigned columns = 0;
};

// REQUIRES: text is not empty. A byte that belongs to no character counts as one of its own, as a
// control does.
Cluster first_cluster(std::string_view text);

std::size_t columns_of(std::string_view text);

// The beginning of the cluster before `at`, and the end of the one behind it; REQUIRES: at is such
// a place itself.
std::size_t cluster_before(std::string_view text, std::size_t at);
std::size_t cluster_after(std::string_view text, std::size_t at);

// What of text fits into so many columns.
std::string_view cut_to_columns(std::string_view text, std::size_t columns);

}  // namespace wsc
