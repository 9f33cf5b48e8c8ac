// A member that comes in may be the first to hear a number before those are read out who heard the
// ones before: what is missing is only judged at the end.
#include "bench/fanout/transcript.h"

namespace fanout {

std::uint64_t& Transcript::entry(Room& room, std::uint64_t number) {
  if (room.said.empty()) room.first = number;
  if (number < room.first) {
    room.said.insert(room.said.begin(), room.first - number, kUnknown);
    room.first = number;
  }
  const std::size_t index = number - room.first;
  if (index >= room.said.size()) room.said.resize(index + 1, kUnknown);
  return room.said[index];
}

void Transcript::heard(std::size_t room, std::size_t member, std::uint64_t number,
                       const Stamp& stamp) {
  std::uint64_t& next = next_[member];
  if (next != kUnknown && number < next) {
    ++faults_.doubled;
    return;
  }
  if (next != kUnknown) faults_.lost += number - next;
  next = number + 1;
  std::uint64_t& known = entry(rooms_[room], number);
  if (known == kUnknown) known = who_of(stamp);
  if (known != who_of(stamp)) ++faults_.out_of_order;
}

bool Transcript::is_up_to_date(std::size_t room, std::size_t member) const {
  const Room& own = rooms_[room];
  return own.said.empty() || next_[member] >= own.first + own.said.size();
}

void Transcript::settle_member(std::size_t room, std::size_t member) {
  const Room& own = rooms_[room];
  const std::uint64_t end = own.first + own.said.size();
  if (own.said.empty() || next_[member] == kUnknown || next_[member] >= end) return;
  faults_.lost += end - next_[member];
}

void Transcript::settle(const std::vector<std::uint64_t>& published, std::size_t checked) {
  constexpr std::uint64_t kSequence = (std::uint64_t{1} << kSequenceBits) - 1;
  std::vector<std::uint64_t> next(published.size());
  for (const Room& room : rooms_) {
    for (const std::uint64_t said : room.said) {
      const std::size_t publisher = said >> kSequenceBits;
      if (said == kUnknown || publisher >= next.size()) {
        ++(said == kUnknown ? faults_.lost : faults_.damaged);
        continue;
      }
      if (publisher >= checked) continue;
      const std::uint64_t sequence = said & kSequence;
      if (sequence < next[publisher]) ++faults_.out_of_order;
      if (sequence > next[publisher]) faults_.lost += sequence - next[publisher];
      next[publisher] = std::max(next[publisher], sequence + 1);
    }
  }
  for (std::size_t i = 0; i < checked; ++i) {
    if (next[i] < published[i]) faults_.lost += published[i] - next[i];
  }
}

}  // namespace fanout
