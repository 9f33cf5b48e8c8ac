// UTF-8 the slow and obvious way: decode the number, then ask whether it was written in the
// shortest form. What the fast validators are compared with. And texts to compare them on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>

namespace rfc6455 {

inline bool slow_is_utf8(std::span<const std::byte> text) {
  constexpr std::array<std::uint32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<std::uint32_t>(text[i]);
    const std::size_t length = first < 0x80       ? 1
                               : first >> 5 == 6  ? 2
                               : first >> 4 == 14 ? 3
                               : first >> 3 == 30 ? 4
                                                  : 0;
    if (length == 0 || length > text.size() - i) return false;
    std::uint32_t number = length == 1 ? first : first & (0x7Fu >> length);
    for (std::size_t k = 1; k < length; ++k) {
      const auto next = static_cast<std::uint32_t>(text[i + k]);
      if (next >> 6 != 2) return false;
      number = number << 6 | (next & 0x3F);
    }
    const bool surrogate = number >= 0xD800 && number <= 0xDFFF;
    if (number < kSmallest[length] || surrogate || number > 0x10FFFF) return false;
    i += length;
  }
  return true;
}

// Characters of all lengths in runs, with so many random bytes put over them.
inline std::string random_text(std::mt19937& random, std::size_t size, int flaws) {
  static const std::array<std::string, 8> kPieces = {
      "plain text, ",
      "\xC3\xA9",
      "\xE0\xB8\xAA\xE0\xB8\xA7",
      "\xF0\x9F\x92\xAC",
      "\xED\x9F\xBF",
      "\xF4\x8F\xBF\xBF",
      "a long run of ordinary characters without an accent. ",
      "\xEF\xBF\xBD"};
  std::string text;
  while (text.size() < size) text += kPieces[random() % kPieces.size()];
  for (int i = 0; i < flaws; ++i) text[random() % text.size()] = static_cast<char>(random());
  return text;
}

}  // namespace rfc6455
