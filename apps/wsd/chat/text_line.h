// What a message says in the text form, now or in a page of history.
#pragma once

#include <string>

#include "apps/wsd/chat/happening.h"

namespace chat::text {

// "ana: hello", "** ana waves", "Server: hello", "User 1 sent 345 bytes.". REQUIRES: numbered().
void append_message(std::string& out, const Happening& happening);

}  // namespace chat::text
