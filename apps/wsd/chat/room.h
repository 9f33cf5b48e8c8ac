// A room of people: its numbers, who is in it, what it is about. Its home shard orders what
// happens; every shard looks things up. A lock each, held for as long as one look takes.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "apps/wsd/chat/answer.h"
#include "apps/wsd/chat/numbering.h"
#include "apps/wsd/chat/store.h"
#include "apps/wsd/chat/tail.h"

namespace chat {

struct RoomLimits {
  std::size_t tail_bytes = 1 << 20;
  std::size_t cids = 1024;  // remembered, to know a message that is sent again
};

class Room {
 public:
  Room(std::string name, const Head& head, const RoomLimits& limits);

  const std::string& name() const { return name_; }
  const std::string& epoch() const { return epoch_; }
  // Forgotten by Rooms to make place; whoever still has it asks there again.
  bool dropped() const;

  // ---- at its home ----

  // What became of a publication.
  struct Ordered {
    bool tell = true;        // to the members; the record is empty if not
    bool duplicate = false;  // this cid was seen: happening.seq is the number it got then
    bool gathering = false;  // a join or leave was put aside: gather() has it later
  };
  // Gives a happening its numbers and does what it says: somebody is here, somebody is gone.
  Ordered order(broadcast::Record record, Happening& happening, Milliseconds now);
  // The joins and leaves that were put aside, as one happening (kind gathered), to be published;
  // nullopt: there is nothing to tell any more. Its people are valid until the next call.
  std::optional<Happening> gather();

  // ---- from any shard ----

  struct Standing {
    Sequence seq = 0;  // of the last message before the record that was asked about
    Sequence head = 0;
    std::uint64_t presence = 0;
    std::uint32_t members = 0;
    std::string topic;
  };
  Standing standing(broadcast::Record record) const;
  Standing standing() const;  // at its head
  // From which record somebody must read who has seen everything up to seq; nullopt: that is no
  // longer in memory (the store may have it).
  std::optional<broadcast::Record> record_after(Sequence seq) const;
  std::optional<Sequence> first_in_memory() const;  // the oldest message that record_after finds
  // Calls visit(record, happening) for what is in memory of [record, last), under the lock.
  template <typename Visitor>
  void each(broadcast::Record record, broadcast::Record last, Visitor&& visit) const {
    const std::lock_guard lock(mutex_);
    tail_.each(record, last, visit);
  }

  struct Known {  // a member, copied
    UserNumber number = kNoUser;
    std::string nick;
    std::string away;
    bool is_away = false;
  };
  // By rising number, those after a number.
  std::vector<Known> people(UserNumber after, std::size_t limit) const;
  std::uint32_t members() const;
  bool has(UserNumber number) const;

 private:
  struct Presence {  // put aside
    std::vector<Person> arrived;
    std::vector<UserNumber> departed;
  };

  const std::string name_;
  const std::string epoch_;
  const RoomLimits limits_;
  mutable std::mutex mutex_;
  Numbering numbering_;
  Tail tail_;
  std::map<UserNumber, Known> people_;
  std::uint64_t presence_ = 0;
  std::string topic_;
  // (members below are the implementation's choice: cids seen, what is put aside)
};

}  // namespace chat
