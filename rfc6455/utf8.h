// UTF-8 (RFC 3629), validated as it arrives: a text may be cut anywhere, inside a character too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace rfc6455 {

class Utf8Validator {
 public:
  // False when these bytes hold one that cannot continue what came before: no later byte could make
  // the text valid. REQUIRES: feed() has not returned false since the last reset().
  bool feed(std::span<const std::byte> bytes);

  // Whether the text so far ends between two characters.
  bool complete() const { return missing_ == 0; }

  void reset() { *this = {}; }

 private:
  bool feed_one(std::uint8_t byte);

  // What the next byte must be: a first byte when nothing is missing, otherwise within [low_,
  // high_]. Only the byte after E0, ED, F0 and F4 has narrower bounds (Unicode, table 3-7).
  std::uint8_t missing_ = 0;
  std::uint8_t low_ = 0x80;
  std::uint8_t high_ = 0xBF;
};

// Whether a whole text is valid.
bool is_utf8(std::span<const std::byte> text);

}  // namespace rfc6455
