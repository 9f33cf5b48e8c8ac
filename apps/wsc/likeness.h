// How like one another two short words are.
#pragma once

#include <cstddef>
#include <string_view>

namespace wsc {

// Letters that must be added, taken, changed or swapped with their neighbour to make one of the
// other; ASCII in any case. Of a word that is longer than all we know the rest is not looked at.
std::size_t letters_apart(std::string_view a, std::string_view b);

}  // namespace wsc
