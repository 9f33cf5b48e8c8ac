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
  constexpr std::uint64_t kMost = UINT32_MAX;
  pace_.burst = static_cast<std::uint32_t>(std::min(burst > 2 ? burst - 2 : 1, kMost));
  pace_.count = static_cast<std::uint32_t>(std::min(rate, kMost));
}

void Outbox::lost() {
  open_ = false;
  sent_ = 0;
  window_ = kWindow;
  not_before_ = {};
}

const Letter* Outbox::next(reactor::Time now) {
  if (!open_ || sent_ == letters_.size() || sent_ >= window_ || now < not_before_) return nullptr;
  if (!bucket_.take(pace_, now)) {
    not_before_ = now + bucket_.wait(pace_, now);
    return nullptr;
  }
  return &letters_[sent_++];
}

void Outbox::spend(reactor::Time now) {
  bucket_.charge(pace_, now);
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
