// Values as people write them, and back.
#include "apps/wsd/values.h"

#include <gtest/gtest.h>

#include "base/token_bucket.h"

namespace wsd {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

TEST(ValuesTest, Durations) {
  EXPECT_EQ(parse_duration("500ms"), 500ms);
  EXPECT_EQ(parse_duration("25s"), 25s);
  EXPECT_EQ(parse_duration("25"), 25s);
  EXPECT_EQ(parse_duration("2m"), 120s);
  EXPECT_EQ(parse_duration("12h"), 12 * 3600s);
  EXPECT_EQ(parse_duration("365d"), kDurationMax);
  EXPECT_EQ(parse_duration("0"), 0s);
  for (const char* wrong : {"", "s", "-1s", "1.5s", "1 s", "366d", "9999999999999999999999", "1x",
                            "8761h", "+1s", "1s "}) {
    EXPECT_FALSE(parse_duration(wrong)) << wrong;
  }
}

TEST(ValuesTest, Sizes) {
  EXPECT_EQ(parse_bytes("65536"), 65536u);
  EXPECT_EQ(parse_bytes("64KiB"), 65536u);
  EXPECT_EQ(parse_bytes("4M"), 4u << 20);
  EXPECT_EQ(parse_bytes("1GiB"), 1u << 30);
  for (const char* wrong : {"", "KiB", "-1", "1kb", "1.5M", "99999999999G", "0x10"}) {
    EXPECT_FALSE(parse_bytes(wrong)) << wrong;
  }
}

TEST(ValuesTest, PrintedByTheLargestUnitThatFits) {
  EXPECT_EQ(print_duration(1500ms), "1500ms");
  EXPECT_EQ(print_duration(120s), "2m");
  EXPECT_EQ(print_duration(0s), "0");
  EXPECT_EQ(print_bytes(65536), "64KiB");
  EXPECT_EQ(print_bytes(65537), "65537");
  EXPECT_EQ(print_bytes(0), "0");
}

TEST(ValuesTest, WhatIsPrintedIsReadBack) {
  for (std::int64_t i = 0; i < 100'000; i = i * 3 + 1) {
    EXPECT_EQ(parse_duration(print_duration(i * 1ms)), i * 1ms);
    EXPECT_EQ(parse_bytes(print_bytes(static_cast<std::uint64_t>(i) << 5)), i << 5);
  }
}

TEST(ValuesTest, Rates) {
  EXPECT_EQ(parse_rate("20/10"), (base::Rate{20, 10}));
  EXPECT_EQ(parse_rate("0"), base::Rate{});
  EXPECT_EQ(print_rate({20, 10}), "20/10");
  EXPECT_EQ(print_rate({}), "0");
  for (const char* wrong :
       {"", "20", "20/", "/10", "0/10", "20/0", "20/10/5", "1000001/1", "-1/1"}) {
    EXPECT_FALSE(parse_rate(wrong)) << wrong;
  }
}

TEST(ValuesTest, Switches) {
  for (const char* yes : {"true", "on", "yes", "1"}) EXPECT_EQ(parse_switch(yes), true) << yes;
  for (const char* no : {"false", "off", "no", "0"}) EXPECT_EQ(parse_switch(no), false) << no;
  for (const char* wrong : {"", "True", "2", "maybe"}) EXPECT_FALSE(parse_switch(wrong)) << wrong;
}

}  // namespace
}  // namespace wsd
