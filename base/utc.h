// Times as people read them: always UTC, since one message serves readers everywhere. A time is
// Unix time in milliseconds. Any thread.
#pragma once

#include <cstdint>
#include <string>

namespace base {

// The last of the year 9999: what is later no client can show, and soon no JavaScript can count.
inline constexpr std::int64_t kTimeMost = 253'402'300'799'999;

void append_time(std::string& out, std::int64_t ts);           // 12:34:56
void append_date(std::string& out, std::int64_t ts);           // 2026-10-04
void append_date_and_time(std::string& out, std::int64_t ts);  // 2026-10-04 12:34:56

}  // namespace base
