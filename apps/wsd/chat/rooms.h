// All rooms of the server, by name; shared by all shards.
//
// A room that nobody is in and where nothing was said is as good as none: it is in no list and
// makes place at once. One where something was said stays while there is place, the longest quiet
// goes first; what its store keeps is there when it is opened again.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "apps/wsd/chat/house.h"
#include "apps/wsd/chat/room.h"
#include "apps/wsd/chat/store.h"

namespace chat {

class Rooms {
 public:
  // total_bytes: of all rooms in memory, what the store keeps left out. REQUIRES: the store
  // outlives it, and it outlives its rooms.
  Rooms(Store& store, const RoomLimits& limits, std::size_t rooms_max,
        std::size_t total_bytes = 256 << 20)
      : store_(store), limits_(limits), rooms_max_(rooms_max), house_(total_bytes, rooms_max) {}

  // Made if need be. nullptr: there are too many rooms with people in them; empty ones make place,
  // those that somebody holds last of all.
  std::shared_ptr<Room> open(std::string_view name);
  // As open(), for somebody who goes in: it makes no place while that pointer, or a copy, lives.
  std::shared_ptr<Room> sit(std::string_view name);
  std::shared_ptr<Room> find(std::string_view name) const;

  // For its home, which goes on with a room that the broadcast still has: never nullptr.
  std::shared_ptr<Room> reopen(std::string_view name);

  // By name, those after one, that begin with a prefix and have people in them or messages.
  std::vector<std::shared_ptr<Room>> list(std::string_view prefix, std::string_view after,
                                          std::size_t limit) const;
  std::size_t count() const;  // likewise
  std::size_t bytes() const { return house_.bytes(); }

 private:
  enum class Held : std::uint8_t { spared, dropped };  // rooms that somebody has a pointer to
  using Table = std::map<std::string_view, std::shared_ptr<Room>>;  // views of the rooms' own names

  std::shared_ptr<Room> find_or_make(std::string_view name);
  std::shared_ptr<Room> make(std::string_view name);
  void tidy();
  bool make_place();
  void drop_longest(House::Use use, Held held);

  Store& store_;
  const RoomLimits limits_;
  const std::size_t rooms_max_;
  House house_;
  mutable std::mutex mutex_;
  Table rooms_;
};

}  // namespace chat
