// Whom to call, and what to say there to be let into one's rooms.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "bench/fanout/message.h"
#include "bench/fanout/options.h"
#include "bench/fanout/seating.h"
#include "bench/fanout/url.h"
#include "bench/fanout/wire.h"
#include "reactor/tls_client.h"

namespace fanout {

struct Target {
  Url url;
  Framing framing = Framing::websocket;
  Wire wire = Wire::raw;
  bool deflate = false;
  bool pairs = false;         // rooms are no rooms: two talk by private messages
  bool acknowledged = false;  // every message is to be acknowledged
  bool named = false;         // everybody is called person(connection)
  bool numbered = false;      // the chat is asked for the rooms' numbers
  std::size_t size = 0;       // of every message, where there is no framing
  std::size_t first = 0;      // loopback address: 127.0.0.1 + first
  Seating seating{};
  reactor::TlsClient* tls = nullptr;  // if the URL is secure

  // The first room of a connection; whoever comes after the members is in one with them.
  std::size_t room_of(std::size_t connection) const {
    return seating.room(connection % seating.connections, 0);
  }

  // What the request asks for.
  std::string path(std::size_t connection) const;
  // The first message, or an empty one; and how many rooms it leads to.
  std::string hello(std::size_t connection) const;
  std::size_t joins() const { return wire == Wire::json ? (pairs ? 1 : seating.each()) : 0; }

  // What the chat calls it.
  std::string room_name(std::size_t room) const;

  // How a member says something in a room.
  Wrapping wrapping(std::size_t room, std::size_t place) const;
  // Whether that is the same for everybody.
  bool wraps_alike() const { return !pairs && (wire != Wire::json || seating.each() == 1); }

  // Which loopback address to call from, beyond the first; 0: whichever the kernel takes.
  std::uint32_t source(std::size_t connection) const;
};

// What a connection is called where it has a name.
std::string person(std::size_t connection);

// Throws std::runtime_error if the URL is none.
Target make_target(const Options& options);

}  // namespace fanout
