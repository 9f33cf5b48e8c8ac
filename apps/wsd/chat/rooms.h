// All rooms of the server, by name; shared by all shards.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "apps/wsd/chat/room.h"
#include "apps/wsd/chat/store.h"

namespace chat {

class Rooms {
 public:
  Rooms(Store& store, const RoomLimits& limits, std::size_t rooms_max)
      : store_(store), limits_(limits), rooms_max_(rooms_max) {}

  // Made if need be. nullptr: there are too many rooms with people in them; empty ones make place.
  std::shared_ptr<Room> open(std::string_view name);
  std::shared_ptr<Room> find(std::string_view name) const;

  // For its home, which goes on with a room that the broadcast still has: never nullptr.
  std::shared_ptr<Room> reopen(std::string_view name);

  // By name, those after one, that begin with a prefix and have people in them or messages.
  std::vector<std::shared_ptr<Room>> list(std::string_view prefix, std::string_view after,
                                          std::size_t limit) const;
  std::size_t count() const;

 private:
  Store& store_;
  const RoomLimits limits_;
  const std::size_t rooms_max_;
  mutable std::mutex mutex_;
};

}  // namespace chat
