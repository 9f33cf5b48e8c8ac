// The members of a room on one shard who speak one wire form, each a cursor into the room's log.
// Nothing is queued for anybody: who is slow costs a number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadcast/log/chain.h"

namespace broadcast {

struct Member {
  Slot slot;
  std::uint32_t own;  // its own frames still ahead that it does not want; zero is the ordinary case
  Position cursor;    // the first byte not yet sent; or kMissed + a record, see below
};
static_assert(sizeof(Member) == 16);

// The segment a member stood in is gone: instead of a position it keeps the first record that it
// missed.
inline constexpr Position kMissed = Position{1} << 63;

class Audience {
 public:
  using Index = std::uint32_t;  // into members(): changes when somebody before it leaves

  std::vector<Member>& members() { return members_; }
  const std::vector<Member>& members() const { return members_; }
  Chain& chain() { return chain_; }
  const Chain& chain() const { return chain_; }

  Index join(Slot slot, Position cursor);
  // Takes a member out. The last one takes its place; returns that one's slot, or the leaver's own
  // if it was last.
  Slot leave(Index index);

  bool behind(const Member& member) const { return member.cursor != chain_.head().position; }
  static bool missed(const Member& member) { return (member.cursor & kMissed) != 0; }
  static Record first_missed(const Member& member) { return member.cursor & ~kMissed; }

  // Gives up the oldest segment; cut(member, position) is asked first for everybody whose cursor
  // stood in it, to save the rest of a frame half sent. Afterwards they have missed what comes
  // next. REQUIRES: there is one, and if it is the only one it is sealed.
  template <class Cut>
  void drop_oldest(Cut cut);

  // A member who has missed something goes on with the oldest record kept that it has not had;
  // returns that.
  Record resume(Member& member);

  // Somebody is about to join who needs what is here: nothing is dropped only because all members
  // have passed it.
  void hold() { held_ = true; }
  void let_go() { held_ = false; }

  // The last segment gets no more records, so it may go like the others.
  void seal() { sealed_ = true; }
  // Segments that came with an announcement: the last one is written on.
  void push_back(std::span<SegmentRef> segments);
  // Whether trim() could find something to drop.
  bool may_drop() const { return chain_.segments() > (sealed_ ? 0 : 1); }

  // Drops segments that everybody has passed. What remains and weighs more than lag is dropped too,
  // see drop_oldest. The last segment stays, unless it is sealed.
  template <class Cut>
  void trim(std::size_t lag, Cut cut);

 private:
  Position needed() const;

  std::vector<Member> members_;
  Chain chain_;
  bool held_ = false;
  bool sealed_ = false;
};

template <class Cut>
void Audience::drop_oldest(Cut cut) {
  const Position end = chain_.end_of_first();
  for (Member& member : members_) {
    if (missed(member) || member.cursor >= end) continue;
    const Position position = cut(member, chain_.end_of_frame(member.cursor));
    member.cursor = position >= end ? position : kMissed | chain_.record_at(position);
  }
  chain_.pop_front();
}

template <class Cut>
void Audience::trim(std::size_t lag, Cut cut) {
  if (!may_drop()) return;
  // Of two segments that begin at one position the first has records too, be it without bytes.
  const Position from = needed();
  while (!held_ && may_drop() && chain_.end_of_first() <= from) chain_.pop_front();
  while (may_drop() && chain_.weight() > lag) drop_oldest(cut);
}

}  // namespace broadcast
