// Who has got what: every delivery is entered, and whatever is wrong with it is counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <vector>

#include "bench/fanout/stamp.h"

namespace fanout {

struct Faults {
  std::uint64_t lost = 0;
  std::uint64_t doubled = 0;
  std::uint64_t out_of_order = 0;
  std::uint64_t damaged = 0;     // of a wrong size, from nobody, or not to be unpacked
  std::uint64_t unanswered = 0;  // messages that should have been acknowledged

  std::uint64_t sum() const { return lost + doubled + out_of_order + damaged + unanswered; }
};

class Ledger {
 public:
  Ledger(std::size_t members, std::size_t publishers)
      : members_(members), publishers_(publishers), next_(members * publishers) {}

  void note(std::size_t member, const Stamp& stamp) {
    if (stamp.publisher >= publishers_) {
      note_damaged();
      return;
    }
    std::uint64_t& next = next_[stamp.publisher * members_ + member];
    if (stamp.sequence == next) {
      ++next;
      ++delivered_;
    } else {
      note_unexpected(member, stamp, next);
    }
  }
  void note_damaged() { ++faults_.damaged; }
  void note_unanswered(std::uint64_t count) { faults_.unanswered += count; }

  std::uint64_t delivered() const { return delivered_; }
  const Faults& faults() const { return faults_; }

  // How many messages of this publisher have reached all of the first `members`; `before`: the
  // last answer.
  std::uint64_t completed(std::size_t publisher, std::size_t members, std::uint64_t before);

  // The run is over: what was published and has not reached the first `members` is lost.
  void settle(std::size_t publisher, std::uint64_t published, std::size_t members);

 private:
  void note_unexpected(std::size_t member, const Stamp& stamp, std::uint64_t& next);

  std::size_t members_;
  std::size_t publishers_;
  std::vector<std::uint64_t> next_;  // expected sequence number; members of one publisher together
  std::uint64_t delivered_ = 0;
  std::size_t laggard_ = 0;  // the member that held up completed() last
  std::unordered_set<std::uint64_t> skipped_;
  Faults faults_;
};

}  // namespace fanout
