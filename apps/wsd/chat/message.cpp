// A message is a numbered happening that is kept.
#include "apps/wsd/chat/message.h"

namespace chat {
namespace {

// What a string has on the heap.
std::size_t heap_of(const std::string& text) {
  static const std::size_t inside = std::string().capacity();
  return text.capacity() > inside ? text.capacity() + 1 : 0;
}

}  // namespace

std::size_t Message::weight() const {
  return sizeof *this + heap_of(nick) + heap_of(text) + heap_of(session) + heap_of(cid);
}

Message message_of(const Happening& happening) {
  return {.seq = happening.seq,
          .ts = happening.ts,
          .kind = happening.kind,
          .content = happening.content,
          .user = happening.person.number,
          .nick = std::string(happening.person.nick),
          .text = std::string(happening.text),
          .session = std::string(happening.session),
          .cid = std::string(happening.cid)};
}

Happening happening_of(const Message& message) {
  Happening happening;
  happening.kind = message.kind;
  happening.content = message.content;
  happening.person = message.person();
  happening.text = message.text;
  happening.cid = message.cid;
  happening.session = message.session;
  happening.seq = message.seq;
  happening.ts = message.ts;
  return happening;
}

}  // namespace chat
