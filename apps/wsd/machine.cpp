// A container's limit is a number in a file, or "max".
#include "apps/wsd/machine.h"

#include <limits.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace wsd {

std::uint64_t memory_here(const std::string& group) {
  const auto pages = static_cast<std::uint64_t>(std::max(::sysconf(_SC_PHYS_PAGES), 1L));
  const auto page = static_cast<std::uint64_t>(std::max(::sysconf(_SC_PAGESIZE), 1L));
  std::uint64_t limit = 0;
  if (std::ifstream(group) >> limit && limit > 0) return std::min(limit, pages * page);
  return pages * page;
}

std::uint64_t file_system_bytes(const std::string& path) {
  std::error_code error;
  std::filesystem::path there = std::filesystem::absolute(path, error);
  while (there.has_relative_path() && !std::filesystem::exists(there, error)) {
    there = there.parent_path();
  }
  const std::filesystem::space_info space = std::filesystem::space(there, error);
  return error ? 0 : space.capacity;
}

std::int64_t uptime_milliseconds() {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

std::string machine_name() {
  char name[HOST_NAME_MAX + 1] = {};
  return ::gethostname(name, HOST_NAME_MAX) == 0 ? std::string(name) : std::string();
}

int process_id() {
  return ::getpid();
}

}  // namespace wsd
