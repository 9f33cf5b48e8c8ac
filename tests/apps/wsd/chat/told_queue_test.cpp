// Answers reach the shard that asked, in order, asleep or not.
#include "apps/wsd/chat/told_queue.h"

#include <gtest/gtest.h>

#include <thread>

namespace chat {
namespace {

TEST(ToldQueue, GivesWhatWasPutInItsOrder) {
  broadcast::Mesh mesh(2);
  ToldQueue queue(mesh);
  EXPECT_FALSE(queue.next(0));
  queue.put(0, {1, Kept{}});
  queue.put(1, {2, Kept{}});
  queue.put(0, {3, Page{}});
  EXPECT_EQ(queue.next(0)->ticket, 1u);
  queue.put(0, {4, Kept{}});
  EXPECT_EQ(queue.next(0)->ticket, 3u);
  EXPECT_EQ(queue.next(0)->ticket, 4u);
  EXPECT_FALSE(queue.next(0));
  EXPECT_EQ(queue.next(1)->ticket, 2u);
}

TEST(ToldQueue, TakesBatches) {
  broadcast::Mesh mesh(1);
  ToldQueue queue(mesh);
  std::vector<Told> batch;
  queue.put(0, batch);
  EXPECT_TRUE(mesh.empty(0));
  batch.push_back({1, Kept{}});
  batch.push_back({2, Kept{}});
  queue.put(0, batch);
  EXPECT_TRUE(batch.empty());
  EXPECT_EQ(queue.next(0)->ticket, 1u);
  EXPECT_EQ(queue.next(0)->ticket, 2u);
  EXPECT_FALSE(queue.next(0));
}

TEST(ToldQueue, WakesOnceForAllThatWaits) {
  broadcast::Mesh mesh(1);
  ToldQueue queue(mesh);
  for (Ticket ticket = 1; ticket <= 10; ++ticket) queue.put(0, {ticket, Kept{}});
  std::vector<broadcast::Parcel> mail;
  mesh.take(0, mail);
  EXPECT_EQ(mail.size(), 1u);
  while (queue.next(0)) {
  }
  queue.put(0, {11, Kept{}});
  EXPECT_FALSE(mesh.empty(0));
}

// Producers on two threads, a consumer that sleeps whenever there is nothing.
TEST(ToldQueue, LosesNothingBetweenThreads) {
  constexpr Ticket kEach = 20'000;
  broadcast::Mesh mesh(1);
  ToldQueue queue(mesh);
  const auto produce = [&queue](Ticket first) {
    std::vector<Told> batch;
    for (Ticket i = 0; i < kEach; ++i) {
      if (i % 7 == 0) {
        batch.push_back({first + i, Kept{}});
        queue.put(0, batch);
      } else {
        queue.put(0, {first + i, Kept{}});
      }
    }
  };
  std::thread one(produce, Ticket{0});
  std::thread other(produce, kEach);
  Ticket next[2] = {0, kEach};
  for (Ticket left = 2 * kEach; left > 0;) {
    while (const auto told = queue.next(0)) {
      Ticket& expected = next[told->ticket >= kEach ? 1 : 0];
      ASSERT_EQ(told->ticket, expected++);
      --left;
    }
    mesh.waker(0).drowsy();
    if (mesh.empty(0) && left > 0) mesh.waker(0).sleep();
    mesh.waker(0).awake();
    std::vector<broadcast::Parcel> mail;
    mesh.take(0, mail);
  }
  one.join();
  other.join();
  EXPECT_FALSE(queue.next(0));
}

}  // namespace
}  // namespace chat
