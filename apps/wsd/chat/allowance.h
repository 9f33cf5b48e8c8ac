// What one source of connections may do so often, over all shards: a bucket for each. A source is
// an address, or part of one.
#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/token_bucket.h"
#include "reactor/clock.h"

namespace chat {

// Remembered; the longest quiet are forgotten first, and begin anew.
inline constexpr std::size_t kSourcesMax = 1 << 16;

class Allowance {
 public:
  // Any thread. Takes one for that source; if there is none, how long until there is. No source:
  // there always is.
  reactor::Duration take(std::string_view source, const base::Rate& rate, reactor::Time now);

  std::size_t sources() const;  // remembered

 private:
  struct Entry {
    base::TokenBucket<reactor::Time> bucket;
    std::list<std::string>::iterator place;
  };

  void forget(reactor::Time now);

  mutable std::mutex mutex_;
  std::list<std::string> quiet_;                         // all of them, the longest quiet first
  std::unordered_map<std::string_view, Entry> entries_;  // views of these
};

}  // namespace chat
