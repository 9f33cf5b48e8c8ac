// A handful of logs at most: looked through from the first.
#include "broadcast/rooms/room.h"

#include <cassert>
#include <cstring>

namespace broadcast {

static_assert(std::has_unique_object_representations_v<RoomOptions>);  // it travels as its bytes

std::vector<std::byte> pack_room(const RoomOptions& options, std::string_view name) {
  std::vector<std::byte> packed(sizeof options + name.size());
  std::memcpy(packed.data(), &options, sizeof options);
  if (!name.empty()) std::memcpy(packed.data() + sizeof options, name.data(), name.size());
  return packed;
}

std::pair<RoomOptions, std::string> unpack_room(std::span<const std::byte> packed) {
  RoomOptions options;
  assert(packed.size() >= sizeof options);
  std::memcpy(&options, packed.data(), sizeof options);
  const auto name = packed.subspan(sizeof options);
  return {options, std::string(reinterpret_cast<const char*>(name.data()), name.size())};
}

RoomLog* Room::find(Wire wire) {
  for (RoomLog& log : logs) {
    if (log.wire == wire) return &log;
  }
  return nullptr;
}

std::uint32_t Room::forms() const {
  std::uint32_t forms = 0;
  for (const RoomLog& log : logs) forms |= std::uint32_t{1} << form_of(log.wire);
  return forms;
}

}  // namespace broadcast
