// The commands of the text form, as /help tells them. What is read and what is explained come from
// this one table.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "apps/wsd/chat/request.h"

namespace chat {

struct Command {
  std::string_view name;  // without the slash
  Verb verb;
  std::string_view wants;  // its arguments; [of these] may be left out
  std::string_view does;   // what it is for
  std::string_view more;   // for /help with its name; empty: nothing
};

std::span<const Command> commands();
const Command* find_command(std::string_view name);  // in any case; nullptr: there is none

// What somebody who typed this may have meant: the beginning of a command, one with a letter wrong,
// or what other chats call it. nullptr: no idea.
const Command* nearest_command(std::string_view name);
// "Unknown command /foo. Try /help.", or what may have been meant.
std::string no_such_command(std::string_view name);

// "/msg NAME TEXT"
void append_usage(std::string& out, const Command& command);

}  // namespace chat
