// CPU time is the scheduler's run time of every thread, in nanoseconds: the first number of
// /proc/PID/task/TID/schedstat. It is exact while a thread sleeps, so readings are taken when
// nothing is outstanding.
#include "bench/fanout/gauge.h"

#include <time.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace fanout {
namespace {

using reactor::Duration;

std::string place(pid_t pid, const char* file) {
  return "/proc/" + std::to_string(pid) + "/" + file;
}

Duration run_time(pid_t pid) {
  Duration sum{};
  std::error_code error;
  for (const auto& task : std::filesystem::directory_iterator(place(pid, "task"), error)) {
    Duration::rep time = 0;
    std::ifstream(task.path() / "schedstat") >> time;
    sum += Duration(time);
  }
  if (error) throw std::runtime_error("no process " + std::to_string(pid));
  return sum;
}

// The sum of these fields, which the kernel tells in kilobytes.
std::uint64_t memory(pid_t pid, std::initializer_list<const char*> fields) {
  std::ifstream file(place(pid, "smaps_rollup"));
  std::uint64_t sum = 0;
  for (std::string line; std::getline(file, line);) {
    for (const char* field : fields) {
      if (!line.starts_with(field)) continue;
      sum += std::stoull(line.substr(line.find(':') + 1)) * 1024;
    }
  }
  if (sum == 0) throw std::runtime_error("the memory of " + std::to_string(pid) + " is not told");
  return sum;
}

}  // namespace

Gauge::Gauge(std::vector<pid_t> pids) : pids_(std::move(pids)) {
  begin();
}

void Gauge::begin() {
  begin_ = end_ = read();
}

void Gauge::end() {
  end_ = read();
}

Gauge::Reading Gauge::read() const {
  timespec own{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
  Reading reading;
  reading.generator = std::chrono::seconds(own.tv_sec) + Duration(own.tv_nsec);
  for (const pid_t pid : pids_) reading.server += run_time(pid);
  reading.time = reactor::now();
  return reading;
}

std::uint64_t Gauge::server_private() const {
  std::uint64_t sum = 0;
  // Clean pages are files' own: they come and go with whoever else has the same libraries open.
  for (const pid_t pid : pids_) sum += memory(pid, {"Private_Dirty:"});
  return sum;
}

std::uint64_t Gauge::server_resident() const {
  std::uint64_t sum = 0;
  for (const pid_t pid : pids_) sum += memory(pid, {"Rss:"});
  return sum;
}

}  // namespace fanout
