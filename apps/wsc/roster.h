// Who is in a room, as far as the server has told: for names to complete and for counting.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "apps/wsc/server_word.h"

namespace wsc {

class Roster {
 public:
  struct Change {
    std::vector<Somebody> arrived{};
    std::vector<Somebody> departed{};
    std::vector<std::pair<std::string, std::string>> renamed{};  // from, to
    std::vector<Somebody> away{};                                // or back
    bool ask_again = false;                                      // a difference was missed
  };

  // The room was joined, or joined again: members and pv as told.
  void joined(std::optional<std::uint64_t> members, std::optional<std::uint64_t> pv);
  // A presence object. One with a pv that is known already changes nothing.
  Change apply(const ServerWord& presence);

  std::optional<std::uint64_t> count() const { return count_; }
  const std::map<std::string, Somebody>& people() const { return people_; }

 private:
  std::map<std::string, Somebody> people_;  // by id
  std::optional<std::uint64_t> count_;
  std::optional<std::uint64_t> pv_;
};

}  // namespace wsc
