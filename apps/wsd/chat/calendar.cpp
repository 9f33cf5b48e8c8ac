// An era begins with the start and with each jump. A time of day that lies in one of them was kept
// then, as far as anybody can know; where two could be meant, the later one is, since what is kept
// too long can still go. All other times are from before the start.
#include "apps/wsd/chat/calendar.h"

#include <algorithm>

namespace chat {

std::optional<Milliseconds> Calendar::tick(Milliseconds wall, Milliseconds even) {
  const bool first = eras_.empty();
  if (!first && even <= even_) return std::nullopt;  // another thread was here meanwhile
  const Milliseconds jump = first ? 0 : (wall - wall_) - (even - even_);
  const bool jumped = jump > kClockJump || jump < -kClockJump;
  if (first || jumped) {
    // It may have jumped at any time since the last look.
    const Milliseconds unseen = first ? 0 : even - even_;
    if (eras_.size() == kErasMax) eras_.erase(eras_.begin());
    eras_.push_back({wall - unseen, even - unseen});
    settled_ = even + kClockSettles;
  }
  wall_ = wall;
  even_ = even;
  return jumped ? std::optional(jump) : std::nullopt;
}

Calendar::Age Calendar::compare(Milliseconds ts, Milliseconds age) const {
  const auto judged = [age](Milliseconds has) { return has > age ? Age::older : Age::younger; };
  Milliseconds end = even_;
  for (auto era = eras_.rbegin(); era != eras_.rend(); end = era++->even) {
    const Milliseconds kept = era->even + (ts - era->wall);
    if (ts >= era->wall && kept <= end) return judged(even_ - kept);
  }
  if (ts > wall_) return Age::later;
  return even_ < settled_ ? Age::younger : judged(wall_ - ts);
}

std::string jump_notice(Milliseconds by) {
  const auto seconds = [](Milliseconds time) { return std::to_string(time / 1000) + " s"; };
  return "the clock of day jumped by " + seconds(by) +
         ": history from before the start is not deleted by age for the next " +
         seconds(kClockSettles);
}

}  // namespace chat
