// All rooms of a server: how they are made and found, which make place, and what they weigh.
#include "apps/wsd/chat/rooms.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "apps/wsd/chat/memory_store.h"
#include "tests/apps/wsd/chat/crowd.h"

namespace chat {
namespace {

using Kind = Happening::Kind;
using test::happening;
using test::Home;

class RoomsTest : public ::testing::Test {
 protected:
  // Somebody comes in, says so many words and goes.
  static void visit(Room& room, int words) {
    Home home(room);
    home.joins(1);
    for (int i = 0; i < words; ++i) home.says(1, "a word");
    home.leaves(1);
  }
  std::vector<std::string> names(const std::vector<std::shared_ptr<Room>>& rooms) const {
    std::vector<std::string> names;
    for (const auto& room : rooms) names.push_back(room->name());
    return names;
  }

  broadcast::Mesh mesh_{1};
  MemoryStore store_{{}, 64 << 20, mesh_, 1};
};

TEST_F(RoomsTest, AreMadeWhenTheyAreOpened) {
  Rooms rooms(store_, {}, 100);
  EXPECT_EQ(rooms.find("lobby"), nullptr);
  const auto lobby = rooms.open("lobby");
  ASSERT_NE(lobby, nullptr);
  EXPECT_EQ(lobby->name(), "lobby");
  EXPECT_FALSE(lobby->epoch().empty());
  EXPECT_EQ(rooms.open("lobby"), lobby);
  EXPECT_EQ(rooms.reopen("lobby"), lobby);
  EXPECT_EQ(rooms.find("lobby"), lobby);
}

TEST_F(RoomsTest, NobodySeesARoomInWhichNothingHappened) {
  Rooms rooms(store_, {}, 100);
  const auto lobby = rooms.open("lobby");
  EXPECT_EQ(rooms.count(), 0u);
  EXPECT_TRUE(rooms.list("", "", 10).empty());
  Home home(*lobby);
  home.joins(1);
  EXPECT_EQ(rooms.count(), 1u);
  EXPECT_EQ(names(rooms.list("", "", 10)), std::vector<std::string>{"lobby"});
  home.leaves(1);
  EXPECT_EQ(rooms.count(), 0u);
  home.says(1, "somebody was here");
  EXPECT_EQ(rooms.count(), 1u);
}

TEST_F(RoomsTest, OneWithoutPeopleAndMessagesVanishes) {
  Rooms rooms(store_, {}, 100);
  for (int i = 0; i < 100'000; ++i) {
    const auto room = rooms.open("random" + std::to_string(i));
    ASSERT_NE(room, nullptr);
    visit(*room, 0);
    ASSERT_LE(rooms.bytes(), 10'000u);
    ASSERT_LE(store_.rooms(), 5u);
  }
}

TEST_F(RoomsTest, WhoeverHoldsANewRoomKeepsIt) {
  Rooms rooms(store_, {}, 100);
  const auto held = rooms.open("held");
  for (int i = 0; i < 1000; ++i) rooms.open("random" + std::to_string(i));
  EXPECT_FALSE(held->dropped());
  EXPECT_EQ(rooms.find("held"), held);
}

TEST_F(RoomsTest, TheLongestQuietMakesPlace) {
  Rooms rooms(store_, {}, 3);
  for (const char* name : {"a", "b", "c"}) visit(*rooms.open(name), 1);
  const std::string epoch = rooms.find("a")->epoch();
  Home(*rooms.find("b")).skip(0);
  auto word = happening(Kind::said, kNoUser, {}, "again");
  rooms.find("a")->order(1000, word, 0);
  visit(*rooms.open("d"), 1);
  EXPECT_EQ(names(rooms.list("", "", 10)), (std::vector<std::string>{"a", "c", "d"}));
  visit(*rooms.open("e"), 1);
  EXPECT_EQ(names(rooms.list("", "", 10)), (std::vector<std::string>{"a", "d", "e"}));
  EXPECT_EQ(rooms.find("a")->epoch(), epoch);
}

TEST_F(RoomsTest, OneThatIsOpenedAgainGoesOnWithItsNumbers) {
  Rooms rooms(store_, {}, 1);
  const auto first = rooms.open("a");
  visit(*first, 7);  // none of them is in the store yet
  ASSERT_NE(rooms.open("b"), nullptr);
  EXPECT_TRUE(first->dropped());
  const auto again = rooms.open("a");
  EXPECT_NE(again, first);
  EXPECT_EQ(again->epoch(), first->epoch());
  EXPECT_EQ(again->standing().head, 7u);
}

TEST_F(RoomsTest, OnesWithPeopleAreNeverDropped) {
  Rooms rooms(store_, {}, 3);
  for (const char* name : {"a", "b", "c"}) Home(*rooms.open(name)).joins(1);
  EXPECT_EQ(rooms.open("d"), nullptr);
  const auto forced = rooms.reopen("d");
  ASSERT_NE(forced, nullptr);
  EXPECT_EQ(rooms.find("d"), forced);
  EXPECT_EQ(rooms.open("e"), nullptr);
  Home(*rooms.find("b")).skip(0);
  auto left = happening(Kind::left, 1);
  rooms.find("b")->order(1000, left, 0);
  EXPECT_NE(rooms.open("e"), nullptr);
  EXPECT_EQ(rooms.count(), 2u);
  EXPECT_EQ(rooms.find("b"), nullptr);
}

TEST_F(RoomsTest, WhoHoldsAnEmptyOneHasToAskAgain) {
  Rooms rooms(store_, {}, 2);
  const auto a = rooms.open("a");
  const auto b = rooms.open("b");
  visit(*b, 1);
  ASSERT_NE(rooms.open("c"), nullptr);  // there is no other way
  EXPECT_TRUE(a->dropped());
  EXPECT_FALSE(b->dropped());
}

// Nobody knows of them yet: they are on their way in.
TEST_F(RoomsTest, WhoSitsInOneKeepsIt) {
  Rooms rooms(store_, {}, 2);
  auto a = rooms.sit("a");
  auto b = rooms.sit("b");
  const auto copy = b;
  EXPECT_EQ(rooms.open("c"), nullptr) << "there is no other way";
  EXPECT_FALSE(a->dropped());
  EXPECT_EQ(rooms.find("a"), a);
  a.reset();
  b.reset();
  for (int i = 0; i < 100; ++i) {
    const auto other = rooms.open("other" + std::to_string(i));
    ASSERT_NE(other, nullptr);
    visit(*other, 1);
  }
  EXPECT_EQ(rooms.find("b"), copy) << "there is one of each name";
  EXPECT_FALSE(copy->dropped());
}

TEST_F(RoomsTest, AreListedByPages) {
  Rooms rooms(store_, {}, 10'000);
  std::mt19937 random(1);
  std::set<std::string> in_use;
  for (int i = 0; i < 600; ++i) {
    std::string name(1, static_cast<char>('a' + random() % 3));
    name += static_cast<char>('a' + random() % 3);
    name += std::to_string(random() % 1000);
    const auto room = rooms.open(name);
    if (random() % 3 == 0 || in_use.contains(name)) continue;
    Home(*room).joins(1);
    in_use.insert(name);
  }
  EXPECT_EQ(rooms.count(), in_use.size());
  for (const std::string prefix : {"", "a", "b", "bc", "x", "aa1"}) {
    std::vector<std::string> expected;
    for (const std::string& name : in_use) {
      if (name.starts_with(prefix)) expected.push_back(name);
    }
    std::vector<std::string> listed;
    for (std::string after;;) {
      const auto page = names(rooms.list(prefix, after, 7));
      listed.insert(listed.end(), page.begin(), page.end());
      if (page.size() < 7) break;
      after = page.back();
    }
    EXPECT_EQ(listed, expected) << prefix;
  }
}

TEST_F(RoomsTest, WeighNoMoreThanTheyMay) {
  constexpr std::size_t kTotal = 2'000'000;
  constexpr std::size_t kRooms = 100;
  Rooms rooms(store_, {.bytes = 100'000}, kRooms, kTotal);
  std::mt19937 random(1);
  std::vector<std::shared_ptr<Room>> all;
  std::vector<broadcast::Record> records(kRooms, 1);
  for (std::size_t i = 0; i < kRooms; ++i) {
    all.push_back(rooms.open("room" + std::to_string(i)));
    auto joined = happening(Kind::joined, 1);
    all.back()->order(0, joined, 0);
  }
  std::size_t most = 0;
  for (int i = 0; i < 50'000; ++i) {
    const std::size_t which = i < 10'000 ? random() % 30 : random() % kRooms;
    const std::string text(random() % 1000, 'x');
    const std::string cid = std::to_string(i);
    auto message = happening(Kind::message, 1, {}, text);
    message.cid = cid;
    all[which]->order(records[which]++, message, 0);
    most = std::max(most, rooms.bytes());
  }
  EXPECT_GT(most, kTotal * 9 / 10);
  EXPECT_LE(most, kTotal * 3 / 2);
}

TEST_F(RoomsTest, EmptyOnesGoWhenAllAreTooHeavy) {
  Rooms rooms(store_, {.bytes = 100'000}, 1000, 500'000);
  for (int i = 0; i < 100; ++i) {
    visit(*rooms.open("room" + std::to_string(i)), 1000);
    ASSERT_LE(rooms.bytes(), 700'000u);
  }
  EXPECT_LT(rooms.count(), 100u);
  EXPECT_EQ(rooms.find("room0"), nullptr);
  EXPECT_NE(rooms.find("room99"), nullptr);
}

// Shards come in, talk and go in few rooms with little place, each room at its home: nobody who is
// in is lost, no number comes twice.
TEST_F(RoomsTest, AreSharedByShards) {
  constexpr int kShards = 4;
  constexpr int kNames = 12;
  Rooms rooms(store_, {.bytes = 5000}, kNames / 2 + 2, 30'000);
  std::vector<std::thread> shards;
  std::atomic<int> crowded = 0;
  for (int shard = 0; shard < kShards; ++shard) {
    shards.emplace_back([&rooms, &crowded, shard] {
      std::mt19937 random(static_cast<unsigned>(shard));
      std::map<std::string, std::pair<std::string, Sequence>> last;  // by room: epoch and number
      broadcast::Record record = 0;
      const auto order = [&](const std::string& name, Happening h) {
        for (;;) {
          const auto room = rooms.reopen(name);
          if (room->order(record++, h, 0)) return room;
        }
      };
      for (int i = 0; i < 3000; ++i) {
        // Its own rooms it is home of; others' it looks at.
        const std::string own =
            std::to_string(random() % kNames / kShards * kShards + static_cast<unsigned>(shard));
        if (!rooms.open(own)) ++crowded;
        order(own, happening(Kind::joined, 1));
        auto message = happening(Kind::message, 1, "ana", "text");
        const auto room = order(own, message);
        EXPECT_TRUE(room->has(1));
        EXPECT_FALSE(room->dropped());
        EXPECT_EQ(rooms.find(own), room);
        const Sequence head = room->standing().head;
        auto& [epoch, seq] = last[own];
        if (epoch == room->epoch()) {
          EXPECT_GT(head, seq);
        }
        epoch = room->epoch();
        seq = head;
        if (const auto other = rooms.find(std::to_string(random() % kNames))) {
          other->standing(random() % 100);
          other->record_after(random() % 100);
          other->people(0, 5);
          other->each(0, 1000, [](broadcast::Record, const Happening& h) { EXPECT_LE(h.ts, 0); });
        }
        rooms.list("", "", 5);
        rooms.count();
        order(own, happening(Kind::left, 1));
      }
    });
  }
  for (std::thread& shard : shards) shard.join();
  EXPECT_LE(rooms.count(), static_cast<std::size_t>(kNames));
}

}  // namespace
}  // namespace chat
