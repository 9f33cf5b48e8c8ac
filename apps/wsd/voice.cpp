// Console first, then the clock.
#include "apps/wsd/voice.h"

#include "apps/wsd/log.h"
#include "apps/wsd/printable.h"

namespace wsd {
namespace {

constexpr std::size_t kLineShownMax = 80;  // bytes, in the log

}  // namespace

std::optional<Voice::Saying> Voice::next(reactor::Time now, reactor::WallTime wall) {
  if (console_) {
    if (auto line = next_line()) return Saying{{}, std::move(*line)};
    if (console_->over()) console_.reset();
  }
  if (auto due = announcer_.due(now, wall)) {
    return Saying{std::string(due->room), std::move(due->text)};
  }
  lines_ = 0;
  return std::nullopt;
}

std::optional<chat::Text> Voice::next_line() {
  for (;; ++lines_) {
    more_ = lines_ >= kLinesPerTurnMax;
    const auto line = more_ ? std::nullopt : console_->next_line();
    if (!line) return std::nullopt;
    if (auto text = chat::Text::of(*line)) {
      ++lines_;
      return text;
    }
    log::warning(log::Kind::process, "a line of the console was not said: it is not UTF-8",
                 {{"line", printable(*line, kLineShownMax)}});
  }
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
