// A log written twice: as the log is, and as plain vectors, which are asked the same questions.
#pragma once

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "broadcast/log/frame_log.h"

namespace broadcast {

struct PlainRecord {
  Position begin;
  std::string frame;
  SenderId who;

  Position end() const { return begin + frame.size(); }
};

inline std::string string_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline void put(FrameLog& log, const std::string& frame, SenderId who = kNoSender) {
  if (!frame.empty()) std::memcpy(log.reserve(frame.size()).data(), frame.data(), frame.size());
  log.commit(frame.size(), who);
}

class Scroll {
 public:
  explicit Scroll(Record begin, unsigned seed = 1) : log(begin), first(begin), random_(seed) {}

  void write(const std::string& frame, SenderId who = kNoSender) {
    records.push_back({log.written().position, frame, who});
    put(log, frame, who);
  }
  // Sizes that meet every border: none, few bytes, a segment's worth, more than any segment.
  void write_some(unsigned count) {
    for (; count > 0; --count) {
      const auto kind = random_() % 40;
      const auto size = kind < 10   ? 0
                        : kind < 36 ? random_() % 60
                        : kind < 39 ? random_() % 3000
                                    : 66'000u;
      write(std::string(size, static_cast<char>('a' + random_() % 26)),
            static_cast<SenderId>(random_() % 3));
    }
  }
  std::size_t dice(std::size_t sides) { return random_() % sides; }

  const PlainRecord& at(Record record) const { return records[record - first]; }
  // The record that the byte at position belongs to.
  Record record_at(Position position) const {
    Record record = first;
    while (record - first < records.size() && at(record).end() <= position) ++record;
    return record;
  }

  FrameLog log;
  Record first;
  std::vector<PlainRecord> records;

 private:
  std::mt19937 random_;
};

}  // namespace broadcast
