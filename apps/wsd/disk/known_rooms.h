// Rooms that are open, or that have something on its way to the disk. All others are rows of the
// database alone.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "apps/wsd/chat/epochs.h"
#include "apps/wsd/disk/ledger.h"

namespace disk {

struct KnownRoom {
  std::string name;
  std::string epoch;
  // Under the lock of KnownRooms.
  bool open = false;
  std::size_t on_the_way = 0;  // jobs of the writer
  Sequence next = 1;           // the number of its next message, as far as anybody said
  bool jumped = false;
  std::string topic{};
  // The writer's.
  RoomRow row{};
  bool to_index = false;  // stands in the line for the index
  // Told by the writer, read by anybody.
  std::atomic<Sequence> first = 0;
  std::atomic<Sequence> last = 0;
  std::atomic<Sequence> trimmed = 0;
  std::string unreadable{};  // why its row could not be read; nothing is kept of it then
};
using Rooms = std::vector<std::shared_ptr<KnownRoom>>;

class KnownRooms {
 public:
  // finder: of a connection that only this uses. life: of the server.
  KnownRooms(Database& database, std::int64_t life, std::uint64_t seed);

  chat::Head open(std::string_view name);
  void close(KnownRoom& room, Sequence next);  // REQUIRES: it is held, as for set_topic()
  void set_topic(KnownRoom& room, std::string_view topic);

  // One more job is on its way; it is known at least until that is done.
  std::shared_ptr<KnownRoom> hold(std::string_view name, Sequence number = 0);
  void done(const Rooms& jobs);               // each as often as it was held
  bool busy(std::string_view name) const;     // something is on its way
  bool is_idle(const KnownRoom& room) const;  // nobody but one holder knows it

  Sequence first(std::string_view name);
  Sequence trimmed(std::string_view name);
  Rooms all() const;
  std::vector<chat::Slip> slips(std::string_view prefix);  // throws Failure

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  const std::shared_ptr<KnownRoom>& know(std::string_view name);

  mutable std::mutex mutex_;
  RoomFinder finder_;
  Statement slips_;
  const std::int64_t life_;
  chat::Epochs epochs_;
  std::unordered_map<std::string, std::shared_ptr<KnownRoom>, Hash, std::equal_to<>> rooms_;
};

}  // namespace disk
