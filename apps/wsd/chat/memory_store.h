// The store that forgets when the server ends: each room's last messages, within its limits.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>

#include "apps/wsd/chat/store.h"

namespace chat {

struct Retention {  // 0: no limit
  std::uint64_t messages = 10'000;
  std::uint64_t bytes = 8 << 20;
  std::int64_t milliseconds = 0;
};

class MemoryStore final : public Store {
 public:
  // seed: of the epochs. total_bytes: over all rooms; the room that was quiet longest gives first.
  MemoryStore(const Retention& retention, std::size_t total_bytes, ShardNumber shards,
              std::uint64_t seed);

  Head open(std::string_view room) override;
  void append(std::string_view room, const Message& message, ShardNumber shard,
              Ticket ticket) override;
  void set_topic(std::string_view room, std::string_view topic) override;
  void read(std::string_view room, const PageWish& wish, ShardNumber shard, Ticket ticket) override;
  void search(std::string_view room, std::string_view words, std::uint32_t limit, ShardNumber shard,
              Ticket ticket) override;
  Sequence first(std::string_view room) override;
  std::optional<Told> next(ShardNumber shard) override;
  std::string trouble() const override { return {}; }
};

}  // namespace chat
