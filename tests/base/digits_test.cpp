// Numbers behind what is there.
#include "base/digits.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Digits, StandBehindWhatIsThere) {
  std::string out = "#";
  append_number(out, 0);
  out += ' ';
  append_number(out, UINT64_MAX);
  out += ' ';
  append_signed(out, INT64_MIN);
  EXPECT_EQ(out, "#0 18446744073709551615 -9223372036854775808");
}

TEST(Digits, ThingsAreCounted) {
  std::string out;
  for (const std::uint64_t count : {0, 1, 2}) {
    append_count(out, count, "message");
    out += ';';
  }
  EXPECT_EQ(out, "0 messages;1 message;2 messages;");
}

}  // namespace
}  // namespace base
