// What this machine gives a process.
#pragma once

#include <cstdint>
#include <string>

namespace wsd {

// Bytes of memory that this process may have: the machine's, or its control group's if that is
// less. `group` is the file that says so.
std::uint64_t memory_here(const std::string& group = "/sys/fs/cgroup/memory.max");

// Bytes of the file system that a path is on, or would be; 0: nobody knows.
std::uint64_t file_system_bytes(const std::string& path);

// Since the machine began; runs evenly, in its sleep too.
std::int64_t uptime_milliseconds();

int process_id();

std::string machine_name();  // hostname(1); empty if it cannot be told

}  // namespace wsd
