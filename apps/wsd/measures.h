// What is counted of the server: by its shards, and by the kernel of the process.
#pragma once

#include <cstdint>
#include <string>

#include "apps/wsd/chat/chat.h"
#include "broadcast/counters.h"

namespace wsd {

// Of one shard; as its bytes it travels between threads.
struct Measures {
  broadcast::Counters counters;
  broadcast::Gauges gauges;
  chat::ChatCounters chat;

  Measures& operator+=(const Measures& other);  // another shard's
};

// Of the process.
struct ProcessMeasures {
  std::uint64_t shards = 0;
  std::uint64_t people = 0;
  std::uint64_t rooms = 0;
  std::int64_t started = 0;  // Unix seconds
  std::uint64_t resident_bytes = 0;
  std::uint64_t descriptors = 0;
  std::uint64_t descriptors_max = 0;
  double cpu_seconds = 0;
  chat::StoreUse store{};
};
// What the kernel knows of it, in the folder where it says so; what it does not say is 0.
ProcessMeasures measure_process(const std::string& self = "/proc/self");

}  // namespace wsd
