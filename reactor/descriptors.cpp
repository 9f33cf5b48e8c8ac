// Linux counts RLIMIT_NOFILE per descriptor table, and threads share one only by default.
#include "reactor/descriptors.h"

#include <sched.h>

#include "reactor/sys.h"

namespace reactor {

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (sys().getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  return sys().setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : before;
}

bool own_descriptor_table() {
  return sys().unshare(CLONE_FILES) == 0;
}

}  // namespace reactor
