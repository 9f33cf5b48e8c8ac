// A message as it is kept: what a store holds and what a page of history consists of.
#pragma once

#include <string>

#include "apps/wsd/chat/happening.h"

namespace chat {

struct Message {
  Sequence seq = 0;
  Milliseconds ts = 0;
  Happening::Kind kind = Happening::Kind::message;  // a numbered one
  Content content = Content::text;
  UserNumber user = kNoUser;
  std::string nick{};
  std::string text{};
  std::string session{};  // with cid: what it is recognised by when it is sent again
  std::string cid{};

  Person person() const { return {user, nick}; }
  std::size_t weight() const;  // bytes in memory, about
  bool operator==(const Message&) const = default;
};

Message message_of(const Happening& happening);
// Views into the message.
Happening happening_of(const Message& message);

}  // namespace chat
