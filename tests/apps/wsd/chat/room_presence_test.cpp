// What the people of a room are told of each other: singly, or gathered. Whoever follows what is
// told knows who is here, after every gathering.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "tests/apps/wsd/chat/crowd.h"

namespace chat {
namespace {

using Kind = Happening::Kind;
using test::happening;
using test::Home;
using Names = std::map<UserNumber, std::string>;  // and why they are away

std::string seen_as(std::string_view nick, bool is_away, std::string_view away) {
  const std::string name(nick);
  return is_away ? name + " (" + std::string(away) + ")" : name;
}

Names names_of(const Room::Roll& roll) {
  Names names;
  for (const auto& one : roll.people) names[one.number] = seen_as(one.nick, one.is_away, one.away);
  return names;
}

// As a client is told of somebody who is added.
std::string added(const Happening& h, const Person& person) {
  for (const Absent& absent : h.absent) {
    if (absent.number == person.number) return seen_as(person.nick, true, absent.text);
  }
  return seen_as(person.nick, false, {});
}

constexpr std::size_t kAll = 100'000;

// Somebody who goes by what is told, as a client does.
class Follower {
 public:
  void told(const Home::Done& done, Room& room) {
    if (!done.what.tell) return;
    const Happening& h = done.happening;
    if (h.presence == version_) return;
    if (h.presence != version_ + 1) return ask(room);  // a jump
    follow(h);
    version_ = h.presence;
  }
  void ask(Room& room) {
    ++asked_;
    const auto roll = room.people(0, kAll);
    here_ = names_of(roll);
    version_ = roll.presence;
  }
  const Names& here() const { return here_; }
  int asked() const { return asked_; }

 private:
  void follow(const Happening& h) {
    switch (h.kind) {
      case Kind::joined:
        EXPECT_TRUE(here_.emplace(h.person.number, added(h, h.person)).second) << h.person.number;
        break;
      case Kind::left:
        EXPECT_EQ(here_.erase(h.person.number), 1u) << h.person.number;
        break;
      case Kind::renamed:
        EXPECT_TRUE(here_.contains(h.person.number)) << h.person.number;
        here_[h.person.number] = added(h, {h.person.number, h.text});
        break;
      case Kind::away:
        here_[h.person.number] = seen_as(h.person.nick, h.on || !h.text.empty(), h.text);
        break;
      case Kind::gathered:
        for (const Person& person : h.arrived) here_[person.number] = added(h, person);
        for (const UserNumber number : h.departed) here_.erase(number);
        break;
      default:
        ADD_FAILURE() << "this changes nobody's presence";
    }
  }

  std::uint64_t version_ = 0;
  Names here_;
  int asked_ = 0;
};

class Presence : public ::testing::Test {
 protected:
  Names here() { return names_of(room_.people(0, kAll)); }
  Home::Done then(Home::Done done) {
    follower_.told(done, room_);
    return done;
  }
  void fill(UserNumber to) {
    for (UserNumber user = 1; user <= to; ++user) then(home_.joins(user));
    if (auto done = home_.gathers()) then(*std::move(done));
  }

  House house_{64 << 20, 1000};
  Room room_{"lobby", {.epoch = "k3x"}, {}, house_};
  Home home_{room_};
  Follower follower_;
};

TEST_F(Presence, IsToldSinglyUpToALimit) {
  for (UserNumber user = 1; user <= kToldSinglyMax; ++user)
    ASSERT_TRUE(home_.joins(user).what.tell) << user;
  const auto done = home_.joins(kToldSinglyMax + 1);
  EXPECT_FALSE(done.what.tell);
  EXPECT_TRUE(done.what.gathering);
  EXPECT_EQ(done.happening.members, kToldSinglyMax + 1);
}

TEST_F(Presence, IsGatheredAboveIt) {
  fill(kToldSinglyMax);
  EXPECT_FALSE(room_.gather());
  home_.joins(101, "ana");
  home_.joins(102);
  EXPECT_FALSE(home_.leaves(1).what.tell);
  ASSERT_TRUE(room_.gather());
  const std::uint64_t before = room_.standing().presence;
  const auto told = home_.gathers();
  ASSERT_TRUE(told);
  EXPECT_TRUE(told->what.tell);
  EXPECT_EQ(told->happening.arrived, (std::vector<Person>{{101, "ana"}, {102, ""}}));
  EXPECT_EQ(told->happening.departed, std::vector<UserNumber>{1});
  EXPECT_EQ(told->happening.arrivals, 2u);
  EXPECT_EQ(told->happening.departures, 1u);
  EXPECT_EQ(told->happening.presence, before + 1);
  EXPECT_EQ(told->happening.members, kToldSinglyMax + 1);
  EXPECT_FALSE(home_.gathers());
  EXPECT_EQ(room_.standing(told->record).presence, before);
}

TEST_F(Presence, OfWhoComesAndGoesIsNotTold) {
  fill(kToldSinglyMax);
  EXPECT_TRUE(home_.joins(101).what.gathering);
  EXPECT_FALSE(home_.leaves(101).what.gathering);
  EXPECT_FALSE(home_.gathers());
  EXPECT_TRUE(home_.joins(102).what.gathering);  // makes it large
  home_.leaves(1);
  home_.joins(1);  // and is back
  const auto told = home_.gathers();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->happening.arrived, (std::vector<Person>{{102, ""}}));
  EXPECT_TRUE(told->happening.departed.empty());
}

TEST_F(Presence, OfWhoWasListedAndGoesIsTold) {
  fill(kToldSinglyMax);
  home_.joins(101);
  follower_.ask(room_);
  EXPECT_TRUE(follower_.here().contains(101));
  EXPECT_TRUE(home_.leaves(101).what.gathering);
  const auto told = then(*home_.gathers());
  EXPECT_EQ(told.happening.departed, std::vector<UserNumber>{101});
  EXPECT_FALSE(follower_.here().contains(101));
}

TEST_F(Presence, WhatWasAskedForAndCameToNothingIsNotTold) {
  fill(kToldSinglyMax);
  home_.joins(101);
  const auto asked = room_.gather();
  ASSERT_TRUE(asked);
  home_.leaves(101);  // before the happening has its place
  EXPECT_FALSE(home_.does(*asked).what.tell);
}

TEST_F(Presence, OfManyIsOnlyCounted) {
  fill(kToldSinglyMax);
  for (UserNumber user = 101; user <= 100 + kNamedMax; ++user) home_.joins(user);
  home_.leaves(1);
  const std::uint64_t before = room_.standing().presence;
  const auto told = home_.gathers();
  ASSERT_TRUE(told);
  EXPECT_TRUE(told->happening.arrived.empty());
  EXPECT_TRUE(told->happening.departed.empty());
  EXPECT_EQ(told->happening.arrivals, kNamedMax);
  EXPECT_EQ(told->happening.departures, 1u);
  EXPECT_EQ(told->happening.presence, before + 2);  // a jump: ask again
  EXPECT_EQ(room_.standing(told->record).presence, before);
}

TEST_F(Presence, WhoIsNotToldYetComesWithTheLastName) {
  fill(kToldSinglyMax);
  home_.joins(101);
  const auto renamed = home_.renames(101, "ana");
  EXPECT_FALSE(renamed.what.tell);
  EXPECT_TRUE(renamed.what.gathering);
  EXPECT_FALSE(home_.does(happening(Kind::away, 101, "ana", "tea")).what.tell);
  EXPECT_TRUE(home_.renames(1, "bob").what.gathering) << "what is told keeps its order";
  const auto told = home_.gathers();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->happening.arrived, (std::vector<Person>{{1, "bob"}, {101, "ana"}}));
  EXPECT_EQ(told->happening.absent, (std::vector<Absent>{{101, "tea"}}));
  EXPECT_EQ(told->happening.arrivals, 1u) << "the other one was here";
}

TEST_F(Presence, NamesAndAbsencesOfManyAreGatheredToo) {
  fill(kToldSinglyMax + 1);
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(home_.does(happening(Kind::away, 1, "", std::to_string(i))).what.tell) << i;
    EXPECT_FALSE(home_.renames(2, "n" + std::to_string(i)).what.tell) << i;
  }
  const auto told = then(*home_.gathers());
  EXPECT_EQ(told.happening.arrived, (std::vector<Person>{{1, ""}, {2, "n99"}}));
  EXPECT_EQ(told.happening.arrivals, 0u);
  EXPECT_EQ(follower_.here(), here());
  EXPECT_FALSE(home_.gathers());
  home_.renames(2, "x");
  EXPECT_FALSE(home_.renames(2, "n99").what.gathering) << "as the others know it";
}

// It went away, left, and is here again and not away, all within one gathering; and the other way.
TEST_F(Presence, WhoComesBackOtherwiseThanItLeftIsToldOfAgain) {
  fill(kToldSinglyMax + 1);
  const auto joins_away = [&](UserNumber user, std::string_view why) {
    Happening h = happening(Kind::joined, user);
    h.absent.push_back({user, why});
    return home_.does(h);
  };
  then(home_.does(happening(Kind::away, 1, "", "tea")));
  then(*home_.gathers());
  ASSERT_EQ(follower_.here(), here());
  then(home_.leaves(1));
  then(home_.joins(1));
  then(home_.leaves(2));
  then(joins_away(2, "tea"));
  const auto told = home_.gathers();
  ASSERT_TRUE(told);
  then(*told);
  EXPECT_EQ(follower_.here(), here());
  EXPECT_EQ(follower_.asked(), 0);
  then(home_.leaves(2));
  then(joins_away(2, "tea"));
  EXPECT_FALSE(home_.gathers()) << "nothing has changed";
}

TEST_F(Presence, WhoComesBackByAnotherNameIsToldOfAgain) {
  fill(kToldSinglyMax + 1);
  then(home_.leaves(1));
  then(home_.joins(1, "ana"));
  then(home_.renames(1, "anna"));
  then(*home_.gathers());
  EXPECT_EQ(follower_.here(), here());
  EXPECT_EQ(follower_.here().at(1), "anna");
  then(home_.leaves(1));
  then(home_.joins(1, "ana"));
  then(home_.leaves(1));
  const auto told = then(*home_.gathers());
  EXPECT_EQ(told.happening.departed, std::vector<UserNumber>{1});
  EXPECT_EQ(follower_.here(), here());
}

TEST_F(Presence, OfAThousandJoinsIsAHandfulOfRecords) {
  int told = 0;
  for (UserNumber user = 1; user <= 1000; ++user) told += home_.joins(user).what.tell ? 1 : 0;
  EXPECT_EQ(told, static_cast<int>(kToldSinglyMax));
  ASSERT_TRUE(home_.gathers());
  EXPECT_FALSE(home_.gathers());
  EXPECT_EQ(room_.members(), 1000u);
}

// Any coming, going and renaming, around the limit, and asking in between: whoever follows knows it
// all in the end.
TEST_F(Presence, IsKnownToWhoeverFollows) {
  int asked = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    std::mt19937 random(seed);
    Room room("a", {.epoch = "e"}, {}, house_);
    Home home(room);
    Follower follower;
    Follower curious;
    Names plain;  // who is here
    const UserNumber people = 40 + random() % 120;
    const auto joining = 4 + random() % 4;
    std::map<UserNumber, std::string> nicks;  // of who is here
    std::map<UserNumber, std::string> away;   // why they are away, here or not
    for (int i = 0; i < 2000; ++i) {
      const UserNumber user = 1 + random() % people;
      const auto what = random() % 12;
      std::string nick = random() % 2 == 0 ? "" : "n" + std::to_string(random() % 3);
      std::string why;
      Happening h;
      if (what < joining) {
        h = happening(Kind::joined, user, nick);
        if (away.contains(user)) h.absent.push_back({user, away[user]});
        nicks.emplace(user, nick);
      } else if (what < 10) {
        h = happening(Kind::left, user);
        nicks.erase(user);
      } else if (what < 11) {
        h = happening(Kind::renamed, user, {}, nick);
        if (nicks.contains(user)) nicks[user] = nick;
      } else {
        if (random() % 2 == 0) {
          away[user] = random() % 2 == 0 ? "tea" : "";
        } else {
          away.erase(user);
        }
        nick = nicks.contains(user) ? nicks[user] : "";
        why = away.contains(user) ? away[user] : "";
        h = happening(Kind::away, user, nick, why);
        h.on = away.contains(user);
      }
      const auto done = home.does(h);
      follower.told(done, room);
      curious.told(done, room);
      if (random() % 30 == 0) curious.ask(room);
      if (random() % 40 != 0) continue;
      if (const auto gathered = home.gathers()) {
        follower.told(*gathered, room);
        curious.told(*gathered, room);
      }
      plain.clear();
      for (const auto& [one, name] : nicks)
        plain[one] = seen_as(name, away.contains(one), away.contains(one) ? away[one] : "");
      ASSERT_EQ(names_of(room.people(0, kAll)), plain) << "seed " << seed << ", step " << i;
      ASSERT_EQ(follower.here(), plain) << "seed " << seed << ", step " << i;
      ASSERT_EQ(curious.here(), plain) << "seed " << seed << ", step " << i;
    }
    asked += follower.asked();
  }
  EXPECT_GT(asked, 0);  // it crossed the other limit too
}

}  // namespace
}  // namespace chat
