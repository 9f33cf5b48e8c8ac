// What the chat of one shard tells the chat of another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "apps/wsd/chat/answer.h"
#include "apps/wsd/chat/directory.h"

namespace chat {

struct Note {
  enum class Kind : std::uint8_t {
    private_message,  // for whoever is at that connection and has no name
    letters,          // there are some for letter.to.nick, which that connection has
    displaced,        // its program came back over another connection: this one is over
  };

  Kind kind{};
  broadcast::ConnectionId to{};
  Private letter{};
};

std::vector<std::byte> pack(const Note& note);
// Views into the bytes. REQUIRES: they come from pack().
Note unpack_note(std::span<const std::byte> bytes);

}  // namespace chat
