// Rooms in memory: those that are open, those whose head somebody holds, and those with jobs on
// their way to the disk. All other rooms are rows of the database alone.
//
// No lock is held while the database is read: a reading of a room that left memory meanwhile is
// old, and is repeated.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <list>
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
  std::size_t holds = 0;       // of its head
  std::size_t on_the_way = 0;  // jobs of the writer
  Sequence next = 1;           // the number of its next message, as far as anybody said
  bool jumped = false;
  std::string topic{};
  std::vector<chat::KnownCid> cids{};  // for the one who opens it
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
  // database: a connection that only this uses. life: of the server.
  KnownRooms(Database& database, std::int64_t life, std::uint64_t seed);

  // As the store's functions of these names. A hold ends before this does.
  chat::Head open(std::string_view name);
  chat::RoomHold hold_head(std::string_view name);
  // Reads the head with the caller's own finder, in the caller's thread.
  chat::RoomHold fetch(RoomFinder& finder, std::string_view name);
  void close(KnownRoom& room, Sequence next);  // REQUIRES: a job holds it, as for set_topic()
  void set_topic(KnownRoom& room, std::string_view topic);

  // One more job is on its way; it is known at least until that is done.
  std::shared_ptr<KnownRoom> hold(std::string_view name, Sequence number = 0);
  void done(const Rooms& jobs);               // each as often as it was held
  bool busy(std::string_view name) const;     // something is on its way
  bool is_idle(const KnownRoom& room) const;  // one job holds it, and nothing else

  Sequence first(std::string_view name);
  Sequence trimmed(std::string_view name);
  Rooms all() const;
  std::vector<chat::Slip> slips(std::string_view prefix);  // throws Failure

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  struct Reading {  // a fetch() at work
    std::string_view name;
    bool old = false;  // the room was in memory after the reading began, and is not any more
  };

  std::shared_ptr<KnownRoom> find(std::string_view name) const;
  KnownRoom& adopt(std::string_view name, StoredRoom stored);
  chat::RoomHold held(KnownRoom& room);
  void let_go(KnownRoom& room);
  void forget_if_unused(const KnownRoom& room);
  chat::RoomHold head_of(std::string_view name);
  Sequence look_up(std::string_view name, std::atomic<Sequence> KnownRoom::*known,
                   Sequence (*stored)(RoomFinder&, const RoomRow&));

  mutable std::mutex mutex_;
  std::mutex database_mutex_;  // of finder_ and slips_; taken before mutex_
  RoomFinder finder_;
  Statement slips_;
  const std::int64_t life_;
  chat::Epochs epochs_;
  std::unordered_map<std::string, std::shared_ptr<KnownRoom>, Hash, std::equal_to<>> rooms_;
  std::list<Reading> readings_;
};

}  // namespace disk
