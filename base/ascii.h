// Letters and digits of ASCII, whatever the locale is. Any thread.
#pragma once

namespace base {

constexpr bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

constexpr char lower(char byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte;
}

constexpr bool is_letter(char byte) {
  return lower(byte) >= 'a' && lower(byte) <= 'z';
}

constexpr bool is_alphanumeric(char byte) {
  return is_letter(byte) || is_digit(byte);
}

inline constexpr char kHexDigits[] = "0123456789abcdef";

}  // namespace base
