// A peer that gets a text frame that is not UTF-8 has to end its connection (RFC 6455 §8.1): one
// such text that a room keeps would throw everybody out, again and again.
#include "apps/wsd/chat/text.h"

#include <cassert>
#include <span>

#include "rfc6455/utf8.h"

namespace chat {

bool is_text(std::string_view bytes) {
  return rfc6455::is_utf8(std::as_bytes(std::span(bytes)));
}

std::optional<Text> Text::of(std::string_view bytes) {
  if (!is_text(bytes)) return std::nullopt;
  return Text(bytes);
}

Text operator""_text(const char* bytes, std::size_t size) {
  return Text::of({bytes, size}).value();
}

void check_words([[maybe_unused]] std::string_view words) {
#ifdef WSD_CHECK_WORDS
  assert(is_text(words) && "a text frame is UTF-8");
#endif
}

}  // namespace chat
