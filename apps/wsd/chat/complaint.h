// Complaints by their number.
#pragma once

#include <cstdint>
#include <string>

#include "apps/wsd/chat/request.h"

namespace chat {

// Its word, and whether it is worth trying again, follow from the number: 429 and 503 are.
Complaint complaint(std::uint16_t code, std::string text);

}  // namespace chat
