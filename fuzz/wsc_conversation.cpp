// A server that says anything: lines of the input are objects it sends, lines that a person types
// (behind ">"), or the loss of the connection ("-"). What goes back is always JSON with an "op".
#include <algorithm>
#include <cstdint>
#include <string>

#include "apps/wsc/conversation.h"
#include "base/utf8.h"
#include "fuzz/check.h"

namespace {

using fuzz::check;

void drain(wsc::Conversation& talk, wsc::ServerReader& reader, reactor::Time now) {
  while (const auto out = talk.next_out(now)) check(reader.read(out->bytes).has_value());
  while (talk.next_told()) continue;
  (void)talk.standing();
  (void)talk.vocabulary();
  (void)talk.settled();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static wsc::ServerReader reader;
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  wsc::Conversation talk({.nick = "ana", .rooms = {"lobby"}, .history = 5, .names = true},
                         [] { return 1u; });
  reactor::Time now{};
  talk.opened(now);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line == "-") {
      talk.lost();
      drain(talk, reader, now);
      talk.opened(now);
    } else if (line.substr(0, 1) == ">") {
      const std::string typed = base::made_valid(line.substr(1));
      (void)talk.type(typed);
    } else {
      talk.hear(line, now);
    }
    now += std::chrono::milliseconds(200);
    drain(talk, reader, now);
  }
  return 0;
}
