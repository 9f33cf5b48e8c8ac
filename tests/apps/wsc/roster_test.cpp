// Who is in a room.
#include "apps/wsc/roster.h"

#include <gtest/gtest.h>

namespace wsc {
namespace {

ServerWord presence(std::uint64_t pv, std::vector<Somebody> add,
                    std::vector<std::string> gone = {}) {
  ServerWord word;
  word.op = "presence";
  word.pv = pv;
  word.people = std::move(add);
  word.gone = std::move(gone);
  return word;
}

TEST(Roster, FollowsDifferences) {
  Roster roster;
  roster.joined(2, 7);
  Roster::Change change = roster.apply(presence(8, {{.id = "u1", .nick = "ana"}}));
  ASSERT_EQ(change.arrived.size(), 1u);
  EXPECT_FALSE(change.ask_again);
  EXPECT_EQ(roster.count(), 3u);
  change = roster.apply(presence(9, {}, {"u1", "nobody"}));
  ASSERT_EQ(change.departed.size(), 1u);
  EXPECT_EQ(change.departed[0].nick, "ana");
  EXPECT_EQ(roster.count(), 2u);
  EXPECT_TRUE(roster.people().empty());
}

TEST(Roster, HistoryIsIgnored) {
  Roster roster;
  roster.joined(5, 7);
  EXPECT_TRUE(roster.apply(presence(7, {{.id = "u1", .nick = "ana"}})).arrived.empty());
  EXPECT_TRUE(roster.people().empty());
  EXPECT_EQ(roster.count(), 5u);
}

TEST(Roster, AJumpAsksAgain) {
  Roster roster;
  roster.joined(5, 7);
  EXPECT_TRUE(roster.apply(presence(9, {})).ask_again);
  ServerWord full = presence(12, {{.id = "u1", .nick = "ana"}, {.id = "u2", .nick = "bob"}});
  full.full = true;
  EXPECT_FALSE(roster.apply(full).ask_again);
  EXPECT_EQ(roster.people().size(), 2u);
  EXPECT_FALSE(roster.apply(presence(13, {})).ask_again);
}

TEST(Roster, NamesAndAbsences) {
  Roster roster;
  roster.joined(1, 1);
  roster.apply(presence(2, {{.id = "u1", .nick = "ana"}}));
  ServerWord word = presence(3, {{.id = "u1", .nick = "anna"}});
  word.was = "ana";
  Roster::Change change = roster.apply(word);
  EXPECT_EQ(change.renamed, (std::vector<std::pair<std::string, std::string>>{{"ana", "anna"}}));
  change = roster.apply(presence(4, {{.id = "u1", .nick = "anna", .away = "x", .is_away = true}}));
  ASSERT_EQ(change.away.size(), 1u);
  EXPECT_TRUE(change.arrived.empty());
}

TEST(Roster, LargeRoomsOnlyCount) {
  Roster roster;
  roster.joined(60, 1);
  ServerWord word = presence(2, {});
  word.members = 1000;
  roster.apply(word);
  EXPECT_EQ(roster.count(), 1000u);
}

}  // namespace
}  // namespace wsc
