// The store in memory: what all stores promise, and its budget.
#include "apps/wsd/chat/memory_store.h"

#include <filesystem>
#include <iterator>
#include <set>
#include <thread>

#include "tests/apps/wsd/chat/store_suite.h"

namespace chat::test {
namespace {

constexpr std::size_t kPlenty = 256 << 20;

class MemoryShelf final : public Shelf {
 public:
  MemoryShelf(const Retention& retention, broadcast::Mesh& mesh)
      : store_(retention, kPlenty, mesh, 1) {}
  Store& store() override { return store_; }

 private:
  MemoryStore store_;
};

std::unique_ptr<Shelf> make_memory_shelf(const Retention& retention, broadcast::Mesh& mesh) {
  return std::make_unique<MemoryShelf>(retention, mesh);
}

INSTANTIATE_TEST_SUITE_P(Memory, StoreSuite, ::testing::Values(&make_memory_shelf));

class MemoryStoreTest : public ::testing::Test {
 protected:
  broadcast::Mesh mesh_{1};
};

TEST_F(MemoryStoreTest, TheRoomThatWasQuietLongestGivesFirst) {
  MemoryStore store({}, 300'000, mesh_, 1);
  for (const char* room : {"a", "b", "c"}) store.open(room);
  const std::string text(1000, 'x');
  for (Sequence seq = 1; seq <= 60; ++seq) {
    for (const char* room : {"a", "b", "c"}) store.append(room, message(seq, text), 0, 0);
  }
  EXPECT_EQ(store.first("a"), 1u);
  for (Sequence seq = 61; seq <= 160; ++seq) store.append("c", message(seq, text), 0, 0);
  EXPECT_LE(store.bytes(), 300'000u);
  EXPECT_GT(store.bytes(), 290'000u);
  EXPECT_TRUE(store.first("a") == 0 || store.first("a") > 10);
  EXPECT_EQ(store.first("b"), 1u);
  EXPECT_EQ(store.first("c"), 1u);
  for (Sequence seq = 161; seq <= 1000; ++seq) store.append("c", message(seq, text), 0, 0);
  EXPECT_LE(store.bytes(), 300'000u);
  EXPECT_EQ(store.first("a"), 0u);
  EXPECT_EQ(store.first("b"), 0u);
  EXPECT_GT(store.first("c"), 700u);
}

TEST_F(MemoryStoreTest, AnOpenRoomKeepsItsNumbersWithoutMessages) {
  MemoryStore store({}, 10'000, mesh_, 1);
  const Head head = store.open("a");
  store.append("a", message(1), 0, 0);
  store.open("b");
  for (Sequence seq = 1; seq <= 100; ++seq)
    store.append("b", message(seq, std::string(1000, 'x')), 0, 0);
  EXPECT_EQ(store.first("a"), 0u);
  const Head again = store.open("a");
  EXPECT_EQ(again.epoch, head.epoch);
  EXPECT_EQ(again.next, 2u);
}

TEST_F(MemoryStoreTest, ARoomThatIsForgottenGetsAnotherEpoch) {
  MemoryStore store({}, 10'000, mesh_, 1);
  const Head head = store.open("a");
  store.append("a", message(1), 0, 0);
  store.close("a", 2);
  EXPECT_EQ(store.rooms(), 1u);
  store.open("b");
  for (Sequence seq = 1; seq <= 100; ++seq)
    store.append("b", message(seq, std::string(1000, 'x')), 0, 0);
  EXPECT_EQ(store.rooms(), 1u);
  const Head again = store.open("a");
  EXPECT_NE(again.epoch, head.epoch);
  EXPECT_EQ(again.next, 1u);
}

TEST_F(MemoryStoreTest, ARoomWhereNothingWasSaidLeavesNothing) {
  MemoryStore store({}, kPlenty, mesh_, 1);
  std::set<std::string> epochs;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(epochs.insert(store.open("a").epoch).second);
    store.close("a", 1);
    EXPECT_EQ(store.rooms(), 0u);
    EXPECT_EQ(store.bytes(), 0u);
  }
}

TEST_F(MemoryStoreTest, ClosedRoomsAreBounded) {
  MemoryStore store({}, 1 << 20, mesh_, 1);
  for (int i = 0; i < 20'000; ++i) {
    const std::string room = "room" + std::to_string(i);
    store.open(room);
    if (i % 2 == 0) store.append(room, message(1), 0, 0);
    store.set_topic(room, "t");
    store.close(room, i % 2 == 0 ? 2 : 1);
    ASSERT_LE(store.bytes(), std::size_t{1} << 20);
  }
  EXPECT_LT(store.rooms(), 2100u);
}

TEST_F(MemoryStoreTest, ASearchIsBounded) {
  MemoryStore store({.messages = 0, .bytes = 0, .milliseconds = 0}, kPlenty, mesh_, 1);
  store.open("a");
  store.append("a", message(1, "needle"), 0, 0);
  const std::string hay(10'000, 'x');
  const Sequence last = 2 + kSearchBytesMax / hay.size() * 2;
  for (Sequence seq = 2; seq <= last; ++seq) store.append("a", message(seq, hay), 0, 0);
  Asker one(store, mesh_, 0);
  const Page page = one.search("a", "needle");
  EXPECT_TRUE(page.messages.empty());
  EXPECT_TRUE(page.more);
  EXPECT_EQ(page.first, 1u);
}

// Another thread looks: the asker's own processor time is that of handing over a question.
TEST_F(MemoryStoreTest, WhoeverAsksDoesNotLook) {
  const auto threads = [] {
    using Entries = std::filesystem::directory_iterator;
    return std::distance(Entries("/proc/self/task"), Entries());
  };
  MemoryStore store({.messages = 0, .bytes = 0, .milliseconds = 0}, kPlenty, mesh_, 1);
  store.open("a");
  store.append("a", message(1, "needle"), 0, 0);
  const auto before = threads();
  Asker one(store, mesh_, 0);
  EXPECT_EQ(one.search("a", "needle").messages.size(), 1u);
  EXPECT_EQ(threads(), before + 1) << "until somebody searches the server does without it";
}

// Several shards say, read and search in few rooms under a small budget.
TEST_F(MemoryStoreTest, ServesShardsAtOnce) {
  constexpr ShardNumber kShards = 4;
  broadcast::Mesh mesh(kShards);
  MemoryStore store({.messages = 50, .bytes = 0, .milliseconds = 100}, 200'000, mesh, 1);
  std::vector<std::thread> threads;
  for (ShardNumber shard = 0; shard < kShards; ++shard) {
    threads.emplace_back([&store, &mesh, shard] {
      Asker one(store, mesh, shard);
      const std::string own = "room" + std::to_string(shard);
      const std::string other = "room" + std::to_string((shard + 1) % kShards);
      for (Sequence seq = 1; seq <= 300; ++seq) {
        store.open(own);
        EXPECT_EQ(one.append(own, message(seq, std::string(900, 'x'))).failure, "");
        const Page page = one.page(other, {.from = PageWish::From::latest, .seq = 0, .limit = 5});
        EXPECT_LE(page.messages.size(), 5u);
        one.search(other, "text", 3);
        if (seq % 50 == 0) store.close(own, seq + 1);
        store.trim(1'000'000 + static_cast<Milliseconds>(seq));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(store.bytes(), 200'000u);
}

}  // namespace
}  // namespace chat::test
