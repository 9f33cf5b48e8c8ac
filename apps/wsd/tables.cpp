// A copy of a table keeps everything open that was open before: what all need to reach each other
// (the wakers) stays in all, and what is one shard's alone is closed in the others. Threads that
// are no shards stay with the table of whoever made them.
#include "apps/wsd/tables.h"

#include <unistd.h>

#include <stdexcept>

#include "reactor/descriptors.h"

namespace wsd {
namespace {

// Descriptors that are not clients: a shard's own, listeners, files, every shard's waker.
constexpr std::size_t kReserve = 64;
constexpr std::size_t kReservePerShard = 16;

// Sanitizers follow descriptors by their number and take two tables for one.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kWatched = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kWatched = true;
#else
constexpr bool kWatched = false;
#endif
#else
constexpr bool kWatched = false;
#endif

}  // namespace

// For a thread that shares its table with nobody this changes nothing.
Tables::Tables(std::size_t shards)
    : shards_(shards),
      own_(shards > 1 && !kWatched && reactor::own_descriptor_table()),
      parted_(static_cast<std::ptrdiff_t>(shards)) {}

std::size_t Tables::places() const {
  const std::size_t limit = reactor::raise_descriptor_limit();
  const std::size_t ours = kReserve + kReservePerShard * shards_;
  return limit > ours ? (limit - ours) * (own_ ? shards_ : 1) : 1;
}

void Tables::part(broadcast::ShardNumber self, const std::vector<std::vector<int>>& listeners) {
  if (!own_) return;
  const bool parted = self == 0 || reactor::own_descriptor_table();
  parted_.arrive_and_wait();
  if (!parted) throw std::runtime_error("No descriptor table for a shard: out of memory.");
  for (broadcast::ShardNumber other = 0; other < listeners.size(); ++other) {
    if (other == self) continue;
    for (const int fd : listeners[other]) ::close(fd);
  }
}

}  // namespace wsd
