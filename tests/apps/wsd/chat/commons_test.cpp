// What shards share is one thing for all of them.
#include "apps/wsd/chat/commons.h"

#include <gtest/gtest.h>

#include <thread>

#include "apps/wsd/chat/memory_store.h"
#include "base/token_bucket.h"

namespace chat {
namespace {

TEST(CommonsTest, ItsPartsAreMadeWithTheirLimits) {
  broadcast::Mesh mesh(1);
  MemoryStore store({}, 1 << 20, mesh, 1);
  Commons commons(store, {}, 1, 1 << 20, {.letters = 1}, 2);
  EXPECT_NE(commons.rooms.open("a"), nullptr);
  const auto refusal = [&] {
    return commons.letterbox.post({1, "bob"}, {kNoUser, "ana"}, {}, {}, "x", 0).refusal;
  };
  EXPECT_EQ(refusal(), Letterbox::Refusal::none);
  EXPECT_EQ(refusal(), Letterbox::Refusal::full);
  EXPECT_EQ(&commons.store, static_cast<Store*>(&store));
}

TEST(CommonsTest, FromSeveralThreads) {
  broadcast::Mesh mesh(1);
  MemoryStore store({}, 1 << 20, mesh, 1);
  Commons commons(store, {}, 1'000, 1 << 20, {}, 2);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&commons, thread] {
      for (int i = 0; i < 200; ++i) {
        const UserNumber user = commons.directory.arrive({}, 0);
        const std::string nick = "n" + std::to_string(thread) + "-" + std::to_string(i);
        EXPECT_FALSE(commons.directory.claim(user, nick, {}).complaint);
        commons.letterbox.knows(nick);
        EXPECT_NE(commons.rooms.open("room" + std::to_string(i)), nullptr);
        commons.directory.depart(user);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(commons.directory.count(), 0u);
  EXPECT_EQ(commons.directory.arrive({}, 0), 801u);  // every number was somebody's
  EXPECT_TRUE(commons.letterbox.known("n3-199"));
}

TEST(CommonsTest, TheUsualRules) {
  const Rules rules;
  EXPECT_EQ(rules.lobby, "lobby");
  EXPECT_EQ(rules.rate, (base::Rate{20, 10}));
  EXPECT_EQ(rules.ping_interval, 25u);
  EXPECT_EQ(rules.ping_timeout, 20u);
}

}  // namespace
}  // namespace chat
