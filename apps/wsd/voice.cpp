// Console first, then the clock.
#include "apps/wsd/voice.h"

namespace wsd {

std::optional<Voice::Saying> Voice::next(reactor::Time now, reactor::WallTime wall) {
  if (console_) {
    more_ = lines_ == kLinesPerTurnMax;
    auto line = more_ ? std::nullopt : console_->next_line();
    if (line) {
      ++lines_;
      return Saying{{}, std::move(*line)};
    }
    if (console_->over()) console_.reset();
  }
  if (auto due = announcer_.due(now, wall)) {
    return Saying{std::string(due->room), std::move(due->text)};
  }
  lines_ = 0;
  return std::nullopt;
}

std::optional<reactor::Time> Voice::next_due(reactor::Time now) const {
  if (console_ && (file_ || more_)) return now;
  return announcer_.next_due();
}

std::optional<int> Voice::fd() const {
  if (!console_) return std::nullopt;
  return console_->fd();
}

}  // namespace wsd
