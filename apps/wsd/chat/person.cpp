// The server has the number that nobody has.
#include "apps/wsd/chat/person.h"

#include "base/digits.h"

namespace chat {

void append_name(std::string& out, const Person& person) {
  if (!person.nick.empty()) {
    out += person.nick;
  } else if (person.number == kNoUser) {
    out += "Server";
  } else {
    out += "User ";
    base::append_number(out, person.number);
  }
}

std::string name_of(const Person& person) {
  std::string name;
  append_name(name, person);
  return name;
}

}  // namespace chat
