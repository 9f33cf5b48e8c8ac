// A room of people: its numbers, who is in it, what it is about. Its home shard orders what
// happens; every shard looks things up. A lock each, held for as long as one look takes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "apps/wsd/chat/answer.h"
#include "apps/wsd/chat/cids.h"
#include "apps/wsd/chat/house.h"
#include "apps/wsd/chat/numbering.h"
#include "apps/wsd/chat/store.h"
#include "apps/wsd/chat/tail.h"

namespace chat {

struct RoomLimits {
  std::size_t bytes = 1 << 20;  // in memory, of what happened last; the cids come on top
  // Remembered, to know a message that is sent again: so many, unless all rooms together are too
  // heavy.
  std::size_t cids = kCidsKnown;
};

class Room {
 public:
  // REQUIRES: the house outlives it.
  Room(std::string name, const Head& head, const RoomLimits& limits, House& house);
  ~Room();
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  const std::string& name() const { return name_; }
  const std::string& epoch() const { return epoch_; }

  // ---- at its home ----

  // What became of a publication.
  struct Ordered {
    bool tell = true;        // to the members; the record is empty if not
    bool duplicate = false;  // this cid was seen: happening.seq and ts are what it got then
    bool gathering = false;  // a change of who is here was put aside: gather() has it later
  };
  // Gives a happening its numbers and does what it says: somebody is here, somebody is gone.
  // nullopt: the room was dropped, and nothing is done; Rooms::reopen() has another.
  //
  // Not told: who joins but is in, who leaves, is renamed or away but is not in, what nobody can
  // see the change of. A gathered happening gets its people here, valid until the next order().
  std::optional<Ordered> order(broadcast::Record record, Happening& happening, Milliseconds now);
  // While joins, leaves, names and absences are put aside: a happening (kind gathered) to be
  // published; order() puts into it what there is to tell by then. nullopt: there is nothing to
  // tell any more.
  std::optional<Happening> gather() const;

  // ---- from any shard ----

  struct Standing {
    Sequence seq = 0;            // of the last message before the record that was asked about
    Sequence head = 0;           // of the last message
    std::uint64_t presence = 0;  // as it was before that record, as far as that is in memory
    std::uint32_t members = 0;   // now
    std::string topic{};         // now
  };
  Standing standing(broadcast::Record record) const;
  Standing standing() const;  // at its head
  // From which record somebody must read who has seen everything up to seq. nullopt: that is no
  // longer in memory (the store may have it), or seq is above the head (it was seen in another
  // life of the room, whatever the epoch says: a data directory that was put back, say).
  // broadcast::kLatest: nothing happened here since, and no record is known; whether somebody spoke
  // meanwhile is seen from standing(the first record of the member).seq.
  std::optional<broadcast::Record> record_after(Sequence seq) const;
  // The record behind message seq, whether it is in memory or not; if that is not known any more,
  // of the oldest message that is. kLatest: as above.
  broadcast::Record record_from(Sequence seq) const;
  // The number below the last so many messages up to head: what was said before this life of the
  // room is counted back from the last that was kept.
  Sequence before_last(std::uint32_t count, Sequence head) const;
  // How far nothing is missing to whoever has seen all up to that number: what an unclean end
  // jumped over, where nothing was ever kept, was nothing.
  Sequence seen_with(Sequence seen) const;
  // Why message seq, which is neither in memory nor in the store, is missing. first: the oldest
  // that the store has; 0: none.
  Gap::Reason why_missing(Sequence seq, Sequence first) const;
  // The oldest message that is in memory: record_after() finds it for whoever has seen the one
  // before.
  std::optional<Sequence> first_in_memory() const;
  // Calls visit(record, happening) for what is in memory of [record, last), under the lock: visit
  // asks the room nothing. Records left out had nothing to say, if they are not before
  // first_record().
  template <typename Visitor>
  void each(broadcast::Record record, broadcast::Record last, Visitor&& visit) const {
    const std::lock_guard lock(mutex_);
    tail_.each(record, last, visit);
  }
  // From here on each() knows everything; nullopt: nothing has happened.
  std::optional<broadcast::Record> first_record() const;

  struct Known {  // a member, copied
    UserNumber number = kNoUser;
    std::string nick;
    std::string away;
    bool is_away = false;

    bool operator==(const Known&) const = default;
  };
  // Some of them, and what was true at that moment. A list of several pages is as old as its first:
  // what was told since the first one's version counts, too.
  struct Roll {
    std::uint64_t presence = 0;
    std::uint32_t members = 0;  // in all
    bool more = false;          // after these
    std::vector<Known> people;
  };
  // By rising number, those after a number.
  Roll people(UserNumber after, std::size_t limit);
  std::uint32_t members() const;
  bool has(UserNumber number) const;
  bool gathers() const;  // who is here, and how, is told together and later
  bool blank() const;    // nobody is in it, and nothing was said

  // Forgotten by Rooms to make place; whoever still has it asks there again.
  bool dropped() const;
  // For Rooms: so many are about to come in, or are in. It is not dropped while there are any.
  void sit();
  void rise();
  // For Rooms: unless somebody is in it. The number of its next message; nullopt: it stays.
  std::optional<Sequence> drop();
  void touch();  // to the end of the line of empty rooms

 private:
  struct Member {
    Known known;
    std::optional<Known> told;  // as the others know it, if they do
  };
  using People = std::map<UserNumber, Member>;

  Ordered number(broadcast::Record record, Happening& happening, Milliseconds now);
  Ordered join(const Happening& happening);
  Ordered leave(const Happening& happening);
  Ordered rename(Happening& happening);
  Ordered set_away(const Happening& happening);
  Ordered tell_gathered(Happening& happening);
  Ordered apply(broadcast::Record record, Happening& happening, Milliseconds now);
  bool gathers(std::size_t members) const;
  Ordered put_aside() const;
  Ordered change(Member& member);
  House::Use use() const;
  void keep_within();

  const std::string name_;
  const std::string epoch_;
  const Sequence kept_;    // the newest of the life before
  const Sequence begins_;  // the first of this one
  const bool jumped_;      // between the two are numbers that nobody may have seen
  const RoomLimits limits_;
  House& house_;
  mutable std::mutex mutex_;
  House::Place place_;
  bool dropped_ = false;
  std::size_t seats_ = 0;
  Numbering numbering_;
  Tail tail_;
  Cids cids_;
  std::size_t weight_ = 0;
  std::optional<broadcast::Record> last_;  // that was ordered
  People people_;
  std::uint64_t presence_ = 0;
  std::string topic_;
  // Put aside: who is here and not told, or told otherwise; who is not here and was told, and how.
  // Once somebody has asked who is here, whoever came and went since is told of, too.
  std::set<UserNumber> arrived_;
  std::map<UserNumber, std::optional<Known>> departed_;
  bool asked_ = false;
  std::vector<std::string> names_;  // of the last gathered happening; the home's alone
};

}  // namespace chat
