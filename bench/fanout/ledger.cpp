// What arrives before its turn makes a hole: those in between are lost until they turn up, and then
// they were out of order. What arrives a second time without being in a hole is doubled.
#include "bench/fanout/ledger.h"

#include <algorithm>

namespace fanout {
namespace {

constexpr std::size_t kSkippedMax = 1 << 20;  // remembered one by one; beyond, lost stays lost

}  // namespace

void Ledger::note_unexpected(std::size_t member, const Stamp& stamp, std::uint64_t& next) {
  // Unique for the first 2^32 messages: good enough for telling two kinds of fault apart.
  const auto row = static_cast<std::uint64_t>(stamp.publisher * members_ + member);
  const auto key = [&](std::uint64_t sequence) { return row << 32 ^ sequence; };
  if (stamp.sequence < next) {
    if (skipped_.erase(key(stamp.sequence)) == 0) {
      ++faults_.doubled;
      return;
    }
    --faults_.lost;
    ++faults_.out_of_order;
    ++delivered_;
    return;
  }
  faults_.lost += stamp.sequence - next;
  for (std::uint64_t s = next; s < stamp.sequence && skipped_.size() < kSkippedMax; ++s) {
    skipped_.insert(key(s));
  }
  next = stamp.sequence + 1;
  ++delivered_;
}

// Whoever held up the rest last time is asked first: servers deliver in the same order every time,
// so the whole row is walked about once per batch.
std::uint64_t Ledger::completed(std::size_t publisher, std::size_t members, std::uint64_t before) {
  const std::uint64_t* row = next_.data() + publisher * members_;
  if (laggard_ < members && row[laggard_] <= before) return before;
  for (std::size_t member = laggard_ = 0; member < members; ++member) {
    if (row[member] <= row[laggard_]) laggard_ = member;
  }
  return row[laggard_];
}

void Ledger::settle(std::size_t publisher, std::uint64_t published, std::size_t members) {
  for (std::size_t member = 0; member < members; ++member) {
    const std::uint64_t next = next_[publisher * members_ + member];
    faults_.lost += published - std::min(next, published);
  }
}

}  // namespace fanout
