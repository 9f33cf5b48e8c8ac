// What this machine gives a process.
#pragma once

#include <cstdint>
#include <string>

namespace wsd {

// Bytes of memory that this process may have: the machine's, or its control group's if that is
// less. `group` is the file that says so.
std::uint64_t memory_here(const std::string& group = "/sys/fs/cgroup/memory.max");

int process_id();

}  // namespace wsd
