// Whoever's bucket is full again is as good as unknown.
#include "apps/wsd/chat/allowance.h"

namespace chat {
namespace {

constexpr int kForgottenAtOnce = 4;  // more than come in: the list shrinks

}  // namespace

reactor::Duration Allowance::take(std::string_view source, const base::Rate& rate,
                                  reactor::Time now) {
  if (source.empty() || rate.unlimited()) return reactor::Duration::zero();
  const std::lock_guard lock(mutex_);
  forget(now);
  auto entry = entries_.find(source);
  if (entry == entries_.end()) {
    const auto place = quiet_.emplace(quiet_.end(), source);
    entry = entries_.emplace(*place, Entry{{}, place}).first;
  }
  quiet_.splice(quiet_.end(), quiet_, entry->second.place);
  base::TokenBucket<reactor::Time>& bucket = entry->second.bucket;
  return bucket.take(rate, now) ? reactor::Duration::zero() : bucket.wait(rate, now);
}

void Allowance::forget(reactor::Time now) {
  for (int i = 0; i < kForgottenAtOnce && !quiet_.empty(); ++i) {
    const auto longest = entries_.find(quiet_.front());
    if (!longest->second.bucket.full(now) && quiet_.size() < kSourcesMax) return;
    entries_.erase(longest);
    quiet_.pop_front();
  }
}

std::size_t Allowance::sources() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace chat
