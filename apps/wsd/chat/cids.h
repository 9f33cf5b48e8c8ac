// Which messages have a number already: one that is sent again, because its author never heard of
// it, gets the number it got first.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "apps/wsd/chat/happening.h"

namespace chat {

// Whose cid it is, and the cid. A session is its program's over connections; a person without one
// is known by the number.
std::string cid_key(std::string_view session, UserNumber user, std::string_view cid);

class Cids {
 public:
  struct Seen {
    Sequence seq = 0;
    Milliseconds ts = 0;
  };
  std::optional<Seen> find(std::string_view key) const;
  void add(std::string key, const Seen& seen);  // REQUIRES: it was not found

  // Forgets the oldest until there are no more than so many, of no more than so many bytes.
  void keep(std::size_t count_max, std::size_t bytes_max);
  std::size_t count() const { return seen_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Table = std::unordered_map<std::string, Seen, Hash, std::equal_to<>>;

  Table seen_;
  std::deque<const std::string*> order_;  // the table's own keys, the oldest first
  std::size_t bytes_ = 0;
};

}  // namespace chat
