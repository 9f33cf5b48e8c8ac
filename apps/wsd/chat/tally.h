// How many bytes lie somewhere, in all and from each source. A source is an address as it counts;
// an empty one is not counted apart.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace chat {

class Tally {
 public:
  void add(std::string_view source, std::size_t bytes);
  // REQUIRES: they were added.
  void remove(std::string_view source, std::size_t bytes);

  std::size_t bytes() const { return bytes_; }
  std::size_t from(std::string_view source) const;  // 0 for the empty one
  std::size_t sources() const { return from_.size(); }

 private:
  std::size_t bytes_ = 0;
  std::map<std::string, std::size_t, std::less<>> from_;  // those with bytes
};

}  // namespace chat
