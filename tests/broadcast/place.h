// Where a member stands in its rooms, and what all members have heard together: each room in one
// order, nothing twice, and what is missing is told. Whoever hears otherwise throws a Violation.
#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <optional>
#include <vector>

#include "broadcast/log/chain.h"
#include "tests/violation.h"

namespace broadcast {

// A room's records as far as anybody has heard them.
class Order {
 public:
  void heard(Record record, std::uint32_t message) {
    if (records_.size() <= record) records_.resize(record + 1);
    if (records_[record] == 0) records_[record] = message;
    tests::demand(records_[record] == message, "two members saw two orders");
  }
  Record size() const { return records_.size(); }
  std::uint32_t at(Record record) const { return record < size() ? records_[record] : 0; }

 private:
  std::vector<std::uint32_t> records_;  // messages count from 1; 0: nobody has heard it yet
};

// What all have heard together, and who said it.
struct Chronicle {
  static constexpr Record kUnheard = ~Record{0};

  explicit Chronicle(unsigned rooms) : orders(rooms) {}

  // The number of what somebody is about to say.
  std::uint32_t say(std::uint32_t author) {
    authors.push_back(author);
    records.push_back(kUnheard);
    return static_cast<std::uint32_t>(authors.size() - 1);
  }

  std::vector<Order> orders;              // by room
  std::vector<std::uint32_t> authors{0};  // by message: who said it
  std::vector<Record> records{0};         // by message, as far as it was heard
};

class Place {
 public:
  enum class Told : std::uint8_t { joined, left, gap, message };

  // Whoever says something behind its wish to join hears it, if anybody does, and unless it wished
  // to begin later. from: -1 is the latest.
  void wishes(unsigned room, int from) {
    said_.erase(room);
    wished_[room] = from < 0 ? 0 : static_cast<Record>(from);
  }
  void says(unsigned room, std::uint32_t message) { said_.emplace(room, message); }
  void check_own(const Chronicle& chronicle) const {
    for (const auto& [room, message] : said_) {
      const Record record = chronicle.records[message];
      tests::demand(!in(room) || record == Chronicle::kUnheard || record >= first_.at(room) ||
                        first_.at(room) == wished_.at(room),
                    "who speaks behind its wish to join does not hear itself");
    }
  }

  // From now on this author's messages may be missing in ordered rooms.
  void leaves_out(std::uint32_t author) { left_out_ = author; }

  // What the clerk says, as it words it (clerk.h).
  Told hear(Chronicle& chronicle, const char* words) {
    unsigned room = 0, form = 0, message = 0;
    unsigned long long record = 0, last = 0;
    if (std::sscanf(words, "+%u %llu", &room, &record) == 2) {
      in_[room] = first_[room] = record;
      return Told::joined;
    }
    if (std::sscanf(words, "-%u", &room) == 1) {
      in_.erase(room);
      said_.erase(room);
      return Told::left;
    }
    if (std::sscanf(words, "!%u %llu %llu", &room, &record, &last) == 3) {
      pass_over(chronicle, room, record);
      tests::demand(record < last, "a gap with nothing in it");
      in_[room] = last;
      return Told::gap;
    }
    if (std::sscanf(words, "%u.%u#%llu %u", &room, &form, &record, &message) == 4) {
      pass_over(chronicle, room, record);
    } else {  // a raw room tells no numbers: it is the next one
      tests::demand(std::sscanf(words, "%u~%u", &room, &message) == 2, "a text that nobody said");
      tests::demand(in(room), kElsewhere);
    }
    see(chronicle, room, message);
    return Told::message;
  }

  bool in(unsigned room) const { return in_.contains(room); }
  Record next(unsigned room) const { return in_.at(room); }
  std::size_t rooms() const { return in_.size(); }

 private:
  static constexpr const char* kElsewhere = "a message of a room one is not in";

  // Nothing is missing before a record, but for what is left out; what nobody has heard may be
  // that.
  void pass_over(const Chronicle& chronicle, unsigned room, Record record) {
    tests::demand(in(room), kElsewhere);
    Record& next = in_[room];
    tests::demand(next <= record, "a message twice, or out of order");
    for (; next < record; ++next) {
      const std::uint32_t missing = chronicle.orders[room].at(next);
      tests::demand(left_out_ && (missing == 0 || chronicle.authors[missing] == *left_out_),
                    "a message lost without a word");
    }
  }

  void see(Chronicle& chronicle, unsigned room, std::uint32_t message) {
    const Record record = in_[room]++;
    chronicle.orders[room].heard(record, message);
    if (message < chronicle.records.size()) chronicle.records[message] = record;
  }

  std::map<unsigned, Record> in_;  // by room: the record that comes next
  std::map<unsigned, Record> first_;
  std::map<unsigned, Record> wished_;
  std::map<unsigned, std::uint32_t> said_;  // the first message since the wish to join
  std::optional<std::uint32_t> left_out_;
};

}  // namespace broadcast
