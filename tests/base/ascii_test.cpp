// Each of the 256 bytes.
#include "base/ascii.h"

#include <gtest/gtest.h>

#include <string_view>

namespace base {
namespace {

TEST(Ascii, EveryByteIsWhatItIs) {
  constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
  constexpr std::string_view kDigits = "0123456789";
  for (int value = 0; value < 256; ++value) {
    const char byte = static_cast<char>(value);
    const bool upper = kUpper.find(byte) != kUpper.npos;
    const bool letter = upper || kLower.find(byte) != kLower.npos;
    const bool digit = kDigits.find(byte) != kDigits.npos;
    EXPECT_EQ(is_letter(byte), letter) << value;
    EXPECT_EQ(is_digit(byte), digit) << value;
    EXPECT_EQ(is_alphanumeric(byte), letter || digit) << value;
    EXPECT_EQ(lower(byte), upper ? kLower[kUpper.find(byte)] : byte) << value;
  }
}

}  // namespace
}  // namespace base
