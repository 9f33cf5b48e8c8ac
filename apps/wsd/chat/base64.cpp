// A table of what each byte is worth.
#include "apps/wsd/chat/base64.h"

#include <array>
#include <cstdint>

namespace chat {
namespace {

constexpr std::uint8_t kInvalid = 0xFF;

constexpr std::array<std::uint8_t, 256> kWorth = [] {
  std::array<std::uint8_t, 256> worth{};
  worth.fill(kInvalid);
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    worth[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return worth;
}();

std::size_t padding(std::string_view text) {
  if (text.ends_with("==")) return 2;
  return text.ends_with('=') ? 1 : 0;
}

}  // namespace

bool is_base64(std::string_view text) {
  if (text.size() % 4 != 0) return false;
  const std::size_t padded = padding(text);
  text.remove_suffix(padded);
  std::uint8_t seen = 0;  // high bits tell an invalid byte; no branch in the loop
  for (const char byte : text) seen |= kWorth[static_cast<std::uint8_t>(byte)];
  if (seen & 0x80) return false;
  // Of the last digit only the upper bits count: 4 before "==", 2 before "=" are left over.
  if (padded == 0) return true;
  const std::uint8_t last = kWorth[static_cast<std::uint8_t>(text.back())];
  return (last & (padded == 2 ? 0x0F : 0x03)) == 0;
}

std::size_t decoded_size(std::string_view text) {
  return text.size() / 4 * 3 - padding(text);
}

}  // namespace chat
