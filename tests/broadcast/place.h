// What the clients have heard, all together, and what each of them may hear next. A breach of a
// promise is a Violation, with a sentence.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "broadcast/chain.h"
#include "tests/violation.h"

namespace simulation {

using broadcast::Record;

using tests::demand;
using tests::Violation;

inline constexpr unsigned kRooms = 4;  // even ones are raw

// A room's records as far as anybody has heard them.
class Order {
 public:
  void heard(Record record, std::uint32_t message) {
    // Raw rooms have no numbers to be heard, so a message names its place by its own.
    if (records_.size() <= record) records_.resize(record + 1);
    if (records_[record] == 0) records_[record] = message;
    demand(records_[record] == message, "two members saw two orders");
  }
  Record size() const { return records_.size(); }
  std::uint32_t at(Record record) const { return record < size() ? records_[record] : 0; }

 private:
  std::vector<std::uint32_t> records_;  // messages count from 1; 0: nobody has heard it yet
};

struct Tally {
  std::uint64_t connections = 0;
  std::uint64_t upgraded = 0;
  std::uint64_t messages = 0;  // heard, by all together
  std::uint64_t gaps = 0;
  std::uint64_t too_slow = 0;
  std::uint64_t no_pong = 0;
  std::uint64_t going_away = 0;
  std::uint64_t refused = 0;  // by HTTP
  std::uint64_t hit = 0;      // by a misfortune of the kernel's
};

inline constexpr Record kUnheard = ~Record{0};

struct Heard {
  std::vector<Order> orders{kRooms};
  std::vector<std::uint32_t> authors{0};  // by message: the client
  std::vector<Record> records{0};         // by message, as far as it was heard
  Tally tally;
};

// Where one client stands in its rooms.
class Place {
 public:
  // Whoever says something behind its wish to join hears it, if anybody does, and unless it wished
  // to begin later. from: -1 is the latest.
  void wishes(unsigned room, int from) {
    said_.erase(room);
    wished_[room] = from < 0 ? 0 : static_cast<Record>(from);
  }
  void says(unsigned room, std::uint32_t message) { said_.emplace(room, message); }
  void joined(unsigned room, Record record) { in_[room] = first_[room] = record; }
  void left(unsigned room) {
    in_.erase(room);
    said_.erase(room);
  }
  void check_own(const Heard& heard) const {
    for (const auto& [room, message] : said_) {
      const Record record = heard.records[message];
      demand(!in(room) || record == kUnheard || record >= first_.at(room) ||
                 first_.at(room) == wished_.at(room),
             "who speaks behind its wish to join does not hear itself");
    }
  }
  bool in(unsigned room) const { return in_.contains(room); }
  Record next(unsigned room) const { return in_.at(room); }
  std::size_t rooms() const { return in_.size(); }

  void gap(Heard& heard, unsigned room, Record from, Record to) {
    demand(in(room) && in_[room] == from && from < to, "a gap that begins elsewhere");
    in_[room] = to;
    ++heard.tally.gaps;
  }
  // record: kNone in a raw room, where the next one is meant.
  static constexpr Record kNone = ~Record{0};
  void message(Heard& heard, unsigned room, Record record, std::uint32_t message) {
    demand(in(room), "a message of a room one is not in");
    if (record == kNone) record = in_[room];
    demand(record >= in_[room], "a message twice, or out of order");
    demand(record == in_[room], "a message lost without a word");
    heard.orders[room].heard(record, message);
    if (message < heard.records.size()) heard.records[message] = record;
    in_[room] = record + 1;
    ++heard.tally.messages;
  }

 private:
  std::map<unsigned, Record> in_;
  std::map<unsigned, Record> first_;
  std::map<unsigned, Record> wished_;
  std::map<unsigned, std::uint32_t> said_;  // the first message since the wish to join
};

}  // namespace simulation
