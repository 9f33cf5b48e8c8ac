// Three bytes are four letters of six bits. A table says what each letter is worth.
#include "base/base64.h"

#include <array>
#include <cstdint>

namespace base {
namespace {

constexpr std::uint8_t kInvalid = 0xFF;

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::uint8_t, 256> kWorth = [] {
  std::array<std::uint8_t, 256> worth{};
  worth.fill(kInvalid);
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

std::string to_base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (i + k < bytes.size() ? static_cast<std::uint8_t>(bytes[i + k]) : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      const bool there = k < 2 || i + k - 1 < bytes.size();
      out += there ? kAlphabet[bits >> (18 - 6 * k) & 63] : '=';
    }
  }
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (!is_base64(text)) return std::nullopt;
  const std::size_t size = decoded_size(text);
  std::string out;
  out.reserve(size);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::uint32_t bits = 0;
    for (const char letter : text.substr(i, 4)) {
      bits = bits << 6 | (letter == '=' ? 0u : kWorth[static_cast<std::uint8_t>(letter)]);
    }
    for (std::size_t k = 0; k < 3 && out.size() < size; ++k) {
      out += static_cast<char>(bits >> (16 - 8 * k) & 0xFF);
    }
  }
  return out;
}

}  // namespace base
