// The rooms whose home is this shard: numbers what is published, keeps the logs, announces them to
// the halls.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "broadcast/log/frame_writer.h"
#include "broadcast/mesh/post.h"
#include "broadcast/rooms/closed_rooms.h"
#include "broadcast/rooms/room.h"
#include "broadcast/settings.h"

namespace broadcast {

using RoomId = std::uint32_t;  // at this home

// What the app is asked to word. bytes are valid until the next call of HomeRooms::next().
struct RoomEvent {
  enum class Kind : std::uint8_t {
    // A publication has its place: record. append() what each of forms says of it; nothing is a
    // record too.
    ordered,
    // Somebody wants records [record, last) in one form: supply() them in rising order, as far as
    // they are at hand.
    wanted,
  };
  Kind kind;
  RoomId room = 0;
  std::uint32_t forms = 0;  // bit n: form n
  SenderId who = kNoSender;
  rfc6455::Opcode opcode = rfc6455::Opcode::text;
  std::uint64_t tag = 0;
  Record record = 0;
  Record last = 0;
  std::span<const std::byte> bytes{};
};

class HomeRooms {
 public:
  HomeRooms(Post& post, const Settings& settings)
      : post_(post),
        settings_(settings),
        writer_(settings.deflate_level),
        closed_rooms_(settings.bookmarks_max) {}

  // A letter from a hall. REQUIRES: it is one of those to the home.
  void take(ShardNumber from, const Letter& letter, std::span<const std::byte> payload);

  // What a publish letter says, without the letter: for a hall that is here too.
  void publish(ShardNumber from, LocalRoomId hall, SenderId who, rfc6455::Opcode opcode,
               std::span<const std::byte> payload, std::uint64_t tag, Slot own = kNoSlot);
  // There is no memory for a publication: counted, and told to its author if that counts it among
  // its own.
  void refuse(ShardNumber from, LocalRoomId hall, SenderId who, Slot own);

  std::optional<RoomEvent> next();
  bool any_event() const {
    return in_hand_ || telling_.next < telling_.entries.size() || !gathering_.entries.empty();
  }
  const std::string& name(RoomId room) const { return rooms_[room]->name; }
  std::size_t rooms() const { return by_name_.size(); }
  std::uint64_t records() const { return records_; }  // numbered so far
  // Publications, or what the app had to say of one, for which there was no memory.
  std::uint64_t refused() const { return refused_; }
  // Near the budget quiet rooms give too: logs heavier than `most`, and heavier than
  // may_weigh() allows, down to nothing. Returns what the heaviest log weighs then.
  std::size_t trim(std::size_t most);

  // REQUIRES: the last event was `ordered`; form is one of its forms, and each at most once.
  void append(Form form, rfc6455::Opcode opcode, std::span<const std::byte> payload);
  // REQUIRES: the last event was `wanted`; records rise from record to last. What is older than a
  // record left out cannot be told; a record that has nothing to say in this form is supplied too.
  // who: whose own it was when it was ordered.
  void supply(Record record, rfc6455::Opcode opcode, std::span<const std::byte> payload,
              SenderId who = kNoSender);
  void supply_nothing(Record record);

  // Announces what was written, in rooms whose time has come. The last event is done with.
  void announce(reactor::Time now);
  std::optional<reactor::Time> next_announcement() const;
  // From now on nothing is held for a room's flush interval.
  void hurry() { hurry_ = true; }
  // Bytes written and not yet announced: when there are too many, reading stops for a turn.
  std::size_t unannounced() const { return unannounced_; }

 private:
  struct Queued {
    RoomEvent event;
    std::size_t begin = 0;  // of its bytes
    std::size_t size = 0;
    Slot own = kNoSlot;  // ordered: as it was published
    // wanted: who asks, for which log, and where what it has begins. ordered: whose it is
    Reader reader{};
    Wire wire = 0;
    Head before{};
  };
  struct Queue {
    std::vector<Queued> entries;
    std::size_t next = 0;
    std::vector<std::byte> bytes;
  };

  void open_hall(ShardNumber from, LocalRoomId hall, std::span<const std::byte> payload);
  void close_hall(ShardNumber from, LocalRoomId hall);
  void close_if_over(RoomId id);
  void open_log(const Reader& reader, Room& room, Wire wire);
  void close_log(const Reader& reader, Room& room, Wire wire);
  RoomLog* log_of(const Queued& wish);
  void begin_wish(Queued& wish);
  void finish_wish(const Queued& wish);
  void answer(const Queued& wish, const RoomLog& log, std::vector<SegmentRef> supplied);
  void enqueue(Queued queued, std::span<const std::byte> payload);
  void reserve(Room& room, std::size_t frame);
  void write(RoomLog& log, SenderId who, rfc6455::Opcode opcode,
             std::span<const std::byte> payload);
  FrameLog& supplied_up_to(Record record);
  void begin_event(Queued& queued);
  void finish_event();
  void finish_record(Room& room, SenderId who);
  void done_with(RoomId id);
  bool due(Room& room, reactor::Time now) const;
  void announce(RoomLog& log);
  void trim(FrameLog& log, std::size_t most = 0);
  bool seal(RoomLog& log, std::size_t most);
  void mark_dirty(RoomId id);

  Post& post_;
  const Settings& settings_;
  FrameWriter writer_;
  ClosedRooms closed_rooms_;

  std::vector<std::unique_ptr<Room>> rooms_;
  std::vector<RoomId> free_;
  std::unordered_map<std::string_view, RoomId> by_name_;  // views of the rooms' own
  std::vector<std::vector<RoomId>> by_hall_;              // [shard][hall]

  // next() tells from the one while the other gathers, so that an event's bytes stay.
  Queue telling_;
  Queue gathering_;
  std::optional<Queued> in_hand_;     // the last event, until it is done with
  std::optional<FrameLog> supplied_;  // older records, while in_hand_ is `wanted`

  std::vector<RoomId> dirty_;
  std::size_t unannounced_ = 0;
  std::uint64_t records_ = 0;
  std::uint64_t refused_ = 0;
  bool hurry_ = false;
};

}  // namespace broadcast
