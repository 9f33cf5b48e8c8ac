// What a container's limit means, and its absence.
#include "apps/wsd/machine.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "tests/reactor/folder.h"

namespace wsd {
namespace {

TEST(MachineTest, TheGroupsLimitIfItIsLess) {
  const reactor::Folder folder;
  const std::string file = folder.file("memory.max");
  const std::uint64_t all = memory_here("/nowhere");
  EXPECT_GT(all, std::uint64_t{1} << 24);
  std::ofstream(file) << "16777216\n";
  EXPECT_EQ(memory_here(file), 16777216u);
  std::ofstream(file) << "max\n";
  EXPECT_EQ(memory_here(file), all);
  std::ofstream(file) << "9223372036854771712\n";
  EXPECT_EQ(memory_here(file), all);
}

TEST(MachineTest, AFileSystemHasASize) {
  const reactor::Folder folder;
  const std::uint64_t here = file_system_bytes(folder.file(""));
  EXPECT_GT(here, 0u);
  EXPECT_EQ(file_system_bytes(folder.file("not/yet/there")), here);
}

TEST(MachineTest, TheUptimeDoesNotGoBack) {
  const std::int64_t before = uptime_milliseconds();
  EXPECT_GT(before, 0);
  EXPECT_GE(uptime_milliseconds(), before);
}

TEST(MachineTest, TheProcess) {
  EXPECT_EQ(process_id(), ::getpid());
}

}  // namespace
}  // namespace wsd
