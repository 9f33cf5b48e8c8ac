// How unlike two short words are: for "did you mean …?". Any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace base {

// The letters that must be added, taken, changed or swapped with their neighbour to make one word
// of the other; the case of ASCII letters does not count. Of each word the first 32 bytes count.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace base
