// What a room makes of what is published to it, and what every shard may know of it.
#include "apps/wsd/chat/room.h"

#include <gtest/gtest.h>

#include <random>

#include "broadcast/rooms/local_rooms.h"
#include "tests/apps/wsd/chat/crowd.h"

namespace chat {
namespace {

using Kind = Happening::Kind;
using test::happening;
using test::Home;

class RoomTest : public ::testing::Test {
 protected:
  House house_{64 << 20, 1000};
  Room room_{"lobby", {.epoch = "k3x"}, {}, house_};
  Home home_{room_};
};

// ---- numbers ----

TEST_F(RoomTest, NumbersMessagesOneAfterTheOther) {
  EXPECT_EQ(home_.says(1, "a").happening.seq, 1u);
  EXPECT_EQ(home_.joins(2).happening.seq, 0u);
  home_.passes(5);
  const auto done = home_.does(happening(Kind::action, 2, "bob", "waves"));
  EXPECT_TRUE(done.what.tell);
  EXPECT_EQ(done.happening.seq, 2u);
  EXPECT_EQ(done.happening.ts, 1'000'005);
  EXPECT_EQ(home_.does(happening(Kind::said, kNoUser, {}, "noon")).happening.seq, 3u);
  EXPECT_EQ(room_.standing().head, 3u);
}

TEST_F(RoomTest, GoesOnWhereItsStoreIs) {
  Room room("ops", {.epoch = "abc", .next = 121, .first = 3, .topic = "t"}, {}, house_);
  EXPECT_EQ(room.epoch(), "abc");
  EXPECT_EQ(room.name(), "ops");
  EXPECT_EQ(room.standing().head, 120u);
  EXPECT_EQ(room.standing(0).seq, 120u);
  EXPECT_EQ(room.standing().topic, "t");
  Home home(room);
  EXPECT_EQ(home.says(1, "a").happening.seq, 121u);
}

TEST_F(RoomTest, GivesAMessageThatComesAgainItsFirstNumber) {
  auto message = happening(Kind::message, 1, "ana", "hi");
  message.cid = "a1";
  EXPECT_EQ(home_.does(message).happening.seq, 1u);
  home_.says(2, "between");
  home_.passes(1000);
  const auto again = home_.does(message);
  EXPECT_TRUE(again.what.duplicate);
  EXPECT_FALSE(again.what.tell);
  EXPECT_EQ(again.happening.seq, 1u);
  EXPECT_EQ(again.happening.ts, 1'000'000);
  EXPECT_EQ(room_.standing().head, 2u);
  message.person.number = 2;  // somebody else's a1
  EXPECT_EQ(home_.does(message).happening.seq, 3u);
}

TEST_F(RoomTest, KnowsACidByItsSession) {
  auto message = happening(Kind::message, 1, {}, "hi");
  message.cid = "a1";
  message.session = "s";
  EXPECT_FALSE(home_.does(message).what.duplicate);
  message.person.number = 9;  // came back as somebody else
  EXPECT_TRUE(home_.does(message).what.duplicate);
}

TEST_F(RoomTest, ForgetsTheOldestCids) {
  Room room("a", {.epoch = "e"}, {.cids = 10}, house_);
  Home home(room);
  for (int i = 0; i < 20; ++i) {
    const std::string cid = std::to_string(i);
    auto message = happening(Kind::message, 1);
    message.cid = cid;
    EXPECT_FALSE(home.does(message).what.duplicate);
  }
  auto message = happening(Kind::message, 1);
  message.cid = "10";
  EXPECT_TRUE(home.does(message).what.duplicate);
  message.cid = "9";
  EXPECT_FALSE(home.does(message).what.duplicate);
}

// ---- who is here ----

TEST_F(RoomTest, KnowsWhoIsHere) {
  EXPECT_TRUE(room_.blank());
  const auto joined = home_.joins(3, "ana");
  EXPECT_TRUE(joined.what.tell);
  EXPECT_EQ(joined.happening.presence, 1u);
  EXPECT_EQ(joined.happening.members, 1u);
  EXPECT_EQ(home_.joins(1).happening.presence, 2u);
  EXPECT_TRUE(room_.has(3));
  EXPECT_FALSE(room_.has(2));
  EXPECT_EQ(room_.members(), 2u);
  const auto left = home_.leaves(3);
  EXPECT_TRUE(left.what.tell);
  EXPECT_EQ(left.happening.presence, 3u);
  EXPECT_EQ(left.happening.members, 1u);
  EXPECT_FALSE(room_.has(3));
  EXPECT_EQ(room_.standing().presence, 3u);
}

TEST_F(RoomTest, DoesNotTellWhatChangesNothing) {
  home_.joins(1, "ana");
  EXPECT_FALSE(home_.joins(1, "ana").what.tell);
  EXPECT_FALSE(home_.leaves(2).what.tell);
  EXPECT_FALSE(home_.renames(2, "bob").what.tell);
  EXPECT_FALSE(home_.renames(1, "ana").what.tell);
  EXPECT_FALSE(home_.does(happening(Kind::away, 2, {}, "tea")).what.tell);
  EXPECT_FALSE(home_.does(happening(Kind::away, 1)).what.tell);  // back, and was not away
  EXPECT_FALSE(home_.does(happening(Kind::typing, 2)).what.tell);
  EXPECT_FALSE(home_.does(happening(Kind::gathered)).what.tell);
  EXPECT_EQ(room_.standing().presence, 1u);
  EXPECT_EQ(room_.members(), 1u);
}

TEST_F(RoomTest, KnowsNamesAndWhoIsAway) {
  home_.joins(1, "ana");
  EXPECT_EQ(home_.renames(1, "anna").happening.presence, 2u);
  EXPECT_EQ(home_.does(happening(Kind::away, 1, "anna", "tea")).happening.presence, 3u);
  const auto people = room_.people(0, 10).people;
  ASSERT_EQ(people.size(), 1u);
  EXPECT_EQ(people[0].nick, "anna");
  EXPECT_TRUE(people[0].is_away);
  EXPECT_EQ(people[0].away, "tea");
  EXPECT_TRUE(home_.does(happening(Kind::away, 1, "anna")).what.tell);
  EXPECT_FALSE(room_.people(0, 10).people[0].is_away);
  auto silent = happening(Kind::away, 1, "anna");
  silent.on = true;
  EXPECT_TRUE(home_.does(silent).what.tell);
  EXPECT_TRUE(room_.people(0, 10).people[0].is_away);
}

TEST_F(RoomTest, ListsPeopleByPages) {
  for (UserNumber user = 1; user <= 25; ++user) home_.joins(user * 2);
  UserNumber after = 0;
  std::vector<UserNumber> all;
  for (;;) {
    const auto page = room_.people(after, 10);
    EXPECT_EQ(page.members, 25u);
    EXPECT_EQ(page.presence, 25u);
    if (page.people.empty()) break;
    EXPECT_LE(page.people.size(), 10u);
    for (const auto& one : page.people) all.push_back(one.number);
    after = all.back();
  }
  ASSERT_EQ(all.size(), 25u);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], 2 * (i + 1));
}

TEST_F(RoomTest, KeepsItsTopic) {
  EXPECT_TRUE(home_.does(happening(Kind::topic, 1, {}, "about cats")).what.tell);
  EXPECT_EQ(room_.standing().topic, "about cats");
  home_.does(happening(Kind::topic, 1));
  EXPECT_EQ(room_.standing().topic, "");
}

TEST_F(RoomTest, TellsWhoIsTyping) {
  home_.joins(1);
  EXPECT_TRUE(home_.does(happening(Kind::typing, 1)).what.tell);
  EXPECT_EQ(room_.standing().presence, 1u);
}

// ---- positions ----

TEST_F(RoomTest, KnowsWhichNumberARecordHas) {
  home_.joins(1);          // record 0
  home_.says(1, "one");    // 1
  home_.says(1, "two");    // 2
  home_.joins(2);          // 3
  home_.says(2, "three");  // 4
  const std::vector<Sequence> before = {0, 0, 1, 2, 2, 3, 3};
  for (broadcast::Record r = 0; r < before.size(); ++r)
    EXPECT_EQ(room_.standing(r).seq, before[r]) << r;
  EXPECT_EQ(room_.standing(2).head, 3u);
  EXPECT_EQ(room_.record_after(0), 1u);
  EXPECT_EQ(room_.record_after(1), 2u);
  EXPECT_EQ(room_.record_after(2), 3u);  // the join after it too
  EXPECT_EQ(room_.record_after(3), 5u);
  EXPECT_EQ(room_.record_after(4), std::nullopt);  // nobody has seen that
  EXPECT_EQ(room_.first_in_memory(), 1u);
  EXPECT_EQ(room_.first_record(), 0u);
}

TEST_F(RoomTest, KnowsThePresenceBeforeARecord) {
  std::vector<std::uint64_t> before;
  for (int i = 0; i < 30; ++i) {
    before.push_back(room_.standing().presence);
    switch (i % 5) {
      case 0:
      case 1:
        home_.joins(static_cast<UserNumber>(i));
        break;
      case 2:
        home_.leaves(static_cast<UserNumber>(i - 1));
        break;
      case 3:
        home_.does(happening(Kind::typing, 0));
        break;
      default:
        home_.says(1, "x");
    }
  }
  for (std::size_t r = 0; r < before.size(); ++r)
    EXPECT_EQ(room_.standing(r).presence, before[r]) << r;
}

TEST_F(RoomTest, WithoutARecordSaysThatNothingHappened) {
  Room room("ops", {.epoch = "e", .next = 121, .first = 1}, {}, house_);
  EXPECT_EQ(room.record_after(120), broadcast::kLatest);
  EXPECT_EQ(room.record_after(119), std::nullopt);  // the store has it
  EXPECT_EQ(room.record_after(121), std::nullopt);  // of another life
  EXPECT_EQ(room.first_in_memory(), std::nullopt);
  Home home(room);
  home.skip(40);
  home.joins(1);
  EXPECT_EQ(room.record_after(120), 41u);
  home.says(1, "a");
  EXPECT_EQ(room.record_after(120), 41u);
  EXPECT_EQ(room.first_in_memory(), 121u);
}

// Numbers were jumped over after an unclean end: whether there was something nobody knows, unless
// nothing was ever kept and nothing was seen.
TEST_F(RoomTest, NothingIsMissingBelowWhereNothingWasEverKept) {
  const Room silent("a", {.epoch = "e", .next = 1000, .jumped = true}, {}, house_);
  EXPECT_EQ(silent.seen_with(0), 999u);
  EXPECT_EQ(silent.seen_with(3), 3u) << "it was seen and is not kept";
  const Room spoken("b", {.epoch = "e", .next = 1000, .first = 2, .jumped = true, .last = 2}, {},
                    house_);
  EXPECT_EQ(spoken.seen_with(0), 0u);
  const Room refused("c", {.epoch = "e", .next = 4}, {}, house_);  // numbered, and never kept
  EXPECT_EQ(refused.seen_with(0), 0u);
}

TEST_F(RoomTest, HoldsAsMuchAsItMay) {
  Room room("a", {.epoch = "e"}, {.bytes = 10'000}, house_);
  Home home(room);
  for (int i = 0; i < 1000; ++i) {
    home.says(1, "message " + std::to_string(i));
    if (i % 3 == 0) home.joins(static_cast<UserNumber>(i));
    ASSERT_LE(house_.bytes(), 15'000u);
  }
  const auto first = room.first_in_memory();
  ASSERT_TRUE(first);
  EXPECT_GT(*first, 800u);
  EXPECT_LT(*first, 1000u);
  EXPECT_TRUE(room.record_after(*first - 1));
  EXPECT_FALSE(room.record_after(*first - 2));
  std::vector<Sequence> seen;
  std::vector<broadcast::Record> records;
  room.each(*room.record_after(*first - 1), home.next(),
            [&](broadcast::Record record, const Happening& h) {
              if (!h.numbered()) return;
              EXPECT_EQ(h.text, "message " + std::to_string(h.seq - 1));
              seen.push_back(h.seq);
              records.push_back(record);
            });
  for (std::size_t i = 0; i < seen.size(); ++i)
    EXPECT_EQ(room.standing(records[i]).seq, seen[i] - 1);
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.front(), *first);
  EXPECT_EQ(seen.back(), 1000u);
  EXPECT_EQ(seen.size(), 1001 - *first);
}

TEST_F(RoomTest, HoldsNoSecretsInMemory) {
  auto message = happening(Kind::message, 1, "ana", "hi");
  message.cid = "a1";
  message.session = "secret";
  message.ticket = 7;
  const auto done = home_.does(message);
  EXPECT_EQ(done.happening.session, "secret");  // for the store
  room_.each(0, home_.next(), [](broadcast::Record, const Happening& h) {
    EXPECT_EQ(h.cid, "a1");
    EXPECT_EQ(h.session, "");
    EXPECT_EQ(h.ticket, 0u);
    EXPECT_EQ(h.seq, 1u);
    EXPECT_EQ(h.ts, 1'000'000);
    EXPECT_EQ(h.text, "hi");
    EXPECT_EQ(h.person, (Person{1, "ana"}));
  });
}

// Every position that the room knows is the one of the plain list.
TEST_F(RoomTest, IsAPlainListOfWhatHappened) {
  struct One {
    broadcast::Record record;
    Sequence seq;  // 0: not a message
  };
  for (unsigned seed = 1; seed <= 10; ++seed) {
    std::mt19937 random(seed);
    Room room("a", {.epoch = "e", .next = 1000}, {.bytes = 4000 + random() % 8000}, house_);
    Home home(room);
    std::vector<One> told;
    for (int i = 0; i < 500; ++i) {
      if (random() % 50 == 0) home.skip(random() % 20);
      const auto user = static_cast<UserNumber>(1 + random() % 20);
      const auto done = random() % 2 == 0   ? home.says(user, std::string(random() % 90, 'x'))
                        : random() % 2 == 0 ? home.joins(user)
                                            : home.leaves(user);
      if (done.what.tell) told.push_back({done.record, done.happening.seq});
    }
    const broadcast::Record first = *room.first_record();
    std::size_t at = 0;
    while (told[at].record < first) ++at;
    ASSERT_GT(at, 0u);
    room.each(0, home.next(), [&](broadcast::Record record, const Happening& h) {
      ASSERT_EQ(record, told[at].record);
      ASSERT_EQ(h.seq, told[at].seq);
      ++at;
    });
    EXPECT_EQ(at, told.size());
    Sequence last = 999;
    for (const One& one : told) {
      const Sequence before = room.standing(one.record).seq;
      if (before != 0) {
        ASSERT_EQ(before, last);
      } else {
        ASSERT_LT(last, *room.first_in_memory());  // it may be forgotten, but not what is held
      }
      const auto after = room.record_after(last);
      if (after) {
        ASSERT_GE(*after, first);
        ASSERT_LE(*after, one.seq != 0 ? one.record : home.next());
      }
      if (one.seq != 0) last = one.seq;
    }
  }
}

// ---- its place in the house ----

TEST_F(RoomTest, IsDroppedOnlyWhenItIsEmpty) {
  home_.joins(1);
  EXPECT_EQ(room_.drop(), std::nullopt);
  EXPECT_FALSE(room_.dropped());
  home_.says(1, "a");
  home_.leaves(1);
  EXPECT_EQ(house_.longest(House::Use::quiet), &room_);
  EXPECT_EQ(room_.drop(), 2u);
  EXPECT_TRUE(room_.dropped());
  auto late = happening(Kind::joined, 2);
  EXPECT_EQ(room_.order(100, late, 0), std::nullopt);
  EXPECT_FALSE(room_.has(2));
  EXPECT_EQ(house_.longest(House::Use::quiet), nullptr);
}

TEST_F(RoomTest, StandsAmongTheEmptyWhileItIs) {
  EXPECT_EQ(house_.longest(House::Use::blank), &room_);
  home_.joins(1);
  EXPECT_EQ(house_.longest(House::Use::blank), nullptr);
  home_.leaves(1);
  EXPECT_EQ(house_.longest(House::Use::blank), &room_);
  home_.does(happening(Kind::topic, 1, {}, "t"));
  EXPECT_EQ(house_.longest(House::Use::blank), nullptr);
  EXPECT_EQ(house_.longest(House::Use::quiet), &room_);
}

}  // namespace
}  // namespace chat
