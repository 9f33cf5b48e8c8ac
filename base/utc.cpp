// The calendar is the standard library's; it knows no leap seconds, nor does Unix time.
#include "base/utc.h"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace base {
namespace {

using Milliseconds = std::int64_t;
using std::chrono::sys_days;
using std::chrono::year_month_day;

// Years of four digits: what a store or a test may hold beyond them is shown as the last of them.
constexpr Milliseconds kFirst =
    sys_days(year_month_day(std::chrono::year(0), std::chrono::month(1), std::chrono::day(1)))
        .time_since_epoch() /
    std::chrono::milliseconds(1);
constexpr Milliseconds kEnd =
    sys_days(year_month_day(std::chrono::year(10000), std::chrono::month(1), std::chrono::day(1)))
        .time_since_epoch() /
    std::chrono::milliseconds(1);

constexpr Milliseconds kSecond = 1000;
constexpr Milliseconds kDay = 24 * 3600 * kSecond;

void append_digits(std::string& out, std::uint32_t value, std::size_t digits) {
  const std::size_t begin = out.size();
  out.append(digits, '0');
  for (std::size_t at = begin + digits; at > begin; value /= 10) {
    out[--at] = static_cast<char>('0' + value % 10);
  }
}

// Days since 1970, rounded down, and what is left of the day.
struct Moment {
  std::int64_t day;
  std::uint32_t second;
};
Moment moment_of(Milliseconds ts) {
  const Milliseconds bounded = std::clamp(ts, kFirst, kEnd - 1);
  Moment moment{bounded / kDay, 0};
  if (bounded % kDay < 0) --moment.day;
  moment.second = static_cast<std::uint32_t>((bounded - moment.day * kDay) / kSecond);
  return moment;
}

void append_clock(std::string& out, std::uint32_t second) {
  append_digits(out, second / 3600, 2);
  out += ':';
  append_digits(out, second / 60 % 60, 2);
  out += ':';
  append_digits(out, second % 60, 2);
}

}  // namespace

void append_time(std::string& out, Milliseconds ts) {
  append_clock(out, moment_of(ts).second);
}

void append_date(std::string& out, Milliseconds ts) {
  const year_month_day date{sys_days{std::chrono::days{moment_of(ts).day}}};
  append_digits(out, static_cast<std::uint32_t>(static_cast<int>(date.year())), 4);
  out += '-';
  append_digits(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_digits(out, static_cast<unsigned>(date.day()), 2);
}

void append_date_and_time(std::string& out, Milliseconds ts) {
  append_date(out, ts);
  out += ' ';
  append_time(out, ts);
}

}  // namespace base
