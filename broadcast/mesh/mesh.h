// Letters between shards. What a turn has to say to another shard travels as one parcel.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "broadcast/log/chain.h"
#include "broadcast/log/wire.h"
#include "reactor/mailbox.h"

namespace broadcast {

using ShardNumber = std::uint16_t;
using LocalRoomId = std::uint32_t;  // a room as one shard knows it; means the same room only there
using Opening = std::uint32_t;  // one opening of a log by a hall: which of them a letter is about

struct Letter {
  enum class Kind : std::uint8_t {
    // to the home, about the sender's hall
    open_hall,   // bytes: the room's options and name
    close_hall,  // answered by hall_closed
    open_log,    // wire, opening; answered by log_opened
    close_log,   // wire
    older,       // wire, record, head: the segments between the two; answered by older_segments
    publish,     // who, tag, opcode, bytes; slot: it counts this frame among its own
    // from the home, about the receiver's hall
    hall_closed,
    log_opened,      // wire, opening, head, segments: the one that the head stands in
    announced,       // wire, opening, head, segments: those begun since the last time
    older_segments,  // wire, opening, record and head as asked, segments: those that there are;
                     // tag: kNoSuchRecord, if that record is neither there nor on its way
    sealed,          // wire, opening: the segments sent so far get no more records
    refused,         // who, slot: a publication of theirs found no memory
    // the app's own
    note,  // bytes
    // from each to each, when all drain
    draining,       // what the sender's people published before comes before this
    announced_all,  // so does what the sender's rooms made of it: to the home came everybody's
                    // `draining`
  };

  Kind kind;
  Wire wire = 0;
  std::uint8_t opcode = 0;
  LocalRoomId hall = 0;
  SenderId who = kNoSender;
  Slot slot = kNoSlot;         // on the shard of that who
  std::uint32_t size = 0;      // of its bytes, in the parcel
  std::uint32_t segments = 0;  // of its segments, in the parcel
  Opening opening = 0;
  std::uint64_t tag = 0;
  Record record = 0;
  Head head{};
};

inline constexpr std::uint64_t kNoSuchRecord = 1;

constexpr bool is_to_home(Letter::Kind kind) {
  return kind <= Letter::Kind::publish;
}

struct Parcel {
  ShardNumber from = 0;
  std::vector<Letter> letters;
  std::vector<std::byte> bytes;      // of all letters, one after another
  std::vector<SegmentRef> segments;  // likewise
  std::size_t weight = 0;            // of letters and bytes; segments are shared with others

  void add(Letter letter, std::span<const std::byte> payload = {});
  void add_segment(SegmentRef segment);  // to the letter added last
};

// Letters, their bytes, and the segments that they hold. Above it all shards stop reading and go on
// draining.
inline constexpr std::size_t kMeshWeightMax = 8 << 20;

// Made before the threads; outlives them. One mailbox a shard.
class Mesh {
 public:
  explicit Mesh(ShardNumber shards);

  ShardNumber shards() const { return static_cast<ShardNumber>(boxes_.size()); }
  // Which shard is a room's home.
  ShardNumber home_of(std::string_view room) const;

  void post(ShardNumber to, Parcel parcel);                   // any shard
  void take(ShardNumber self, std::vector<Parcel>& parcels);  // its shard
  bool empty(ShardNumber self) const { return boxes_[self]->mail.empty(); }
  reactor::Waker& waker(ShardNumber self) { return boxes_[self]->waker; }

  // Of all letters that wait to be taken. A segment counts once, however many of them hold it.
  std::size_t weight() const { return weight_.load(std::memory_order_relaxed); }
  // More waits somewhere than should: who reads now only makes it worse.
  bool congested() const { return weight() > kMeshWeightMax; }

 private:
  struct Box {
    reactor::Waker waker;
    reactor::Mailbox<Parcel> mail{waker};
  };
  std::vector<std::unique_ptr<Box>> boxes_;
  std::atomic<std::size_t> weight_ = 0;
};

}  // namespace broadcast
