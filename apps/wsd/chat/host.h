// The rooms whose home is this shard: orders what happens in them, words it for every form in use,
// has it kept.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "apps/wsd/chat/commons.h"
#include "apps/wsd/chat/happening.h"
#include "broadcast/shard.h"

namespace chat {

// How long joins and leaves of a large room are put aside.
inline constexpr reactor::Duration kGatheringTime = std::chrono::seconds(1);

class Host {
 public:
  Host(broadcast::Shard& shard, Commons& commons) : shard_(shard), commons_(commons) {}

  void order(const broadcast::RoomEvent& event, Milliseconds now);
  void supply(const broadcast::RoomEvent& event);

  // Publishes what was put aside, when its time has come.
  void gather(reactor::Time now);
  std::optional<reactor::Time> next_gathering() const;

 private:
  struct Gathering {
    std::shared_ptr<Room> room;
    reactor::Time due;
  };

  const std::shared_ptr<Room>& room_of(broadcast::RoomId id);
  void word(const Happening& happening, std::string_view room, broadcast::Form form);

  broadcast::Shard& shard_;
  Commons& commons_;
  std::vector<std::shared_ptr<Room>> rooms_;  // by the broadcast's number
  std::vector<Gathering> gatherings_;         // by rising time
  std::string words_;
};

// A chat room among the rooms of broadcast, where raw rooms have names of their own.
broadcast::LocalRoomId enter(broadcast::Shard& shard, std::string_view room);
std::string_view chat_name(std::string_view hall_name);

}  // namespace chat
