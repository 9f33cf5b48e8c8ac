// Descriptor limits and tables.
#include "reactor/descriptors.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <thread>

#include "tests/reactor/loopback.h"

namespace reactor {
namespace {

TEST(Descriptors, TheLimitIsRaisedToTheHardOne) {
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(raise_descriptor_limit(), limit.rlim_max);
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(limit.rlim_cur, limit.rlim_max);
}

TEST(Descriptors, ATableOfItsOwnIsAThreadsAlone) {
  const Pair before = unix_pair();
  int opened_inside = -1;
  std::thread([&] {
    ASSERT_TRUE(own_descriptor_table());
    EXPECT_EQ(write_some(before.here.fd(), bytes("seen")).bytes, 4u);
    opened_inside = ::dup(before.here.fd());
    EXPECT_GE(opened_inside, 0);
  }).join();
  EXPECT_EQ(::fcntl(opened_inside, F_GETFD), -1);  // went with the thread
  EXPECT_EQ(read_text(before.there.fd()), "seen");
}

}  // namespace
}  // namespace reactor
