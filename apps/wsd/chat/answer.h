// What one connection alone is told; each face words it. Views are valid while it is worded.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "apps/wsd/chat/happening.h"
#include "apps/wsd/chat/message.h"

namespace chat {

// Every limit that a client may run into; 0: there is none.
struct Limits {
  std::uint64_t message_bytes = 0;
  std::uint32_t rooms = 0;
  std::uint32_t burst = 0;
  std::uint32_t per_second = 0;
};

struct Welcome {
  std::uint64_t connection = 0;
  Person person{};
  std::string_view server{};  // "wsd/0.1.0"
  std::string_view text{};    // of the operator; {name}, {others}, {room} are filled in already
  std::uint32_t ping_interval = 0;  // seconds
  std::uint32_t ping_timeout = 0;
  Limits limits{};
  Milliseconds ts = 0;
};

struct Joined {
  std::string_view room{};
  std::string_view epoch{};
  Sequence seq = 0;    // of the last message there is
  Sequence first = 0;  // the oldest that is kept
  bool recovered = false;
  std::uint64_t presence = 0;
  std::uint32_t members = 0;  // with whoever is told
  std::string_view topic{};
};

struct Left {
  std::string_view room{};
  std::string_view current{};  // the room that plain lines go to now; empty: none
};

struct Gap {
  enum class Reason : std::uint8_t { retention, slow, epoch, restart };
  std::string_view room{};
  std::string_view epoch{};
  Sequence from = 0;  // the first that was missed; 0: nobody knows any more
  Sequence to = 0;
  Reason reason = Reason::retention;
};

struct Ack {
  std::string_view room{};          // or
  std::string_view conversation{};  // of two
  std::string_view to{};            // its other side
  std::string_view epoch{};
  Sequence seq = 0;
  std::string_view cid{};
  Milliseconds ts = 0;
  bool duplicate = false;
  bool queued = false;  // waits for somebody who is away
};

struct Private {
  std::string_view conversation{};
  Sequence seq = 0;
  Person from{};
  Person to{};
  bool own = false;  // what this connection's own person sent
  std::string_view text{};
  std::string_view cid{};
  Milliseconds ts = 0;
  bool waited = false;  // was sent while its receiver was away
};

struct History {
  std::string_view room{};
  std::string_view epoch{};
  std::span<const Message> items{};  // rising
  Sequence first = 0;
  Sequence head = 0;
  bool more = false;    // in the direction that was asked for
  bool search = false;  // it is what a search found
};

struct Present {
  Person person{};
  std::string_view away{};
  bool is_away = false;
};

struct People {
  std::string_view room{};
  std::uint64_t presence = 0;
  std::span<const Present> members{};
  std::uint32_t count = 0;  // of all, when not all are listed
  bool more = false;
};

struct Profile {  // whois
  Present member{};
  Milliseconds since = 0;
  std::span<const std::string_view> rooms{};  // that the asker is in as well
  bool self = false;
};

struct RoomLine {
  std::string_view name{};
  std::string_view topic{};
  std::uint32_t members = 0;
  Sequence seq = 0;
};
struct RoomList {
  std::span<const RoomLine> rooms{};
  bool more = false;
};

struct Renamed {  // to oneself, when it is done; empty: one's other connection has the name now
  std::string_view nick{};
  bool seen = false;  // a room tells it, too
};
struct Topic {
  std::string_view room{};
  std::string_view text{};
};

struct Done {               // what has no answer of its own
  std::string_view text{};  // for people: "Echo is off."; JSON says ok
};
struct Pong {
  std::int64_t microseconds = -1;  // the round trip; -1: not known
  Milliseconds ts = 0;
};
struct Stats {
  std::uint64_t messages_in = 0, bytes_in = 0, bytes_out = 0;
  std::int64_t seconds = 0;  // connected
  std::uint32_t rooms = 0;
  std::uint32_t people = 0;  // on this server
};
struct Help {
  std::string_view command{};  // empty: all
};
struct Waiting {  // to the receiver of what waited: some of it was dropped
  std::uint32_t dropped = 0;
};

using Answer = std::variant<Welcome, Joined, Left, Gap, Ack, Private, History, People, Profile,
                            RoomList, Renamed, Topic, Done, Pong, Stats, Help, Waiting, Complaint>;

}  // namespace chat
