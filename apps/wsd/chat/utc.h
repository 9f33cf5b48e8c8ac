// Times as people read them: always UTC, since one message serves readers everywhere.
#pragma once

#include <string>

#include "apps/wsd/chat/happening.h"

namespace chat {

void append_time(std::string& out, Milliseconds ts);           // 12:34:56
void append_date_and_time(std::string& out, Milliseconds ts);  // 2026-10-04 12:34:56

}  // namespace chat
