// Times as people read them.
#include "base/utc.h"

#include <gtest/gtest.h>

#include <limits>

namespace base {
namespace {

std::string time_of(std::int64_t ts) {
  std::string out;
  append_time(out, ts);
  return out;
}

std::string both_of(std::int64_t ts) {
  std::string out;
  append_date_and_time(out, ts);
  return out;
}

TEST(Utc, TimeOfDay) {
  EXPECT_EQ(time_of(0), "00:00:00");
  EXPECT_EQ(time_of(999), "00:00:00");
  EXPECT_EQ(time_of(1'700'000'000'123), "22:13:20");
  EXPECT_EQ(time_of(-1), "23:59:59");
}

TEST(Utc, DateAndTime) {
  EXPECT_EQ(both_of(0), "1970-01-01 00:00:00");
  EXPECT_EQ(both_of(1'700'000'000'123), "2023-11-14 22:13:20");
  EXPECT_EQ(both_of(951'782'400'000), "2000-02-29 00:00:00");
  EXPECT_EQ(both_of(-1), "1969-12-31 23:59:59");
}

TEST(Utc, Date) {
  std::string out = "#";
  append_date(out, 1'700'000'000'123);
  EXPECT_EQ(out, "#2023-11-14");
}

TEST(Utc, NoTimeIsTooFar) {
  EXPECT_EQ(both_of(std::numeric_limits<std::int64_t>::max()), "9999-12-31 23:59:59");
  EXPECT_EQ(both_of(std::numeric_limits<std::int64_t>::min()), "0000-01-01 00:00:00");
}

}  // namespace
}  // namespace base
