// What a room has to say of itself, as answers.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "apps/wsd/chat/answer.h"
#include "apps/wsd/chat/rooms.h"
#include "apps/wsd/chat/store.h"

namespace chat {

// Views into what is given. room: nullptr if it is not known any more.
History history_of(std::string_view name, const Room* room, const Page& page);
Ack ack_of(std::string_view name, const Room* room, const Kept& kept);

// Some of the rooms, with what their lines are views of.
class Listing {
 public:
  Listing(const Rooms& rooms, std::string_view prefix, std::string_view after, std::size_t limit);

  RoomList answer() const { return {.rooms = lines_, .more = more_}; }

 private:
  std::vector<std::shared_ptr<Room>> rooms_;
  std::vector<Room::Standing> standings_;
  std::vector<RoomLine> lines_;
  bool more_ = false;
};

}  // namespace chat
