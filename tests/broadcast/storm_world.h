// What the guests of the storm have heard, and the order that all of it must agree with.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "broadcast/shard.h"
#include "tests/broadcast/guest.h"

namespace broadcast {

inline constexpr unsigned kRooms = 6;  // even ones are raw

// What a room's records are, as far as anybody has heard: each must agree with all others.
class Order {
 public:
  void heard(Record record, unsigned message) {
    if (records_.size() <= record) records_.resize(record + 1);
    if (records_[record] == 0) records_[record] = message;
    ASSERT_EQ(records_[record], message) << "record " << record;
  }
  Record size() const { return records_.size(); }
  unsigned operator[](Record record) const { return records_[record]; }

 private:
  std::vector<unsigned> records_;  // messages count from 1
};

struct World {
  std::vector<Order> orders{kRooms};
  std::vector<unsigned> authors{0};  // by message: the guest
  std::size_t messages = 0;          // heard, by all together
  std::size_t gaps = 0;
  std::size_t too_slow = 0;
};

// A guest, and where it stands in each room.
class Player {
 public:
  Player(World& world, unsigned number, reactor::Socket socket)
      : guest(std::move(socket)), world_(world), number_(number) {}

  void check() {
    for (const std::string& words : guest.take()) check(words);
  }
  bool stands_at_the_end(unsigned room) const {
    return !in_.contains(room) || in_.at(room) == world_.orders[room].size();
  }
  unsigned number() const { return number_; }
  Record heard_of(unsigned room) const { return in_.contains(room) ? in_.at(room) : 0; }

  Guest guest;
  ConnectionId id{};
  ShardNumber shard = 0;
  bool own_unwanted = false;

 private:
  // As the clerk words it (clerk.h).
  void check(const std::string& words) {
    ASSERT_NE(words.rfind("fail", 0), 0u) << words;
    if (words.rfind("close 4108", 0) == 0) ++world_.too_slow;
    if (words.rfind("text ", 0) != 0) return;
    unsigned room = 0, form = 0, message = 0;
    unsigned long long record = 0, last = 0;
    const char* text = words.c_str() + 5;
    if (std::sscanf(text, "+%u %llu", &room, &record) == 2) {
      in_[room] = record;
    } else if (std::sscanf(text, "!%u %llu %llu", &room, &record, &last) == 3) {
      ASSERT_TRUE(in_.contains(room));
      skip(room, record);
      ASSERT_LT(record, last);
      in_[room] = last;
      ++world_.gaps;
    } else if (std::sscanf(text, "-%u", &room) == 1) {
      in_.erase(room);
    } else if (std::sscanf(text, "%u.%u#%llu %u", &room, &form, &record, &message) == 4) {
      ASSERT_TRUE(in_.contains(room)) << words;
      skip(room, record);
      hear(room, record, message);
    } else {
      ASSERT_EQ(std::sscanf(text, "%u~%u", &room, &message), 2) << words;
      ASSERT_TRUE(in_.contains(room)) << words;
      hear(room, in_[room], message);
    }
  }

  // Nothing may be left out but what one said oneself and does not want.
  void skip(unsigned room, Record record) {
    ASSERT_LE(in_[room], record) << "twice, or out of order";
    for (; in_[room] < record; ++in_[room]) {
      ASSERT_TRUE(own_unwanted) << "lost";
      const unsigned message =
          in_[room] < world_.orders[room].size() ? world_.orders[room][in_[room]] : 0;
      ASSERT_TRUE(message == 0 || world_.authors[message] == number_) << "lost";
    }
  }

  void hear(unsigned room, Record record, unsigned message) {
    world_.orders[room].heard(record, message);
    in_[room] = record + 1;
    ++world_.messages;
  }

  World& world_;
  unsigned number_;
  std::map<unsigned, Record> in_;
};

}  // namespace broadcast
