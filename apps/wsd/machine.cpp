// A container's limit is a number in a file, or "max".
#include "apps/wsd/machine.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace wsd {

std::uint64_t memory_here(const std::string& group) {
  const auto pages = static_cast<std::uint64_t>(std::max(::sysconf(_SC_PHYS_PAGES), 1L));
  const auto page = static_cast<std::uint64_t>(std::max(::sysconf(_SC_PAGESIZE), 1L));
  std::uint64_t limit = 0;
  if (std::ifstream(group) >> limit && limit > 0) return std::min(limit, pages * page);
  return pages * page;
}

int process_id() {
  return ::getpid();
}

}  // namespace wsd
