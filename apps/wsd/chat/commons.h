// What all shards share: few things, each with a lock of its own, none of them touched for a
// delivery.
#pragma once

#include <cstdint>
#include <string>

#include "apps/wsd/chat/allowance.h"
#include "apps/wsd/chat/answer.h"
#include "apps/wsd/chat/directory.h"
#include "apps/wsd/chat/letterbox.h"
#include "apps/wsd/chat/rooms.h"
#include "apps/wsd/chat/session_key.h"
#include "apps/wsd/chat/store.h"
#include "apps/wsd/chat/text.h"
#include "base/token_bucket.h"

namespace chat {

struct Commons {
  // seed: of the epochs that are made here. REQUIRES: the store outlives it.
  Commons(Store& kept, const RoomLimits& room, std::size_t rooms_max, std::size_t rooms_bytes,
          const LetterboxLimits& letters, std::uint64_t seed)
      : store(kept),
        rooms(kept, room, rooms_max, rooms_bytes),
        letterbox(letters, seed, kept.lasts() ? &kept : nullptr),
        sessions(kept.lasts() ? &kept : nullptr) {}

  Store& store;
  Rooms rooms;
  Directory directory;
  Letterbox letterbox;
  const SessionKey sessions;  // hashes the words by which programs are known again
  Allowance new_rooms;        // of each source
};

// What the operator decided; may change between two turns.
struct Rules {
  std::string lobby = "lobby";
  Text welcome;                      // with its placeholders; empty: none
  std::string server;                // "wsd/0.1.0"
  base::Rate rate{20, 10};           // messages of one connection
  base::Rate new_rooms{};            // made by those of one source
  Limits limits;                     // as they are told to clients
  std::uint32_t ping_interval = 25;  // seconds, likewise
  std::uint32_t ping_timeout = 20;
};

}  // namespace chat
