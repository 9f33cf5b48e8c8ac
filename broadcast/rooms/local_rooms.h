// Rooms as one shard takes part in them: a hall for each room, an audience for each wire form that
// is spoken in it here. What a hall wants of its room goes to the room's home, by letter or, if
// that is here too, by a call.
//
//     join ─▶ open_log ─────▶ home
//     ready ◀ log_opened ◀─── home          a place is offered, admit() takes it
//     moved ◀ announced ◀──── home          the head went on: time to deliver
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "broadcast/mesh/post.h"
#include "broadcast/rooms/audience.h"
#include "broadcast/rooms/home_rooms.h"
#include "broadcast/rooms/room.h"

namespace broadcast {

using AudienceId = std::uint32_t;
using Serial = std::uint32_t;  // tells the connections apart that have one slot after another
inline constexpr Serial kNoSerial = 0;

inline constexpr Record kLatest = ~Record{0};

class LocalRooms {
 public:
  LocalRooms(Post& post, HomeRooms& homes) : post_(post), home_rooms_(homes) {}

  // The hall of a room, made if need be; the first to enter a room anywhere decides its options. It
  // stays while somebody is in one of its audiences, at least to the end of the turn.
  LocalRoomId enter(std::string_view name, const RoomOptions& options);
  std::optional<LocalRoomId> find(std::string_view name) const;
  const std::string& name(LocalRoomId hall) const { return local_rooms_[hall].name; }
  const RoomOptions& options(LocalRoomId hall) const { return local_rooms_[hall].options; }
  std::size_t members(LocalRoomId hall) const;  // here
  std::size_t halls() const { return by_name_.size(); }
  std::size_t members() const;  // of all halls
  // Records that were announced, each times those who were members then.
  std::uint64_t deliveries() const { return deliveries_; }

  // To all members everywhere, the publisher included. It takes its place in the room's order at
  // the home and is seen at the end of a turn. tag is the app's, who's own frames can be left out
  // for that member: own is its slot, if it counts this one among them, and hears if it is refused.
  void publish(LocalRoomId hall, SenderId who, rfc6455::Opcode opcode,
               std::span<const std::byte> payload, std::uint64_t tag, Slot own = kNoSlot);

  // Asks for a place from that record on, which there is or soon will be, or from kLatest; `ready`
  // follows, now or when letters have come back.
  AudienceId join(LocalRoomId hall, Wire wire, Slot slot, Serial serial, Record from);
  struct Ready {
    AudienceId audience;
    Slot slot;
    Serial serial;
    Record from;  // as it was asked for
    bool exists;  // else from is what was the latest when it was asked for
  };
  std::optional<Ready> next_ready();
  bool any_ready() const { return next_ready_ < ready_.size(); }
  // Takes the place: a cursor at `from`, or at the oldest record kept. REQUIRES: straight after
  // next_ready() told it.
  struct Place {
    Audience::Index index;
    Record first;  // the record it begins with
  };
  Place admit(const Ready& ready);
  // A join whose place was not taken yet is forgotten.
  void forget(AudienceId audience, Slot slot, Serial serial);
  // Gives a place up; returns the slot of the member that has its index now.
  Slot leave(AudienceId audience, Audience::Index index);

  Audience& audience(AudienceId id) { return audiences_[id]->audience; }
  LocalRoomId hall_of(AudienceId id) const { return audiences_[id]->hall; }
  Wire wire_of(AudienceId id) const { return audiences_[id]->wire; }
  std::optional<AudienceId> find(LocalRoomId hall, Wire wire) const;

  // A letter from a home; its segments are taken out of the span. REQUIRES: it is one of those from
  // the home.
  void take(const Letter& letter, std::span<SegmentRef> segments);

  // An audience whose head moved on, once a turn.
  std::optional<AudienceId> next_moved();
  bool any_moved() const { return next_moved_ < moved_.size(); }
  // An audience that holds more than it should, since its head last moved: to be trimmed after the
  // fan-out.
  std::vector<AudienceId>& overweight() { return overweight_; }
  void all_overweight();  // whoever has segments that may go

  // End of a turn, when the fan-out and the trimming are over: audiences and halls without anybody
  // are closed.
  void close_empty();

 private:
  struct Waiting {
    Slot slot;
    Serial serial;
    Record from;          // what it waits for; rises when it is known that there is nothing so old
    Record asked;         // for in the first place
    Record latest;        // when it was asked for, or when the log was opened
    bool coming = false;  // the home has it: the next announcements tell of it
    bool exists = true;   // what was asked for
  };
  struct Local {
    LocalRoomId hall = 0;
    Wire wire = 0;
    Opening opening = 0;
    bool open = false;          // log_opened has come
    bool asked_older = false;   // older_segments is under way
    bool moved = false;         // stands in moved_
    std::uint32_t offered = 0;  // places told by ready_ and not yet taken
    std::vector<Waiting> waiting;
    Audience audience;
  };
  struct Hall {
    std::string name;
    RoomOptions options;
    ShardNumber home = 0;
    bool closing = false;  // until hall_closed has come the number is not used again
    bool checked = false;  // stands in perhaps_empty_
    std::vector<AudienceId> audiences;
  };

  Local& local(AudienceId id) { return *audiences_[id]; }

  void to_home(LocalRoomId hall, Letter letter, std::span<const std::byte> payload = {});
  void serve(AudienceId id);
  void offer(AudienceId id, const Waiting& waiting);
  void take_older(AudienceId id, const Letter& letter, std::span<SegmentRef> segments);
  void mark_moved(AudienceId id);
  void hold_or_let_go(AudienceId id);
  AudienceId open_audience(LocalRoomId hall, Wire wire);
  void check_later(LocalRoomId hall);
  bool close_audiences(LocalRoomId hall);

  Post& post_;
  HomeRooms& home_rooms_;

  std::deque<Hall> local_rooms_;  // never moves one
  std::vector<LocalRoomId> free_halls_;
  std::unordered_map<std::string_view, LocalRoomId> by_name_;  // views of the halls' own
  std::vector<std::unique_ptr<Local>> audiences_;
  std::vector<AudienceId> free_audiences_;
  Opening openings_ = 0;  // made so far
  std::uint64_t deliveries_ = 0;

  std::vector<Ready> ready_;
  std::size_t next_ready_ = 0;
  std::vector<AudienceId> moved_;
  std::size_t next_moved_ = 0;
  std::vector<AudienceId> overweight_;
  std::vector<LocalRoomId> perhaps_empty_;
};

}  // namespace broadcast
