// Sums over shards, and what /proc knows.
#include "apps/wsd/measures.h"

#include <dirent.h>
#include <linux/kcmp.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <numeric>
#include <string>
#include <vector>

namespace wsd {
namespace {

std::vector<std::string> entries_of(const std::string& path) {
  std::vector<std::string> entries;
  DIR* const folder = opendir(path.c_str());
  if (folder == nullptr) return entries;
  while (const dirent* const entry = readdir(folder)) {
    if (entry->d_name[0] != '.') entries.emplace_back(entry->d_name);
  }
  closedir(folder);
  return entries;
}

// Where nobody may ask, there is said to be one.
bool one_table(pid_t one, pid_t other) {
  return syscall(SYS_kcmp, one, other, KCMP_FILES, 0, 0) <= 0;
}

// Of every descriptor table that threads of this process have.
std::vector<std::uint64_t> descriptors_by_table(const std::string& self) {
  std::vector<pid_t> owners;
  std::vector<std::uint64_t> counts;
  for (const std::string& task : entries_of(self + "/task")) {
    const pid_t thread = static_cast<pid_t>(std::stol(task));
    const auto same = [&](pid_t owner) { return one_table(owner, thread); };
    if (std::any_of(owners.begin(), owners.end(), same)) continue;
    owners.push_back(thread);
    counts.push_back(entries_of(self + "/task/" + task + "/fd").size());
  }
  return counts;
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

Measures& Measures::operator+=(const Measures& other) {
  const auto add = [](auto& to, auto from) { to += from; };
  broadcast::Counters& mine = counters;
  const broadcast::Counters& theirs = other.counters;
  mine.turn_nanoseconds_max = std::max(mine.turn_nanoseconds_max, theirs.turn_nanoseconds_max);
  mine.turn += theirs.turn;
  mine.fan_out += theirs.fan_out;
  for (const auto member : {&broadcast::Counters::turns,
                            &broadcast::Counters::accepted,
                            &broadcast::Counters::turned_away,
                            &broadcast::Counters::crowded_out,
                            &broadcast::Counters::listeners_broken,
                            &broadcast::Counters::unfinished_shed,
                            &broadcast::Counters::opened,
                            &broadcast::Counters::closed,
                            &broadcast::Counters::requests,
                            &broadcast::Counters::reads,
                            &broadcast::Counters::bytes_in,
                            &broadcast::Counters::messages_in,
                            &broadcast::Counters::published,
                            &broadcast::Counters::records,
                            &broadcast::Counters::deliveries,
                            &broadcast::Counters::sends,
                            &broadcast::Counters::bytes_out,
                            &broadcast::Counters::blocked,
                            &broadcast::Counters::gaps,
                            &broadcast::Counters::too_slow,
                            &broadcast::Counters::pings,
                            &broadcast::Counters::no_pong,
                            &broadcast::Counters::private_frames,
                            &broadcast::Counters::refused,
                            &broadcast::Counters::bad_proxy_headers,
                            &broadcast::Counters::connections}) {
    add(mine.*member, theirs.*member);
  }
  for (const auto member :
       {&broadcast::Gauges::sockets, &broadcast::Gauges::rooms, &broadcast::Gauges::halls,
        &broadcast::Gauges::members, &broadcast::Gauges::private_bytes,
        &broadcast::Gauges::gathered_bytes}) {
    add(gauges.*member, other.gauges.*member);
  }
  gauges.log_bytes = other.gauges.log_bytes;  // of the process
  gauges.letter_bytes = other.gauges.letter_bytes;
  for (const auto member :
       {&chat::ChatCounters::messages, &chat::ChatCounters::privates, &chat::ChatCounters::requests,
        &chat::ChatCounters::complaints, &chat::ChatCounters::limited, &chat::ChatCounters::members,
        &chat::ChatCounters::errands}) {
    add(chat.*member, other.chat.*member);
  }
  return *this;
}

ProcessMeasures measure_process(const std::string& self) {
  ProcessMeasures process;
  std::ifstream statm(self + "/statm");
  std::uint64_t pages = 0;
  std::uint64_t resident = 0;
  if (statm >> pages >> resident) {
    process.resident_bytes = resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  process.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const auto tables = descriptors_by_table(self);
  const std::uint64_t each = limit.rlim_cur;  // RLIM_INFINITY is the highest number
  const std::uint64_t most = UINT64_MAX / std::max<std::size_t>(tables.size(), 1);
  process.descriptors_max = each > most ? UINT64_MAX : each * tables.size();
  process.descriptors = std::accumulate(tables.begin(), tables.end(), std::uint64_t{0});
  if (process.descriptors > 0) --process.descriptors;  // the folder that was looked into
  return process;
}

}  // namespace wsd
