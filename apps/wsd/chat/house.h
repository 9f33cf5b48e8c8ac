// What the rooms of one server share: which of them stand empty, and how much memory all take. All
// calls may come from any thread.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>

namespace chat {

class Room;

class House {
 public:
  // bytes_max: of all rooms. Above it each room that speaks gives half of what it has, but keeps
  // a share that it has a right to: so all together stay below three halves of it.
  House(std::size_t bytes_max, std::size_t rooms_max)
      : bytes_max_(bytes_max), share_(bytes_max / 2 / std::max<std::size_t>(rooms_max, 1)) {}

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

  void put(Room& room, Place& place, Use use);  // to the end of that line; none: moves out
  Room* longest(Use use) const;                 // REQUIRES: quiet or blank; nullptr: none
  std::size_t count(Use use) const;             // REQUIRES: likewise

  void weigh(std::size_t before, std::size_t now);  // a room has become heavier or lighter
  std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }
  bool full() const { return bytes() > bytes_max_; }
  // What a room may weigh that weighs so much and never may weigh more than `most`.
  std::size_t allowance(std::size_t weight, std::size_t most) const {
    return full() ? std::min(most, std::max(share_, weight / 2)) : most;
  }

 private:
  std::list<Room*>& line(Use use) { return use == Use::quiet ? quiet_ : blank_; }
  const std::list<Room*>& line(Use use) const { return use == Use::quiet ? quiet_ : blank_; }

  const std::size_t bytes_max_;
  const std::size_t share_;
  std::atomic<std::size_t> bytes_ = 0;
  mutable std::mutex mutex_;
  std::list<Room*> quiet_;
  std::list<Room*> blank_;
};

}  // namespace chat
