// What the people did, as a shard tells it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "broadcast/inspection.h"
#include "broadcast/rooms/local_rooms.h"
#include "reactor/peer.h"
#include "rfc6455/http_head.h"
#include "rfc6455/protocol.h"

namespace broadcast {

struct ConnectionId {
  Slot slot = 0;
  Serial serial = 0;

  bool operator==(const ConnectionId&) const = default;
};

struct Event {
  enum class Kind : std::uint8_t {
    request,  // head and bytes (its body), or error; peer, listener: accept() or respond(), now or
              // later. Answering it ends head and bytes.
    opened,   // the upgrade is done: joins may follow
    message,  // opcode, bytes: whole, and valid text if it is text
    ordered,  // room: see RoomEvent
    wanted,   // room: likewise
    joined,   // hall, record: the first that will be seen; recovered: it is the one that was asked
              // for
    gap,      // hall, record to last: missed and no longer kept; what comes next is last
    pong,     // what ask_alive() asked for: inspect() knows how long it took
    closed,   // code, why, by, last_look; exactly once for each that was opened
    note,     // shard, bytes: posted by the app on another shard
    edge,     // fd: something came to a descriptor that the app watches
    deaf,     // listener, why: it broke, and nobody comes in by it any more
  };
  enum class By : std::uint8_t { peer, us, fault, transport };  // who ended it; fault: the peer's

  Kind kind{};
  bool recovered = false;
  By by = By::peer;
  rfc6455::Opcode opcode = rfc6455::Opcode::text;
  rfc6455::CloseCode code = 0;
  ShardNumber shard = 0;
  std::uint32_t listener = 0;
  int fd = -1;
  ConnectionId connection{};
  LocalRoomId hall = 0;
  Record record = 0;
  Record last = 0;
  const RoomEvent* room = nullptr;
  const Inspection* last_look = nullptr;  // the connection as it was before it left its rooms
  const reactor::Peer* peer = nullptr;
  const rfc6455::HttpHead* head = nullptr;
  // What came is no HTTP head, or what it says of its body leaves in doubt where that ends.
  const rfc6455::HttpError* error = nullptr;
  std::span<std::byte> bytes{};  // valid until the next call of next(), like all that is pointed to
  std::string_view why{};
};

}  // namespace broadcast
