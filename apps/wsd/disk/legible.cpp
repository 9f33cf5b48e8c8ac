// Nearly all of it is UTF-8; the rest is made so, piece by piece.
#include "apps/wsd/disk/legible.h"

#include <cstddef>
#include <span>
#include <utility>

#include "base/utf8.h"
#include "rfc6455/utf8.h"

namespace disk {
std::string legible(std::string text) {
  const auto bytes = std::as_bytes(std::span(text));
  if (rfc6455::is_utf8(bytes)) return text;
  return base::made_valid(text);
}

chat::Message legible(chat::Message message) {
  using Kind = chat::Happening::Kind;
  if (message.kind > Kind::said) message.kind = Kind::message;
  std::string text = legible(std::string(message.text));
  if (message.content > chat::Content::bin || text != message.text) {
    message.content = chat::Content::text;
  }
  message.text = std::move(text);
  message.nick = legible(std::move(message.nick));
  message.session = legible(std::move(message.session));
  message.cid = legible(std::move(message.cid));
  return message;
}

}  // namespace disk
