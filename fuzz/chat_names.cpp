// Names: whatever is asked for gets an answer; a name that may be had cannot be taken for another
// kind of line, and its skeleton does not depend on case.
#include <cstdint>
#include <string>

#include "apps/protocol/names.h"
#include "apps/wsd/chat/cleaning.h"
#include "apps/wsd/chat/names.h"
#include "base/text.h"
#include "fuzz/check.h"

namespace {

using namespace chat;

using fuzz::check;
using fuzz::valid;

std::string upper(std::string text) {
  for (char& byte : text) {
    if (byte >= 'a' && byte <= 'z') byte = static_cast<char>(byte - 32);
  }
  return text;
}

void check_room(const std::string& text) {
  const auto room = protocol::room_name(text);
  if (!room) return;
  check(!room->empty() && room->size() <= protocol::kRoomNameMax &&
        protocol::room_name(*room) == room);
  check(room->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == room->npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  check_room(text);
  const std::string nick(base::trimmed(text));
  const auto complaint = check_nick(nick);
  if (complaint) {
    check(complaint->code == 422 && !complaint->text.empty());
    return 0;
  }
  check(valid(nick) && is_clean(nick) && nick.size() <= 4 * protocol::kNickLengthMax);
  check(nick.find_first_of(" :\t\n") == nick.npos);
  check(std::string_view("!*#@/[").find(nick[0]) == std::string_view::npos);
  const std::string skeleton = skeleton_of(nick);
  check(valid(skeleton) && skeleton == skeleton_of(upper(nick)));
  check(!check_nick(upper(nick)));
  return 0;
}
