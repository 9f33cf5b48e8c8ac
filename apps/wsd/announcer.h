// What the server says by itself: texts for rooms, each every so often. Knows when; who says it is
// not known here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/wsd/chat/text.h"
#include "reactor/clock.h"

namespace wsd {

// "lobby,3s,The time is {time}"
struct Announcement {
  std::string room;
  reactor::Duration every{};
  chat::Text text;  // {time}: the time of day, {date}: the day

  bool operator==(const Announcement&) const = default;
};

// Either an announcement or what is wrong with the words.
struct ParsedAnnouncement {
  std::optional<Announcement> announcement;
  std::string complaint;
};
ParsedAnnouncement parse_announcement(std::string_view words);
std::string to_string(const Announcement& announcement);

// One for the process, on one shard.
class Announcer {
 public:
  // These and no others, from now on. A new one is due `every` from now; one that was there already
  // keeps its times.
  void set(const std::vector<Announcement>& announcements, reactor::Time now);

  // When the next one is to be said; nullopt: there are none.
  std::optional<reactor::Time> next_due() const;

  // What is due by now, one after another; nullopt: no more. The view of the room is good until
  // this object changes. The n-th is due exactly n times `every` after the beginning: being late
  // once puts nothing off, and what was missed altogether is said once, not often.
  struct Due {
    std::string_view room;
    chat::Text text;
  };
  std::optional<Due> due(reactor::Time now, reactor::WallTime wall);

 private:
  struct Running {
    Announcement announcement;
    reactor::Time next;
  };
  std::vector<Running> running_;
};

}  // namespace wsd
