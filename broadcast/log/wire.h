// Wire forms: all that changes the bytes a receiver gets. The app numbers its own (text, JSON,
// ...); compression multiplies each by three.
#pragma once

#include <cstdint>

namespace broadcast {

using Form = std::uint8_t;
inline constexpr Form kFormsMax = 32;

enum class Compression : std::uint8_t {
  plain,
  deflate15,  // the full window
  deflate9,   // for whoever demanded a smaller one: fits every window zlib can make
};
inline constexpr std::uint8_t kCompressions = 3;

// A form as it stands on the wire: each in use has a log of its own.
using Wire = std::uint8_t;
constexpr Wire wire_of(Form form, Compression compression) {
  return static_cast<Wire>(form * kCompressions + static_cast<std::uint8_t>(compression));
}
constexpr Form form_of(Wire wire) {
  return wire / kCompressions;
}
constexpr Compression compression_of(Wire wire) {
  return static_cast<Compression>(wire % kCompressions);
}

}  // namespace broadcast
