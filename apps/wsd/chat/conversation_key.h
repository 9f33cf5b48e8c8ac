// The name of a conversation of two, under which its numbers and its messages are kept.
#pragma once

#include <string>

#include "apps/wsd/chat/person.h"

namespace chat {

// The same from both sides, and another one for any other two: "ana:bob". Who has no name stands
// there by number: "#7". A colon is in it, which no room's name has.
std::string conversation_between(const Person& one, const Person& other);

}  // namespace chat
