// Text of any length whose places can be told apart.
#pragma once

#include <string>

namespace broadcast {

inline std::string words(std::size_t size) {
  std::string text(size, ' ');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i * i % 26);
  return text;
}

}  // namespace broadcast
