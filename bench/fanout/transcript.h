// What was said in the rooms of a chat, put together from what everybody heard.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/fanout/ledger.h"
#include "bench/fanout/stamp.h"

namespace fanout {

// The rooms number their messages: whoever is in one hears the numbers without a gap, and under
// each number everybody hears the same.
class Transcript {
 public:
  Transcript(std::size_t rooms, std::size_t members) : rooms_(rooms), next_(members) {}

  // A member comes into a room in which `last` was the last number, or it is not known; or goes.
  static constexpr std::uint64_t kUnknown = ~std::uint64_t{0};
  void came(std::size_t member, std::uint64_t last) {
    next_[member] = last == kUnknown ? kUnknown : last + 1;
  }

  void heard(std::size_t room, std::size_t member, std::uint64_t number, const Stamp& stamp);

  // Whether this member has heard all that anybody heard in its room.
  bool is_up_to_date(std::size_t room, std::size_t member) const;

  // The run is over: `member` was in its room to the end, and should have heard all of it.
  void settle_member(std::size_t room, std::size_t member);
  // Each of the first `checked` publishers' messages must stand in order and without a gap, as many
  // as it published. REQUIRES: a publisher speaks in one room only.
  void settle(const std::vector<std::uint64_t>& published, std::size_t checked);

  const Faults& faults() const { return faults_; }

 private:
  struct Room {
    std::uint64_t first = 0;          // the number of said[0]
    std::vector<std::uint64_t> said;  // whose message, and which; kUnknown: not heard yet
  };
  // Where a number stands, with room made for it.
  std::uint64_t& entry(Room& room, std::uint64_t number);

  std::vector<Room> rooms_;
  std::vector<std::uint64_t> next_;  // number, of each member
  Faults faults_;
};

}  // namespace fanout
