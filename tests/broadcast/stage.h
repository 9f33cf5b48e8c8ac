// Shards turned by hand on one thread, with guests on socket pairs, and an app that does what the
// guests tell it to:
//
//   /chat      join ROOM [FORM] [FROM], leave ROOM, say ROOM WORDS, own off, send WORDS,
//              close CODE REASON, after CODE REASON
//   /echo      every message comes back
//   /raw/ROOM  every message goes to all
//   other      200, with the request's body as the answer
//
// Rooms are ordered, their records worded "ROOM#NUMBER WORDS", in form n > 0 "n:ROOM#NUMBER WORDS";
// rooms whose name begins with "raw" are raw.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>

#include "broadcast/shard.h"
#include "tests/broadcast/guest.h"
#include "tests/reactor/loopback.h"

namespace broadcast {

// No deadline comes within a test, but those that the test itself brings near.
Settings patient();

class Stage {
 public:
  explicit Stage(const Settings& with = {}, ShardNumber shards = 1);

  Settings settings;  // may be changed between two turns
  // Asked before the app: true if the event is dealt with.
  std::function<bool(Shard&, const Event&)> instead;

  Shard& shard(ShardNumber number = 0) { return *shards_[number]; }
  const Counters& counters() { return shard().counters(); }
  // Somebody who has said nothing yet.
  Guest& newcomer(ShardNumber at = 0);
  // Somebody whose upgrade is done.
  Guest& guest(std::string_view path, ShardNumber at = 0, std::string_view fields = {});
  Guest& add(std::unique_ptr<Guest> guest);  // its other end is a listener's
  ConnectionId id(const Guest& guest) { return ids_.at(&guest); }

  void turn(reactor::Duration patience = reactor::Duration::zero());
  void settle(int turns = 12);  // more turns than anything on socket pairs takes
  bool until(const std::function<bool()>& done);

  // What the app was told of a connection, in words.
  const Heard& told(const Guest& guest) { return told_[ids_.at(&guest).serial]; }
  const Heard& told(Serial serial) { return told_[serial]; }

 private:
  void handle(Shard& shard, const Event& event);
  void on_request(Shard& shard, const Event& event);
  void on_message(Shard& shard, const Event& event);
  void on_command(Shard& shard, const Event& event);
  void on_ordered(Shard& shard, const Event& event);

  Mesh mesh_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::vector<std::unique_ptr<Guest>> guests_;
  std::map<const Guest*, ConnectionId> ids_;
  std::map<std::pair<ShardNumber, Slot>, std::string> paths_;
  std::map<Serial, Heard> told_;  // of shard 0
};

RoomOptions options_of(std::string_view room);
// A room whose name begins so and whose home is there.
std::string room_at(ShardNumber home, ShardNumber shards, const std::string& begin);

}  // namespace broadcast
