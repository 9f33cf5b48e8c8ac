// Each shard's thread has descriptors of its own: what one opens or closes is no other's.
#include "apps/wsd/tables.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <future>
#include <thread>
#include <vector>

#include "reactor/descriptors.h"

namespace wsd {
namespace {

bool is_open(int fd) {
  return ::fcntl(fd, F_GETFD) != -1;
}

TEST(TablesTest, OneShardKeepsTheProcesssOwn) {
  Tables tables(1);
  EXPECT_FALSE(tables.own());
  const std::size_t limit = reactor::raise_descriptor_limit();
  EXPECT_LT(tables.places(), limit);
  EXPECT_GT(tables.places(), limit / 2);
}

TEST(TablesTest, ThereAreSoManyTimesThePlaces) {
  Tables tables(4);
  if (!tables.own()) GTEST_SKIP() << "not permitted here";
  const std::size_t limit = reactor::raise_descriptor_limit();
  EXPECT_GT(tables.places(), limit * 2);
  EXPECT_LT(tables.places(), limit * 4);
}

// The whole test runs in a thread of its own: its table is not the test program's.
TEST(TablesTest, OthersListenersAreClosedAndWhatIsSharedStays) {
  std::thread([] {
    ASSERT_TRUE(reactor::own_descriptor_table());
    Tables tables(2);
    if (!tables.own()) GTEST_SKIP() << "not permitted here";
    int shared[2];
    ASSERT_EQ(::pipe(shared), 0);
    const int first = ::dup(shared[0]);
    const int second = ::dup(shared[0]);
    const std::vector<std::vector<int>> listeners = {{first}, {second}};
    std::promise<void> looked;
    std::thread other([&] {
      tables.part(1, listeners);
      EXPECT_FALSE(is_open(first));
      EXPECT_TRUE(is_open(second));
      EXPECT_EQ(::write(shared[1], "x", 1), 1);
      ::close(shared[1]);
      looked.get_future().wait();
      EXPECT_TRUE(is_open(second));
    });
    tables.part(0, listeners);
    EXPECT_TRUE(is_open(first));
    EXPECT_FALSE(is_open(second));
    char letter = 0;
    EXPECT_EQ(::read(shared[0], &letter, 1), 1);
    EXPECT_TRUE(is_open(shared[1]));  // the other closed its own copy
    looked.set_value();
    other.join();
  }).join();
}

TEST(TablesTest, NobodyWaitsForThreadsThatNeverCome) {
  std::thread([] {
    ASSERT_TRUE(reactor::own_descriptor_table());
    Tables tables(3);
    std::thread only([&] { tables.part(1, {{}, {}, {}}); });
    tables.miss(2);
    only.join();
  }).join();
}

}  // namespace
}  // namespace wsd
