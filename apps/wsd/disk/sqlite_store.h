// The store that keeps everything in a directory: SQLite, with one thread that writes and one that
// reads.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "apps/wsd/chat/memory_store.h"
#include "apps/wsd/chat/store.h"
#include "broadcast/mesh/mesh.h"

namespace disk {

// What an acknowledged message survives.
enum class Durability : std::uint8_t {
  process,  // that the process is killed, at any moment
  power,    // and that the machine loses its power
};

struct StoreOptions {
  std::string directory;
  Durability durability = Durability::process;
  chat::Retention retention{};
  std::uint64_t data_max = 0;  // bytes of the directory; the oldest messages go first; 0: no limit
  std::uint64_t seed = 0;      // of the epochs
  std::string vfs{};           // SQLite's name of a file system; empty: the usual one
};

class SqliteStore final : public chat::Store {
 public:
  // REQUIRES: the mesh, whose shards are told, outlives it. Throws InUse if another server has the
  // directory; std::runtime_error with a sentence if it cannot be opened.
  SqliteStore(const StoreOptions& options, broadcast::Mesh& mesh);
  ~SqliteStore() override;

  chat::Head open(std::string_view room) override;
  chat::RoomHold hold(std::string_view room) override;
  void fetch(std::string_view room, chat::ShardNumber shard, chat::Ticket ticket) override;
  void close(std::string_view room, chat::Sequence next) override;
  void append(std::string_view room, chat::Message message, chat::ShardNumber shard,
              chat::Ticket ticket) override;
  void confirm(std::string_view room, chat::Message message, chat::ShardNumber shard,
               chat::Ticket ticket) override;
  void set_topic(std::string_view room, std::string_view topic) override;
  void read(std::string_view room, const chat::PageWish& wish, chat::ShardNumber shard,
            chat::Ticket ticket) override;
  void search(std::string_view room, std::string_view words, std::uint32_t limit,
              chat::ShardNumber shard, chat::Ticket ticket) override;
  chat::Sequence first(std::string_view room) override;
  chat::Sequence gone(std::string_view room) override;
  void put(std::vector<chat::Slip> slips, chat::ShardNumber shard, chat::Ticket ticket) override;
  std::vector<chat::Slip> slips(std::string_view prefix) override;
  bool lasts() const override { return true; }
  using chat::Store::trim;
  void trim(chat::Milliseconds wall, chat::Milliseconds even) override;
  std::optional<chat::Told> next(chat::ShardNumber shard) override;
  std::string trouble() const override;
  chat::StoreUse use() const override;
  std::optional<std::string> notice() override;

 private:
  struct Parts;
  void keep(std::string_view room, chat::Message message, bool again, chat::ShardNumber shard,
            chat::Ticket ticket);
  void ask(struct Query query);

  std::unique_ptr<Parts> parts_;
};

}  // namespace disk
