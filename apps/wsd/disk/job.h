// What the writer is asked to do.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "apps/wsd/disk/known_rooms.h"
#include "apps/wsd/disk/reader.h"

namespace disk {

struct Append {
  Message message;
  bool again = false;  // it may be there already
};
struct Topic {
  std::string text;
};
struct Closing {
  Sequence next = 1;
};
struct Slips {
  std::vector<chat::Slip> slips;
};
struct Tick {  // about once a second
  Milliseconds wall = 0;
  Milliseconds even = 0;
};

struct Job {
  using What =
      std::variant<Append, Topic, Closing, Slips, Tick, Query>;  // Query: when all before is

  std::shared_ptr<KnownRoom> room{};  // held; none for slips, ticks and queries of unknown rooms
  What what{};
  chat::ShardNumber shard = 0;
  chat::Ticket ticket = 0;

  // Whether somebody waits for that outcome: the reader answers questions.
  bool awaits(const chat::Kept& kept) const {
    return chat::awaits(ticket, kept) && !std::holds_alternative<Query>(what);
  }
  std::size_t weight() const;  // bytes in memory, about
};

}  // namespace disk
