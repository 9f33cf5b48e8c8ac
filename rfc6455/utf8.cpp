// One byte at a time where a text was cut or is short; everything between goes to the wide
// validators, which want whole characters. A call therefore has three parts:
//
//     |rest of a cut character|        whole characters        |begin of a cut character|
//          byte by byte                wide, or 8 of ASCII            byte by byte
#include "rfc6455/utf8.h"

#include <cstring>

#include "rfc6455/utf8_simd.h"

namespace rfc6455 {
namespace {

constexpr std::uint8_t kContinuationLow = 0x80;
constexpr std::uint8_t kContinuationHigh = 0xBF;

const WideValidator wide = wide_validator();

// How many bytes at the end belong to a character that is not all there, if it is valid at all.
std::size_t cut_at_end(const std::uint8_t* text, std::size_t size) {
  if (size >= 1 && text[size - 1] >= 0xC0) return 1;
  if (size >= 2 && text[size - 2] >= 0xE0) return 2;
  if (size >= 3 && text[size - 3] >= 0xF0) return 3;
  return 0;
}

bool eight_ascii(const std::uint8_t* at) {
  std::uint64_t word;
  std::memcpy(&word, at, 8);
  return (word & 0x8080808080808080) == 0;
}

}  // namespace

bool Utf8Validator::feed_one(std::uint8_t byte) {
  if (missing_ > 0) {
    if (byte < low_ || byte > high_) return false;
    low_ = kContinuationLow;
    high_ = kContinuationHigh;
    --missing_;
    return true;
  }
  // RFC 3629 §4. C0, C1 would be overlong; F5 to FF lie above U+10FFFF.
  if (byte < 0x80) return true;
  if (byte < 0xC2 || byte > 0xF4) return false;
  missing_ = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
  if (byte == 0xE0) low_ = 0xA0;   // below: overlong
  if (byte == 0xED) high_ = 0x9F;  // above: surrogates, "prohibited" by RFC 3629 §3
  if (byte == 0xF0) low_ = 0x90;   // below: overlong
  if (byte == 0xF4) high_ = 0x8F;  // above: beyond U+10FFFF
  return true;
}

bool Utf8Validator::feed(std::span<const std::byte> bytes) {
  const auto* at = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const auto* end = at + bytes.size();
  while (missing_ > 0 && at != end) {
    if (!feed_one(*at++)) return false;
  }
  if (wide != nullptr && static_cast<std::size_t>(end - at) >= kWideRunMin + 3) {
    const auto whole = static_cast<std::size_t>(end - at) - cut_at_end(at, end - at);
    // Two cut characters in a row: the first one can no longer become whole.
    if (cut_at_end(at, whole) != 0 || !wide(at, whole)) return false;
    at += whole;
  }
  while (at != end) {
    if (missing_ == 0 && end - at >= 8 && eight_ascii(at)) {
      at += 8;
    } else if (!feed_one(*at++)) {
      return false;
    }
  }
  return true;
}

bool is_utf8(std::span<const std::byte> text) {
  Utf8Validator validator;
  return validator.feed(text) && validator.complete();
}

}  // namespace rfc6455
