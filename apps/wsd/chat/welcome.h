// The first line that somebody reads, and the blanks in what an operator may write.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace chat {

// {name}: whom it is for; {others}: see others_are(); {room}: where they are.
inline constexpr std::string_view kWelcome =
    "Welcome to wsd. You are {name}; {others} here. Type /help for commands.";

struct Blank {
  std::string_view name;  // without its braces
  std::string_view value;
};

// Every {name} among the blanks is replaced by its value; what else is in braces stays. Nothing is
// looked for in what was put in.
std::string fill(std::string_view text, std::initializer_list<Blank> blanks);

// "nobody else is", "1 other is", "2 others are".
std::string others_are(std::uint64_t others);

}  // namespace chat
