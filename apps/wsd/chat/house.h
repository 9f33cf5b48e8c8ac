// What the rooms of one server share: which of them stand empty, and how much memory all take. All
// calls may come from any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>

namespace chat {

class Room;

class House {
 public:
  // bytes_max: of all rooms, about. Above it a room that speaks keeps no more than its share, so
  // that all together stay below three halves of it.
  explicit House(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // A room's state. The empty ones stand in two lines, whoever came last at the end.
  enum class Use : std::uint8_t {
    none,      // not of this house
    occupied,  // has people
    quiet,     // has none, but messages
    blank,     // has neither
  };
  struct Place {  // a room's own
    Use use = Use::none;
    std::list<Room*>::iterator at{};
  };

  void put(Room& room, Place& place, Use use);  // to the end of that line
  Room* longest(Use use) const;                 // REQUIRES: quiet or blank; nullptr: none
  std::size_t count(Use use) const;
  std::size_t count() const;

  void weigh(std::size_t before, std::size_t now);  // a room has become heavier or lighter
  std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }
  bool full() const { return bytes() > bytes_max_; }
  // What one room may weigh at present.
  std::size_t share(std::size_t most) const;

 private:
  std::list<Room*>& line(Use use) { return use == Use::quiet ? quiet_ : blank_; }

  const std::size_t bytes_max_;
  std::atomic<std::size_t> bytes_ = 0;
  std::atomic<std::size_t> rooms_ = 0;
  mutable std::mutex mutex_;
  std::list<Room*> quiet_;
  std::list<Room*> blank_;
};

}  // namespace chat
