// How a connection sees things, and the wire form that this is.
#pragma once

#include "broadcast/log/wire.h"

namespace chat {

struct View {
  enum class Face : std::uint8_t { text, json } face = Face::text;
  bool prefixed = false;  // text: the room is not the current one
  bool numbered = false;  // text: lines begin with #123
  bool timed = false;     // text: lines begin with the time
  bool presence = true;   // joins, leaves and the like are told

  bool operator==(const View&) const = default;
};

inline constexpr broadcast::Form kChatForms = 18;  // 16 of text, 2 of JSON

broadcast::Form form_of(const View& view);
View view_of(broadcast::Form form);

}  // namespace chat
