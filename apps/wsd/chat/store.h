// Where messages are kept. The one in memory is memory_store.h; one that keeps them on disk, or
// on other machines, is another of these.
//
// A shard never waits here: it asks for a lookup with a ticket, and takes the answer later. All
// calls may come from any shard's thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "apps/wsd/chat/happening.h"
#include "apps/wsd/chat/message.h"
#include "apps/wsd/chat/request.h"
#include "broadcast/mesh/mesh.h"

namespace chat {

using Ticket = std::uint64_t;  // the asker's own
using ShardNumber = broadcast::ShardNumber;

// A ticket with this bit waits for bad news only: a store need not tell of success.
inline constexpr Ticket kBadNewsOnly = Ticket{1} << 63;

// A message that may be sent again by a program that did not hear of it, whatever happened between.
struct KnownCid {
  std::string session;
  std::string cid;
  Sequence seq = 0;
  Milliseconds ts = 0;
  UserNumber user = kNoUser;  // who has no session is known by it while the server lives
};
inline constexpr std::int64_t kCidsKnown = 1024;  // messages of a room that are looked through

// A room as the store knows it when the server opens it.
struct Head {
  std::string epoch{};
  Sequence next = 1;   // the number of its next message
  Sequence first = 0;  // the oldest that is kept; 0: none
  std::string topic{};
  bool jumped = false;  // the end before was unclean: numbers below next may never have been seen
  Sequence last = 0;    // the newest that is kept; 0: none
  std::vector<KnownCid> cids{};  // of its newest messages, the oldest first
};

// A small thing that is kept under a key, until it goes: no value.
struct Slip {
  std::string key;
  std::optional<std::string> value;

  bool operator==(const Slip&) const = default;
};

inline constexpr std::uint32_t kPageUsual = 50;          // messages, when nobody says how many
inline constexpr std::uint32_t kPageMax = 1000;          // and at most
inline constexpr std::size_t kPageBytesMax = 1 << 20;    // of texts; one message there is always
inline constexpr std::size_t kSearchBytesMax = 2 << 20;  // of texts that one search looks at

struct Page {
  std::vector<Message> messages{};  // rising
  Sequence first = 0;               // the oldest that is kept
  // In the direction that was asked for: older ones, for `after` newer ones, for `around` either.
  // A search: it found enough or looked at enough, and did not look at what is older.
  bool more = false;
  // If the wish asks for it. Between the first of them and the newest that is kept numbers are
  // missing.
  bool holes = false;
  Sequence last = 0;      // the newest that is kept
  std::string failure{};  // it could not be read, and why
};

struct Kept {  // an append is safe; or it failed, and why
  Sequence seq = 0;
  Milliseconds ts = 0;
  bool duplicate = false;  // it was kept before
  std::string failure{};
  bool in_vain = false;  // it fails again however often it is sent
};

inline bool awaits(Ticket ticket, const Kept& kept) {
  return ticket != 0 && ((ticket & kBadNewsOnly) == 0 || !kept.failure.empty());
}

// Keeps a room's head in memory, so that open() answers from there. Empty: nothing is held.
// REQUIRES: it ends before the store does.
using RoomHold = std::shared_ptr<const void>;

struct Fetched {  // the answer to fetch()
  RoomHold hold;
};

struct Told {
  Ticket ticket = 0;
  std::variant<Kept, Page, Fetched> what;
};

// What it takes to keep all that, for the operator.
struct StoreUse {
  std::uint64_t bytes = 0;      // of the directory
  std::uint64_t bytes_max = 0;  // 0: no limit
  std::uint64_t dropped = 0;    // messages that went because the limit was reached
  bool full = false;            // some went for that in the last while
};

class Store {
 public:
  virtual ~Store() = default;

  // An open room keeps its epoch and its numbers. Waits for the disk if the room's head is neither
  // held nor open.
  virtual Head open(std::string_view room) = 0;
  // Holds a room's head in memory. Empty: the head is not there yet, and fetch() reads it;
  // `Fetched` follows, with the hold. A store whose rooms are all in memory leaves these two as
  // they are.
  virtual RoomHold hold(std::string_view) { return {RoomHold(), this}; }
  virtual void fetch(std::string_view, ShardNumber, Ticket) {}
  // The server forgets the room. next: the number of its next message; an append of an earlier one
  // may still be under way.
  virtual void close(std::string_view room, Sequence next) = 0;
  // `Kept` follows for ticket, on that shard; ticket 0: nobody waits for it.
  virtual void append(std::string_view room, Message message, ShardNumber shard, Ticket ticket) = 0;
  // A message came again that has a number already: `Kept` follows, not before the first one's did.
  // If it could not be kept then, it is now.
  virtual void confirm(std::string_view room, Message message, ShardNumber shard,
                       Ticket ticket) = 0;
  virtual void set_topic(std::string_view room, std::string_view topic) = 0;
  // `Page` follows. `around` has as many from seq on as before it, or one more; if there is nothing
  // from there on it has the newest.
  virtual void read(std::string_view room, const PageWish& wish, ShardNumber shard,
                    Ticket ticket) = 0;
  // Likewise: the newest messages that have all of the words, or begin a word with them. Upper and
  // lower case are one.
  virtual void search(std::string_view room, std::string_view words, std::uint32_t limit,
                      ShardNumber shard, Ticket ticket) = 0;
  virtual Sequence first(std::string_view room) = 0;  // the oldest that is kept; 0: none
  virtual Sequence gone(std::string_view room) = 0;   // retention took all up to it; 0: nothing
  // All slips are kept, or none; `Kept` follows.
  virtual void put(std::vector<Slip> slips, ShardNumber shard, Ticket ticket) = 0;
  // Those whose keys begin so, by rising key. To be called at start: this waits.
  virtual std::vector<Slip> slips(std::string_view prefix) = 0;
  // Whether what is kept is there when the server comes back.
  virtual bool lasts() const = 0;
  // What is too old goes, some of it at each call: to be called about once a second, with the time
  // of day and that of a clock that runs evenly.
  virtual void trim(Milliseconds wall, Milliseconds even) = 0;
  void trim(Milliseconds now) { trim(now, now); }  // where the clock of day does run evenly
  // What has been done for this shard. It is woken when there is something, if it sleeps.
  virtual std::optional<Told> next(ShardNumber shard) = 0;
  // Why it cannot keep anything at present; empty: it can.
  virtual std::string trouble() const = 0;
  virtual StoreUse use() const { return {}; }
  // The next thing that the operator's log should say of it, as a sentence; nothing: no more.
  virtual std::optional<std::string> notice() { return std::nullopt; }
};

}  // namespace chat
