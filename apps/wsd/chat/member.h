// A connection that chats: who it is, how it sees things, where it sits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/wsd/chat/answer.h"
#include "apps/wsd/chat/person.h"
#include "apps/wsd/chat/room.h"
#include "apps/wsd/chat/view.h"
#include "base/token_bucket.h"
#include "broadcast/shard.h"

namespace chat {

// A Since that outlives the request it came with.
struct Position {
  Since::Kind kind = Since::Kind::latest;
  std::string epoch{};
  Sequence seq = 0;

  // all: what is kept of those after seq.
  Position() = default;
  explicit Position(const Since& since) : kind(since.kind), epoch(since.epoch), seq(since.seq) {}
};

// What the upgrade asked for.
struct Arrival {
  std::uint64_t connection = 0;  // its number, as logs and the welcome have it
  View view{};
  std::string room{};  // empty: the lobby
  std::string nick{};
  Position since{};
  bool echo = true;
  bool read_only = false;
  std::string source{};  // of its connection, as an address counts; empty: not counted
};

// A member's place in a room.
struct Seat {
  enum class State : std::uint8_t {
    reading,  // what is older than memory is being read from the store
    taking,   // the shard was asked for a place
    taken,
    moving,  // taken; a place in another form was asked for
  };

  std::shared_ptr<Room> room;
  broadcast::LocalRoomId hall = 0;
  State state = State::taking;
  broadcast::Form form = 0;     // that it was asked for in
  broadcast::Record place = 0;  // moving: what it should see next
  bool announced = false;       // the others know
  bool arriving = false;        // it came with the connection, not by a join
  std::uint32_t own = 0;        // said here and not wanted back
  Sequence head = 0;            // the last message when it wished to come
  // Until it is taken:
  std::string id{};  // of the request
  Position since{};
  bool welcomed = false;                      // it was told that it is in
  std::uint64_t presence = 0;                 // the version of who is here that it was told
  Sequence seen = 0;                          // all up to it was told, be it in a gap
  Sequence searched = 0;                      // all up to it that is kept was read
  Sequence from = 0;                          // where it goes on: see chat_replay.cpp
  bool owed = false;                          // what is missing behind `seen` is a gap
  Gap::Reason lost = Gap::Reason::retention;  // another: all before may be missing, and why
  Ticket reading = 0;                         // what the store was asked; 0: nothing at present
  Sequence asked_at = 0;                      // the store was asked for all up to it
  int placings = 0;                           // places that began too early
  std::deque<Message> older{};                // read, and not told yet
  struct Said {
    std::string cid;
    bool echo;
  };
  std::deque<Said> said{};  // by itself, while it reads
};

// Letters that somebody was handed: those of a box up to one.
struct Parcel {
  std::string box;
  std::uint64_t last = 0;
};

struct Member {
  broadcast::ConnectionId id{};
  std::uint64_t connection = 0;
  UserNumber user = kNoUser;
  std::string nick{};
  std::string session{};  // its hash: see session_key.h
  std::string source{};
  View view{};
  bool echo = true;
  bool read_only = false;
  bool greeted = false;  // welcome was said
  std::string room{};    // of its address: there it is when it is greeted, if it names no others
  Position since{};
  std::vector<Seat> seats{};
  std::string current{};      // text: the room that lines go to
  std::string last_writer{};  // of a private message
  std::string parting{};      // what it said when it quit
  bool is_away = false;
  bool searching = false;  // what it looked for last is not answered yet
  std::string away{};
  std::size_t turn = 0;        // which of its seats is read for next
  std::size_t next_frame = 0;  // bytes of what it has no room for yet
  // Answers that find no room yet, and requests that come behind them: see chat_answers.cpp.
  std::list<std::string> answers{};
  std::list<std::string> requests{};
  std::size_t due = 0;         // answers that the store owes it
  bool reads_history = false;  // one of these
  bool held = false;           // it is not read until these have left
  bool listed = false;         // it stands in the chat's list of held ones
  // Heads of the rooms that its next request opens: see chat_openings.cpp.
  std::size_t fetching = 0;       // heads that the store reads for it
  std::vector<RoomHold> heads{};  // in memory until that request is done
  bool fetched = false;           // all that it opens was asked for
  bool arriving = false;          // it enters its own room when they are there
  base::TokenBucket<reactor::Time> bucket{};
  base::TokenBucket<reactor::Time> changes{};   // records that its changes of itself may cause
  base::TokenBucket<reactor::Time> patience{};  // how much longer too much is answered
  reactor::Time came{};
  std::uint64_t messages_in = 0;
  // A ping is under way, whose pong proves that it has read these; and what it was handed since.
  bool asked = false;
  bool wants_round_trip = false;  // it asked how long that ping takes
  std::vector<Parcel> asked_about{};
  std::vector<Parcel> handed{};

  Person person() const { return {user, nick}; }
  Seat* seat(std::string_view room_name);
  Seat* seat(broadcast::LocalRoomId hall);
  View view_in(const Seat& seat) const;  // prefixed where the room is not the current one
  // Where it speaks without saying where. Programs do not walk from room to room.
  const std::string& usual_room() const { return view.face == View::Face::json ? room : current; }
};

}  // namespace chat
