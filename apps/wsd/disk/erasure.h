// Everything of one person goes.
#pragma once

#include <cstdint>
#include <string>

namespace disk {

struct Erased {
  std::int64_t messages = 0;
  std::int64_t letters = 0;  // from them, and waiting for them
};

// Under all names that look like this one: messages, with their words in the index; letters; the
// name among those that letters wait for. Their numbers are not given again, and no byte of the
// files still has them. Throws InUse; std::runtime_error with a sentence.
Erased erase_person(const std::string& directory, const std::string& name);

}  // namespace disk
