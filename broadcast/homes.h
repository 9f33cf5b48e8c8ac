// The rooms whose home is this shard: numbers what is published, keeps the logs, announces them to
// the halls.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "broadcast/frame_writer.h"
#include "broadcast/post.h"
#include "broadcast/room.h"
#include "broadcast/settings.h"

namespace broadcast {

using RoomId = std::uint32_t;  // at this home

// What the app is asked to word. bytes are valid until the next call of Homes::next().
struct RoomEvent {
  enum class Kind : std::uint8_t {
    ordered,  // a publication has its place: record. append() what each of forms says of it;
              // nothing is a record too
    wanted,  // somebody wants records [record, last) in form: supply() them in rising order, as far
             // as they are at hand
  };
  Kind kind;
  RoomId room = 0;
  std::uint32_t forms = 0;  // bit n: form n
  Who who = kNobody;
  rfc6455::Opcode opcode = rfc6455::Opcode::text;
  std::uint64_t tag = 0;
  Record record = 0;
  Record last = 0;
  std::span<const std::byte> bytes{};
};

class Homes {
 public:
  Homes(Post& post, const Settings& settings)
      : post_(post), settings_(settings), writer_(settings.deflate_level) {}

  // A letter from a hall. REQUIRES: it is one of those to the home.
  void take(ShardNumber from, const Letter& letter, std::span<const std::byte> payload);

  std::optional<RoomEvent> next();
  bool any_event() const { return next_ < queue_.size(); }
  const std::string& name(RoomId room) const { return rooms_[room]->name; }

  // REQUIRES: the last event was `ordered`, of a form that is in use; at most once a form.
  void append(Form form, rfc6455::Opcode opcode, std::span<const std::byte> payload);
  // REQUIRES: the last event was `wanted`; records rise from record to last. A record that is left
  // out ends what can be told.
  void supply(Record record, rfc6455::Opcode opcode, std::span<const std::byte> payload);

  // Announces what was written, in rooms whose time has come.
  void announce(reactor::Time now);
  std::optional<reactor::Time> next_announcement() const;
  // Bytes written and not yet announced: when there are too many, reading stops for a turn.
  std::size_t unannounced() const { return unannounced_; }

 private:
  struct Queued {
    RoomEvent event;
    std::size_t begin = 0;  // of its bytes in bytes_
    std::size_t size = 0;
    HallAddress hall{};  // wanted: who asked, in which wire form
    Wire wire = 0;
    bool close = false;  // no event: the room's end
  };

  void open_hall(ShardNumber from, HallId hall, std::span<const std::byte> payload);
  void close_hall(const HallAddress& hall, RoomId id);
  void close_room(RoomId id);
  void open_log(const HallAddress& hall, Room& room, Wire wire);
  void close_log(const HallAddress& hall, Room& room, Wire wire);
  void older(const HallAddress& hall, RoomId id, Wire wire, Record record);
  void answer_older(const HallAddress& hall, RoomLog& log, Record record);
  void publish(RoomId id, const Letter& letter, std::span<const std::byte> payload);
  void write(Room& room, RoomLog& log, Who who, rfc6455::Opcode opcode,
             std::span<const std::byte> payload);
  void finish_event();
  void finish_record(Room& room, Who who);
  void finish_wish(Room& room);
  void announce(RoomLog& log);
  void mark_dirty(RoomId id);

  Post& post_;
  const Settings& settings_;
  FrameWriter writer_;

  std::vector<std::unique_ptr<Room>> rooms_;
  std::vector<RoomId> free_;
  std::unordered_map<std::string, RoomId> by_name_;
  std::vector<std::vector<RoomId>> by_hall_;  // [shard][hall]

  std::vector<Queued> queue_;  // what next() tells
  std::size_t next_ = 0;
  std::vector<std::byte> bytes_;
  std::optional<Queued> in_hand_;     // the last event, until next() is called again
  std::optional<FrameLog> supplied_;  // older records, while in_hand_ is `wanted`

  std::vector<RoomId> dirty_;
  std::size_t unannounced_ = 0;
};

}  // namespace broadcast
