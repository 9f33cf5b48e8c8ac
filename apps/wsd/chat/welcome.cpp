// One pass over the template: from brace to brace.
#include "apps/wsd/chat/welcome.h"

namespace chat {

std::string fill(std::string_view text, std::initializer_list<Blank> blanks) {
  std::string out;
  while (!text.empty()) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == text.npos) break;
    text.remove_prefix(open);
    const Blank* found = nullptr;
    for (const Blank& blank : blanks) {
      const bool here = text.substr(1).starts_with(blank.name) &&
                        text.substr(1 + blank.name.size()).starts_with('}');
      if (here) found = &blank;
    }
    out += found ? found->value : text.substr(0, 1);
    text.remove_prefix(found ? found->name.size() + 2 : 1);
  }
  return out;
}

std::string others_are(std::uint64_t others) {
  if (others == 0) return "nobody else is";
  if (others == 1) return "1 other is";
  return std::to_string(others) + " others are";
}

}  // namespace chat
