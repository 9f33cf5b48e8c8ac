// The server has the number that nobody has.
#include "apps/wsd/chat/person.h"

#include <charconv>

namespace chat {

void append_name(std::string& out, const Person& person) {
  if (!person.nick.empty()) {
    out += person.nick;
  } else if (person.number == kNoUser) {
    out += "Server";
  } else {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, person.number).ptr;
    out += "User ";
    out.append(digits, end);
  }
}

std::string name_of(const Person& person) {
  std::string name;
  append_name(name, person);
  return name;
}

}  // namespace chat
