// The number of the word goes through steps that can all be undone (odd factors, folds of the upper
// half onto the lower), so different numbers give different words.
#include "apps/wsd/chat/epochs.h"

#include <string_view>

namespace chat {
namespace {

constexpr int kBits = 40;  // eight letters of five
constexpr std::uint64_t kMask = (std::uint64_t{1} << kBits) - 1;
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";

std::uint64_t mixed(std::uint64_t value) {
  for (const std::uint64_t factor : {0x9e3779b97fULL, 0xbf58476d1dULL, 0x94d049bb13ULL}) {
    value = value * factor & kMask;
    value ^= value >> (kBits / 2);
  }
  return value;
}

}  // namespace

std::string Epochs::next() {
  std::uint64_t value = mixed((made_++ + seed_) & kMask) ^ (seed_ >> (64 - kBits));
  std::string word;
  for (; word.size() < kBits / 5; value >>= 5) word += kLetters[value & 31];
  return word;
}

}  // namespace chat
