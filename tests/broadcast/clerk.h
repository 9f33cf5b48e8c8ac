// The app of a test's world: it does what its guests say, keeps what is said in the ordered rooms,
// and words it. Rooms are numbers, and the even ones are raw.
//
//   a guest says            it hears
//   "j ROOM FORM RECORD"    "+ROOM RECORD" when it is in; RECORD -1: from the newest on
//   "s ROOM MESSAGE ..."    "ROOM~MESSAGE ..." in a raw room, as everybody there does, and
//                           "ROOM.FORM#RECORD MESSAGE ..." in an ordered one
//                           "!ROOM RECORD LAST" when a part is missing
//   "v ROOM FORM"           nothing, if it is in an ordered room: it goes on in that form
//   "l ROOM"                "-ROOM"
//   "c", "a"                a close, at once or behind what is on its way
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "broadcast/shard.h"

namespace broadcast {

class Clerk {
 public:
  struct Custom {
    unsigned rooms = 0;
    Form forms = 1;
    Record stored = 0;                   // how many older records it can tell of
    std::uint16_t flush_milliseconds{};  // of the last room
  };

  // authors: who said a message, by its number; messages that nobody said are passed over.
  Clerk(const Custom& custom, const std::vector<std::uint32_t>& authors)
      : custom_(custom), authors_(authors), stores_(custom.rooms), published_(custom.rooms) {}

  // Throws Violation at what a shard must not tell.
  void handle(Shard& shard, const Event& event);

  Record published(unsigned room) const { return published_[room]; }
  std::size_t opened() const { return opened_; }
  std::size_t closed() const { return closed_; }
  std::size_t passed_over() const { return passed_over_; }  // what was said and is no command

 private:
  static bool is_raw(unsigned room) { return room % 2 == 0; }
  bool obey(Shard& shard, ConnectionId id, const std::string& words);
  void change_view(Shard& shard, const ConnectionId& id, LocalRoomId hall, Form form);
  void on_joined(Shard& shard, const Event& event);
  void on_ordered(Shard& shard, const RoomEvent& event);
  void on_wanted(Shard& shard, const RoomEvent& event);
  RoomOptions options_of(unsigned room) const;

  const Custom custom_;
  const std::vector<std::uint32_t>& authors_;
  std::vector<std::vector<std::string>> stores_;  // by room: its records
  std::vector<Record> published_;                 // by room
  // Whose view changes, and which record comes next for it.
  using Mover = std::tuple<ShardNumber, Slot, Serial, std::string>;
  std::map<Mover, Record> moving_;
  std::size_t opened_ = 0;
  std::size_t closed_ = 0;
  std::size_t passed_over_ = 0;
};

}  // namespace broadcast
