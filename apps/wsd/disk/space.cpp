// SQLite's file does not shrink; pages that are free in it are used before it grows. So what counts
// is pages in use: as long as these are within the limit, the file is.
#include "apps/wsd/disk/space.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace disk {
namespace {

constexpr std::int64_t kLogShare = 4;         // of a small directory
constexpr std::int64_t kLogMost = 64 << 20;   // of any
constexpr std::int64_t kBatchShare = 8;       // kept free for what is written next, likewise
constexpr std::int64_t kBatchMost = 4 << 20;  // with its words, and of any
constexpr std::int64_t kEndless = INT64_MAX;  // more than any file system has

std::uint64_t size_of(const std::string& file) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

}  // namespace

Space::Space(std::string path, std::uint64_t bytes_max)
    : path_(std::move(path)),
      limited_(bytes_max != 0),
      bytes_max_(bytes_max == 0 || bytes_max > kEndless ? kEndless
                                                        : static_cast<std::int64_t>(bytes_max)) {}

std::int64_t Space::of_the_log() const {
  return std::min(bytes_max_ / kLogShare, kLogMost);
}

std::int64_t Space::excess(Database& database) const {
  if (!limited_) return 0;
  const std::int64_t spare = std::min(bytes_max_ / kBatchShare, kBatchMost);
  const std::int64_t pages =
      database.number("PRAGMA page_count") - database.number("PRAGMA freelist_count");
  return pages * database.number("PRAGMA page_size") - (of_the_database() - spare);
}

void Space::dropped(std::int64_t messages) {
  dropped_.fetch_add(static_cast<std::uint64_t>(messages), std::memory_order_relaxed);
}

// The log says it when it begins, not each time.
void Space::tick(std::int64_t even) {
  bytes_.store(size_of(path_) + size_of(path_ + "-wal") + size_of(path_ + "-shm"));
  const std::uint64_t dropped = dropped_.load();
  if (std::exchange(told_, dropped) != dropped) {
    if (!full_.load()) {
      notices_.put("the data directory has reached --data-max (" + std::to_string(bytes_max_) +
                   " bytes): the oldest messages of all rooms are deleted to make room");
    }
    full_until_ = even + kFullMilliseconds;
  }
  full_.store(even < full_until_);
}

chat::StoreUse Space::use() const {
  return {.bytes = bytes_.load(),
          .bytes_max = limited_ ? static_cast<std::uint64_t>(bytes_max_) : 0,
          .dropped = dropped_.load(),
          .full = full_.load()};
}

}  // namespace disk
