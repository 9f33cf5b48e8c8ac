// Members behind, cut off and catching up.
#include "broadcast/rooms/audience.h"

#include <gtest/gtest.h>

#include "tests/broadcast/scrolls.h"

namespace broadcast {
namespace {

// What the home announced so far is here too.
void share(FrameLog& log, Audience& audience) {
  log.announce();
  const Chain& chain = log.chain();
  for (std::size_t i = chain.segments() - log.fresh(); i < chain.segments(); ++i)
    audience.chain().push_back(chain.ref(i).share());
  audience.chain().announce(chain.head());
  log.seen_fresh();
}

TEST(Audience, TheLastTakesTheLeaversPlace) {
  Audience audience;
  for (Slot slot = 10; slot < 14; ++slot) EXPECT_EQ(audience.join(slot, 0), slot - 10);
  EXPECT_EQ(audience.leave(1), 13u);
  EXPECT_EQ(audience.members()[1].slot, 13u);
  EXPECT_EQ(audience.leave(2), 12u) << "its own: nobody took its place";
  EXPECT_EQ(audience.members().size(), 2u);
}

TEST(Audience, TrimDropsWhatAllHavePassed) {
  Scroll scroll(0);
  scroll.write_some(300);
  Audience audience;
  share(scroll.log, audience);
  const Chain& chain = audience.chain();
  audience.join(1, chain.head().position);
  audience.join(2, chain.ref(2)->base());
  const Position slow = chain.ref(2)->base();
  const auto nobody = [](Member&, Position position) {
    ADD_FAILURE() << "nobody is cut";
    return position;
  };
  audience.hold();
  audience.trim(1 << 30, nobody);
  EXPECT_LT(chain.begin(), slow) << "somebody is about to join there";
  audience.let_go();
  audience.trim(1 << 30, nobody);
  EXPECT_EQ(chain.begin(), slow);
  audience.members()[1].cursor = chain.head().position;
  audience.trim(1 << 30, nobody);
  EXPECT_EQ(chain.segments(), 1u);
}

// Whoever waits for older records waits for those that fit in front of the chain's beginning.
TEST(Audience, HoldsRecordsWithoutBytesToo) {
  FrameLog log(21);
  log.commit(0, kNoSender);
  const std::size_t frame = kSegmentMin;  // does not fit behind it
  log.reserve(frame);
  log.commit(frame, kNoSender);
  Audience audience;
  share(log, audience);
  ASSERT_EQ(audience.chain().segments(), 2u);
  const auto nobody = [](Member&, Position position) { return position; };
  audience.hold();
  audience.trim(1 << 30, nobody);
  EXPECT_EQ(audience.chain().first(), 21u);
  audience.let_go();
  audience.trim(1 << 30, nobody);
  EXPECT_EQ(audience.chain().first(), 22u);
}

// Against the plain records: who stood in what went gets the rest of its frame and then misses
// exactly what it has not got.
TEST(Audience, TrimCutsWhoLagsBehind) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    Scroll scroll(0, seed);
    scroll.write_some(200);
    Audience audience;
    share(scroll.log, audience);
    const Chain& chain = audience.chain();
    std::vector<Position> cursors;
    for (Slot slot = 0; slot < 20; ++slot) {
      cursors.push_back(chain.begin() + scroll.dice(chain.head().position - chain.begin() + 1));
      audience.join(slot, cursors.back());
    }
    std::vector<std::string> rest(20);
    audience.trim(scroll.dice(100'000), [&](Member& member, Position position) {
      rest[member.slot] +=
          string_of(chain.bytes_from(member.cursor).first(position - member.cursor));
      return position;
    });
    for (Slot slot = 0; slot < 20; ++slot) {
      Member& member = audience.members()[slot];
      const Record record = scroll.record_at(cursors[slot]);
      if (!Audience::missed(member) && rest[slot].empty()) {
        ASSERT_EQ(member.cursor, cursors[slot]);
        continue;
      }
      const bool half = scroll.at(record).begin < cursors[slot];
      ASSERT_EQ(
          rest[slot],
          half ? scroll.at(record).frame.substr(cursors[slot] - scroll.at(record).begin) : "");
      const Position goes_on = half ? scroll.at(record).end() : cursors[slot];
      if (!Audience::missed(member)) {
        ASSERT_EQ(member.cursor, goes_on);
        continue;
      }
      ASSERT_EQ(Audience::first_missed(member), scroll.record_at(goes_on));
      ASSERT_EQ(audience.resume(member), chain.first());
      ASSERT_EQ(member.cursor, chain.begin());
    }
  }
}

TEST(Audience, NobodyGetsARecordTwiceBecauseOlderOnesCameBack) {
  Scroll scroll(0);
  scroll.write_some(300);
  Audience audience;
  share(scroll.log, audience);
  audience.join(1, audience.chain().position_of(60));
  std::vector<SegmentRef> gone;
  for (std::size_t i = 0; i + 1 < audience.chain().segments(); ++i)
    gone.push_back(audience.chain().ref(i).share());
  const auto whole = [](Member&, Position position) { return position; };
  while (audience.chain().segments() > 1) audience.drop_oldest(whole);
  Member& member = audience.members()[0];
  ASSERT_TRUE(Audience::missed(member));
  const Record missed = Audience::first_missed(member);
  audience.chain().push_front(gone);
  EXPECT_EQ(audience.resume(member), missed);
  EXPECT_EQ(member.cursor, audience.chain().position_of(missed));
}

}  // namespace
}  // namespace broadcast
