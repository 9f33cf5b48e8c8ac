// Times as people read them: always UTC, since one message serves readers everywhere.
#pragma once

#include <string>

#include "apps/wsd/chat/happening.h"

namespace chat {

// The last of the year 9999: what is later no client can show, and soon no JavaScript can count.
inline constexpr Milliseconds kTimeMost = 253'402'300'799'999;

void append_time(std::string& out, Milliseconds ts);           // 12:34:56
void append_date_and_time(std::string& out, Milliseconds ts);  // 2026-10-04 12:34:56

}  // namespace chat
