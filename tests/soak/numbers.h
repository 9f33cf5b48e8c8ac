// What one listener knows of the numbers of a room's messages: each comes once, in order, unless a
// gap was told.
#pragma once

#include <cstdint>
#include <optional>

#include "tests/violation.h"

namespace soak {

using tests::demand;
using tests::Violation;

class Numbers {
 public:
  // The next one is known, or whatever comes first will be it.
  void begin_at(std::uint64_t number) { next_ = number; }
  void begin_anywhere() { next_.reset(); }

  void heard(std::uint64_t number) {
    demand(!next_ || number >= *next_, "a message twice, or out of order");
    demand(!next_ || number == *next_, "a message lost without a word");
    next_ = number + 1;
  }
  // from: 0 if nobody knows any more.
  void missed(std::uint64_t from, std::uint64_t to) {
    demand(!next_ || from == 0 || from == *next_, "a gap that begins elsewhere");
    demand(from <= to, "a gap that ends before it begins");
    next_ = to + 1;
  }
  std::optional<std::uint64_t> next() const { return next_; }

 private:
  std::optional<std::uint64_t> next_;
};

}  // namespace soak
