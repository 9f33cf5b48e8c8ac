// Who is in which room: connections in rows of one room each, or each of them in several rooms.
#pragma once

#include <cstddef>

namespace fanout {

// All rooms have equally many members, and all connections are in equally many rooms: places are
// handed out in a round, room by room.
struct Seating {
  std::size_t connections = 1;
  std::size_t rooms = 1;
  std::size_t members = 1;  // of each room, at most `connections`

  // How many rooms each connection is in.
  std::size_t each() const { return rooms * members / connections; }

  // Who has this place.
  std::size_t connection(std::size_t room, std::size_t place) const {
    return (room * members + place) % connections;
  }
  // A connection's nth room. REQUIRES: nth < each().
  std::size_t room(std::size_t connection, std::size_t nth) const {
    return (connection + nth * connections) / members;
  }
  // Which place it has there; `members` or more if it is not in that room.
  std::size_t place(std::size_t connection, std::size_t room) const {
    if (rooms == 1) return connection;
    return (connection + connections - room * members % connections) % connections;
  }
};

}  // namespace fanout
