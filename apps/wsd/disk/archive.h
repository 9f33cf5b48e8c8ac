// All that a directory keeps, or one room of it, as lines of text, and back.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <stdexcept>
#include <string>

namespace disk {

class WrongArchive : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Archived {
  std::int64_t rooms = 0;  // conversations of two among them
  std::int64_t messages = 0;
  std::int64_t letters = 0;
};

// What is there at one moment; a server may go on meanwhile. room: that one alone, and no letters;
// empty: all. Throws std::runtime_error with a sentence.
Archived write_archive(const std::string& directory, const std::string& room, std::ostream& out);

// Puts all of it into the directory, which is made if need be, or nothing: WrongArchive names the
// line. A room that is there already is wrong. Throws InUse, too, and std::runtime_error.
Archived read_archive(const std::string& directory, std::istream& in);

}  // namespace disk
