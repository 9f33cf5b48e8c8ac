// Which message this is, and when it should have been sent: what makes a message checkable.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

#include "reactor/clock.h"

namespace fanout {

struct Stamp {
  std::uint16_t publisher = 0;
  std::uint64_t sequence = 0;  // of this publisher, from 0; 40 bits
  reactor::Time intended{};
};
inline constexpr std::size_t kPublishersMax = 1 << 16;
inline constexpr int kSequenceBits = 40;

// Packed: sixteen bytes, each below 128, so that they are valid in a text message too.
inline constexpr std::size_t kStampSize = 16;
using PackedStamp = std::array<std::uint64_t, 2>;

// Spelled: thirty-two letters of which none needs escaping, where others wrap the text.
inline constexpr std::size_t kSpelledStampSize = 32;
using SpelledStamp = std::array<std::uint64_t, 4>;

// 56 bits as eight bytes of seven bits each, and back.
constexpr std::uint64_t spread(std::uint64_t bits) {
  bits = (bits & 0x000000000fffffff) | (bits & 0x00fffffff0000000) << 4;
  bits = (bits & 0x00003fff00003fff) | (bits & 0x0fffc0000fffc000) << 2;
  return (bits & 0x007f007f007f007f) | (bits & 0x3f803f803f803f80) << 1;
}
constexpr std::uint64_t gather(std::uint64_t bytes) {
  bytes = (bytes & 0x007f007f007f007f) | (bytes & 0x7f007f007f007f00) >> 1;
  bytes = (bytes & 0x00003fff00003fff) | (bytes & 0x3fff00003fff0000) >> 2;
  return (bytes & 0x000000000fffffff) | (bytes & 0x0fffffff00000000) >> 4;
}
static_assert(gather(spread(0x00fedcba98765432)) == 0x00fedcba98765432);
static_assert((spread(0x00ffffffffffffff) & 0x8080808080808080) == 0);

// 32 bits as eight letters of four bits each, from ` to o, and back.
inline constexpr std::uint64_t kLetters = 0x6060606060606060;
constexpr std::uint64_t spell(std::uint64_t bits) {
  bits = (bits & 0x000000000000ffff) | (bits & 0x00000000ffff0000) << 16;
  bits = (bits & 0x000000ff000000ff) | (bits & 0x0000ff000000ff00) << 8;
  bits = (bits & 0x000f000f000f000f) | (bits & 0x00f000f000f000f0) << 4;
  return bits | kLetters;
}
constexpr std::uint64_t unspell(std::uint64_t letters) {
  letters = (letters & 0x000f000f000f000f) | (letters & 0x0f000f000f000f00) >> 4;
  letters = (letters & 0x000000ff000000ff) | (letters & 0x00ff000000ff0000) >> 8;
  return (letters & 0x000000000000ffff) | (letters & 0x0000ffff00000000) >> 16;
}
static_assert(unspell(spell(0xfedcba98)) == 0xfedcba98);

constexpr std::uint64_t kHalf = 0xffffffff;

inline std::uint64_t who_of(const Stamp& stamp) {
  return std::uint64_t{stamp.publisher} << kSequenceBits | stamp.sequence;
}
inline std::uint64_t time_of(const Stamp& stamp) {
  return static_cast<std::uint64_t>(stamp.intended.time_since_epoch().count());
}
inline Stamp to_stamp(std::uint64_t who, std::uint64_t time) {
  const reactor::Duration since(static_cast<reactor::Duration::rep>(time));
  return {static_cast<std::uint16_t>(who >> kSequenceBits),
          who & ((std::uint64_t{1} << kSequenceBits) - 1), reactor::Time(since)};
}

inline PackedStamp pack(const Stamp& stamp) {
  return {spread(who_of(stamp)), spread(time_of(stamp))};
}
// REQUIRES: kStampSize bytes at payload.
inline Stamp read_packed(const std::byte* payload) {
  PackedStamp words;
  std::memcpy(words.data(), payload, sizeof words);
  return to_stamp(gather(words[0]), gather(words[1]));
}

inline SpelledStamp spell(const Stamp& stamp) {
  const std::uint64_t who = who_of(stamp);
  const std::uint64_t time = time_of(stamp);
  return {spell(who >> 32), spell(who & kHalf), spell(time >> 32), spell(time & kHalf)};
}
// nullopt if these are no such letters. REQUIRES: kSpelledStampSize bytes at text.
inline std::optional<Stamp> read_spelled(const char* text) {
  SpelledStamp words;
  std::memcpy(words.data(), text, sizeof words);
  constexpr std::uint64_t kHigh = 0xf0f0f0f0f0f0f0f0;
  for (const std::uint64_t word : words) {
    if ((word & kHigh) != kLetters) return std::nullopt;
  }
  return to_stamp(unspell(words[0]) << 32 | unspell(words[1]),
                  unspell(words[2]) << 32 | unspell(words[3]));
}

}  // namespace fanout
