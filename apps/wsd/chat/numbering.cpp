// Runs rise in records and, being dense, in numbers: both ways are a binary search.
#include "apps/wsd/chat/numbering.h"

#include <algorithm>
#include <cassert>

namespace chat {

Sequence Numbering::number(broadcast::Record record) {
  assert(runs_.empty() || record >= runs_.back().record + runs_.back().count);
  if (!runs_.empty() && record == runs_.back().record + runs_.back().count) {
    ++runs_.back().count;
  } else {
    runs_.push_back({record, next_, 1});
  }
  return next_++;
}

Sequence Numbering::last_before(broadcast::Record record) const {
  const auto after =
      std::lower_bound(runs_.begin(), runs_.end(), record,
                       [](const Run& run, broadcast::Record r) { return run.record < r; });
  if (after != runs_.begin()) {
    const Run& run = *std::prev(after);
    return run.seq + std::min(run.count, record - run.record) - 1;
  }
  const bool forgotten = oldest() != first_;
  const bool known = !forgotten || (after != runs_.end() && after->record == record);
  return known ? oldest() - 1 : 0;
}

std::optional<broadcast::Record> Numbering::record_of(Sequence seq) const {
  if (seq < oldest() || seq >= next_) return std::nullopt;
  const auto after =
      std::upper_bound(runs_.begin(), runs_.end(), seq,
                       [](Sequence wanted, const Run& run) { return wanted < run.seq; });
  const Run& run = *std::prev(after);
  return run.record + (seq - run.seq);
}

void Numbering::keep(std::size_t bytes_max) {
  while (runs_.size() > 1 && bytes() > bytes_max) runs_.pop_front();
}

}  // namespace chat
