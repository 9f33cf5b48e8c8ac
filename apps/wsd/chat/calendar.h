// How old a message is, though somebody sets the clock of day. A second clock, which runs evenly,
// shows when that clock jumps; what was kept since the start is judged by the even one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "apps/wsd/chat/happening.h"

namespace chat {

// A difference between the clocks that no adjusting makes within a second or so.
inline constexpr Milliseconds kClockJump = 10'000;
// So long after the start, and after a jump, nothing that was kept before the start is too old.
inline constexpr Milliseconds kClockSettles = 5 * 60'000;
inline constexpr std::size_t kErasMax = 64;  // jumps that are remembered

// One thread at a time.
class Calendar {
 public:
  // What the clocks say: that of the day, and one that runs evenly, in sleep too. To be called
  // about once a second, first of all at the start. By how much the clock of day jumped; nothing:
  // it did not.
  std::optional<Milliseconds> tick(Milliseconds wall, Milliseconds even);

  // Whether what was kept at that time of the day is older than that. later: its time has not come
  // yet, as after a clock that was ahead; what was kept behind it says more.
  enum class Age : std::uint8_t { younger, older, later };
  Age compare(Milliseconds ts, Milliseconds age) const;

  Milliseconds wall() const { return wall_; }

 private:
  struct Era {  // in which the clock of day ran evenly
    Milliseconds wall;
    Milliseconds even;
  };

  std::vector<Era> eras_;
  Milliseconds wall_ = 0;  // now
  Milliseconds even_ = 0;
  Milliseconds settled_ = 0;  // by the even clock: from then on the clock of day is believed
};

// For the operator's log: by how much the clock of day jumped, and what follows.
std::string jump_notice(Milliseconds by);

}  // namespace chat
