// What happens in a room, in the order that everybody sees.
//
// A shard packs what its people do and publishes it; the room's home unpacks it, gives it numbers
// and the time, and words it once for each wire form in use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "apps/wsd/chat/person.h"
#include "apps/wsd/chat/request.h"

namespace chat {

using Sequence = std::uint64_t;     // of a room's messages, dense from 1
using Milliseconds = std::int64_t;  // Unix time

// Who comes and goes, names and absences are told one by one up to so many members, then gathered.
inline constexpr std::size_t kToldSinglyMax = 50;
// A gathered difference names people up to so many, then it only counts.
inline constexpr std::size_t kNamedMax = 64;

// Somebody who is away, and why.
struct Absent {
  UserNumber number = kNoUser;
  std::string_view text{};

  bool operator==(const Absent&) const = default;
};

struct Happening {
  enum class Kind : std::uint8_t {
    message,   // text, data or bin
    action,    // /me
    said,      // by the server: the operator, an announcement, a program
    joined,    // on: from another room; else they have just connected
    left,      // on: but stays connected; text: why, for those who see it
    renamed,   // person: as it was; text: the new nick, empty: none any more
    topic,     // text
    away,      // text; on: even without one; else an empty text means: back
    gathered,  // arrived, departed
    typing,    // on
  };

  Kind kind{};
  Content content = Content::text;
  bool on = false;
  Person person{};
  std::string_view text{};
  std::string_view cid{};  // told to the author's own programs
  // Where the acknowledgement goes. ticket 0: nobody waits for one.
  std::uint16_t shard = 0;
  std::uint64_t ticket = 0;
  std::string_view session{};    // whose cid it is
  std::vector<Absent> absent{};  // joined, renamed, gathered: those it is about who are away

  // Given by the home.
  std::uint32_t who = 0;  // whose frame it is, as broadcast knows connections; 0: nobody's
  Sequence seq = 0;       // numbered kinds only
  Milliseconds ts = 0;
  std::uint64_t presence = 0;     // the version of who is here, after it
  std::uint32_t members = 0;      // after it
  std::vector<Person> arrived{};  // gathered: and those who have changed
  std::vector<UserNumber> departed{};
  std::uint32_t arrivals = 0;  // gathered: how many were not here, named or not
  std::uint32_t departures = 0;

  // Whether it has a sequence number and is kept.
  bool numbered() const {
    return kind == Kind::message || kind == Kind::action || kind == Kind::said;
  }
  // By how much it raises the version of who is here. People who are only counted cost two: a list
  // sees a jump and is asked for again.
  std::uint64_t presence_step() const {
    if (kind == Kind::gathered) return arrived.empty() && departed.empty() ? 2 : 1;
    const bool one_person =
        kind == Kind::joined || kind == Kind::left || kind == Kind::renamed || kind == Kind::away;
    return one_person ? 1 : 0;
  }
};

std::vector<std::byte> pack(const Happening& happening);
// Views into the bytes. REQUIRES: they come from pack().
Happening unpack(std::span<const std::byte> bytes);

}  // namespace chat
