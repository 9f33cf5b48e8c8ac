// What the server itself says to rooms: lines typed at its console, and announcements.
//
//   while (auto saying = voice.next(shard.now(), reactor::wall_now())) chat.say(*saying);
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/wsd/announcer.h"
#include "apps/wsd/console.h"

namespace wsd {

inline constexpr int kLinesPerTurnMax = 64;  // of the console: the others have their turn too

// One for the process, on the first shard.
class Voice {
 public:
  explicit Voice(std::optional<Console> console) : console_(std::move(console)) {}

  // Other announcements from now on. Those that stay the same keep their times.
  void announce(const std::vector<Announcement>& announcements, reactor::Time now) {
    announcer_.set(announcements, now);
  }

  struct Saying {
    std::string room;  // empty: all of them
    chat::Text text;
  };
  // What is to be said now, one after another; nullopt: no more in this turn. A line of the console
  // that is not UTF-8 is told in the log instead.
  std::optional<Saying> next(reactor::Time now, reactor::WallTime wall);

  // When there is something to say at the latest; nullopt: only when the console moves.
  std::optional<reactor::Time> next_due(reactor::Time now) const;

  // For Shard::watch; nullopt: there is no console. unwatchable(): it is a file, which never makes
  // an edge, and is asked every turn.
  std::optional<int> fd() const;
  void unwatchable() { file_ = true; }
  bool hung_up() const { return console_ && console_->hung_up(); }

 private:
  std::optional<chat::Text> next_line();

  std::optional<Console> console_;
  bool file_ = false;
  bool more_ = false;  // lines that were put off
  int lines_ = 0;      // of this turn
  Announcer announcer_;
};

}  // namespace wsd
