// The room that a data directory may take, and what became of it. The writer's thread tells,
// anybody asks.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "apps/wsd/chat/notices.h"
#include "apps/wsd/chat/store.h"
#include "apps/wsd/disk/database.h"

namespace disk {

// So long after messages went for want of room the directory is told to be full.
inline constexpr std::int64_t kFullMilliseconds = 10 * 60'000;

class Space {
 public:
  // path: of the database. bytes_max: of it and its log; 0: no limit.
  Space(std::string path, std::uint64_t bytes_max);

  // Of these the log may take so much, and what is in the database the rest.
  std::int64_t of_the_log() const;
  std::int64_t of_the_database() const { return bytes_max_ - of_the_log(); }
  bool limited() const { return limited_; }
  // By how much the database has more than it may; not positive: it has not.
  std::int64_t excess(Database& database) const;

  // ---- the writer's ----

  void dropped(std::int64_t messages);  // to make room
  void tick(std::int64_t even);         // about once a second

  // ---- any thread ----

  chat::StoreUse use() const;
  chat::Notices& notices() { return notices_; }

 private:
  const std::string path_;
  const bool limited_;
  const std::int64_t bytes_max_;
  std::atomic<std::uint64_t> bytes_ = 0;
  std::atomic<std::uint64_t> dropped_ = 0;
  std::atomic<bool> full_ = false;
  std::uint64_t told_ = 0;       // of those that were dropped; the writer's
  std::int64_t full_until_ = 0;  // likewise
  chat::Notices notices_;
};

}  // namespace disk
