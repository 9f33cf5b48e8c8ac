// A piece that is no UTF-8 ends where another character could begin (Unicode, chapter 3.9).
#include "apps/wsd/disk/legible.h"

#include <cstddef>
#include <span>
#include <utility>

#include "rfc6455/utf8.h"

namespace disk {
namespace {

constexpr const char* kReplacement = "\xEF\xBF\xBD";

}  // namespace

std::string legible(std::string text) {
  const auto bytes = std::as_bytes(std::span(text));
  if (rfc6455::is_utf8(bytes)) return text;
  std::string out;
  rfc6455::Utf8Validator validator;
  std::size_t begin = 0;  // of the character that is being read
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (validator.feed(bytes.subspan(at, 1))) {
      if (!validator.complete()) continue;
      out.append(text, begin, at + 1 - begin);
      begin = at + 1;
      continue;
    }
    out += kReplacement;
    validator.reset();
    if (at > begin) --at;  // it may begin a character of its own
    begin = at + 1;
  }
  if (begin < text.size()) out += kReplacement;
  return out;
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
