// The store that forgets when the server ends: each room's last messages, within its limits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "apps/wsd/chat/calendar.h"
#include "apps/wsd/chat/epochs.h"
#include "apps/wsd/chat/notices.h"
#include "apps/wsd/chat/search_desk.h"
#include "apps/wsd/chat/store.h"
#include "apps/wsd/chat/told_queue.h"

namespace chat {

struct Retention {  // of a room; 0: no limit
  std::uint64_t messages = 10'000;
  std::uint64_t bytes = 8 << 20;
  std::int64_t milliseconds = 0;
};

class MemoryStore final : public Store {
 public:
  // seed: of the epochs. total_bytes: over all rooms; the room that was quiet longest gives first,
  // its oldest messages first. A closed room that has none left is forgotten, its epoch too.
  // REQUIRES: the mesh, whose shards are told, outlives it.
  MemoryStore(const Retention& retention, std::size_t total_bytes, broadcast::Mesh& mesh,
              std::uint64_t seed);

  Head open(std::string_view room) override;
  void close(std::string_view room, Sequence next) override;
  void append(std::string_view room, Message message, ShardNumber shard, Ticket ticket) override;
  void confirm(std::string_view room, Message message, ShardNumber shard, Ticket ticket) override;
  void set_topic(std::string_view room, std::string_view topic) override;
  void read(std::string_view room, const PageWish& wish, ShardNumber shard, Ticket ticket) override;
  void search(std::string_view room, std::string_view words, std::uint32_t limit, ShardNumber shard,
              Ticket ticket) override;
  Sequence first(std::string_view room) override;
  Sequence gone(std::string_view room) override;
  // Whoever puts them here has them in memory already: there is nobody to come back to.
  void put(std::vector<Slip> slips, ShardNumber shard, Ticket ticket) override;
  std::vector<Slip> slips(std::string_view) override { return {}; }
  bool lasts() const override { return false; }
  using Store::trim;
  void trim(Milliseconds wall, Milliseconds even) override;
  std::optional<Told> next(ShardNumber shard) override { return told_.next(shard); }
  std::string trouble() const override { return {}; }
  std::optional<std::string> notice() override { return notices_.take(); }

  std::size_t bytes() const;  // in memory, about
  std::size_t rooms() const;  // known

 private:
  using Held = std::shared_ptr<const Message>;  // a search looks at it without the lock
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  struct Room;
  using Entry = std::pair<const std::string, Room>;  // of the table: it stays where it is
  struct Room {
    std::string epoch;
    std::string topic;
    Sequence next = 1;
    Sequence last = 0;  // that was appended; more may be on their way
    Sequence gone = 0;  // the newest that went
    bool open = false;
    std::deque<Held> messages;
    std::uint64_t bytes = 0;  // of the messages
    bool lined_up = false;
    std::list<Entry*>::iterator place{};  // in the line, if so
  };
  using Table = std::unordered_map<std::string, Room, Hash, std::equal_to<>>;

  Entry& entry_of(std::string_view name);  // made if need be
  Room* find(std::string_view name);
  void drop_oldest(Room& room);
  void keep_within(Room& room);
  void expire(Room& room);
  void line_up(Entry& entry);
  void forget(Entry& entry);
  void keep_within_total();
  void trim(Entry& entry);
  Page look_for(const Search& search, reactor::Time end);

  const Retention retention_;
  const std::size_t total_bytes_;
  ToldQueue told_;
  Notices notices_;
  mutable std::mutex mutex_;
  Epochs epochs_;
  Table rooms_;
  std::list<Entry*> line_;  // rooms that have something to give, the longest quiet first
  std::size_t bytes_ = 0;
  Calendar calendar_;
  std::vector<std::string> to_trim_;  // rooms that trim() has yet to look at
  SearchDesk desk_;                   // last: its thread uses the others
};

}  // namespace chat
