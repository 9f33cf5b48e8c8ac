// Room names are ASCII: they stand in addresses.
#include "apps/protocol/names.h"

#include "base/ascii.h"

namespace protocol {

std::optional<std::string> room_name(std::string_view text) {
  if (text.empty() || text.size() > kRoomNameMax) return std::nullopt;
  std::string name;
  for (const char byte : text) {
    const char lower = base::lower(byte);
    const bool inner = lower == '.' || lower == '_' || lower == '-';
    if (!base::is_alphanumeric(lower) && (!inner || name.empty())) return std::nullopt;
    name += lower;
  }
  return name;
}

}  // namespace protocol
