// What stands in the database, fit for whoever reads it: a damaged one may have any bytes, and what
// people are sent is UTF-8.
#pragma once

#include <string>

#include "apps/wsd/chat/message.h"

namespace disk {

// What is no UTF-8 becomes U+FFFD, each piece one; all else stays.
std::string legible(std::string text);

// All its texts; one that was not what it should be is shown as text. An unknown kind, too.
chat::Message legible(chat::Message message);

}  // namespace disk
