// The pace is a token bucket kept a little smaller than the server's, so that clocks that differ a
// little do not make it refuse; when it does, order comes before speed: one at a time.
#include "apps/wsc/outbox.h"

#include <algorithm>
#include <cstdio>

namespace wsc {

Outbox::Outbox(const Random& random) {
  char text[24];
  std::snprintf(text, sizeof text, "%016llx-", static_cast<unsigned long long>(random()));
  prefix_ = text;
}

void Outbox::add(Letter letter) {
  letter.cid = prefix_ + std::to_string(++count_);
  letters_.push_back(std::move(letter));
}

void Outbox::set_pace(std::uint64_t burst, std::uint64_t rate) {
  burst_ = burst > 2 ? burst - 2 : 1;
  rate_ = rate;
}

void Outbox::lost() {
  open_ = false;
  sent_ = 0;
  window_ = kWindow;
  not_before_ = {};
}

const Letter* Outbox::next(reactor::Time now) {
  if (!open_ || sent_ == letters_.size() || sent_ >= window_ || now < not_before_) return nullptr;
  if (rate_ > 0) {
    const reactor::Time full = std::max(full_at_, now) + each();
    const reactor::Duration most = each() * static_cast<std::int64_t>(burst_);
    if (full - now > most) {
      not_before_ = full - most;
      return nullptr;
    }
    full_at_ = full;
  }
  return &letters_[sent_++];
}

reactor::Duration Outbox::each() const {
  return reactor::Duration(std::chrono::seconds(1)) / rate_;
}

void Outbox::spend(reactor::Time now) {
  if (rate_ > 0) full_at_ = std::max(full_at_, now) + each();
}

std::optional<reactor::Time> Outbox::next_at() const {
  if (!open_ || sent_ == letters_.size() || sent_ >= window_) return std::nullopt;
  return not_before_;
}

std::optional<Letter> Outbox::acknowledged(std::string_view cid) {
  const auto found = std::find_if(letters_.begin(), letters_.end(),
                                  [&](const Letter& letter) { return letter.cid == cid; });
  if (found == letters_.end()) return std::nullopt;
  if (static_cast<std::size_t>(found - letters_.begin()) < sent_) --sent_;
  Letter letter = std::move(*found);
  letters_.erase(found);
  return letter;
}

void Outbox::postponed(std::string_view cid, reactor::Time now) {
  const auto found = std::find_if(letters_.begin(), letters_.end(),
                                  [&](const Letter& letter) { return letter.cid == cid; });
  if (found == letters_.end()) return;
  sent_ = std::min(sent_, static_cast<std::size_t>(found - letters_.begin()));
  window_ = 1;
  not_before_ = now + kRetry;
}

}  // namespace wsc
