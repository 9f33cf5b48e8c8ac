// The names that rooms and people may have, as far as server and client have to agree. Whether two
// people's names look alike is the server's to say. Any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace protocol {

inline constexpr std::size_t kRoomNameMax = 64;  // bytes
inline constexpr std::string_view kRoomNameRule =
    "A room's name is 1 to 64 of a-z, 0-9, '.', '_' and '-', and begins with a letter or digit.";

// "Ops" to "ops"; nullopt if that is no room's name: [a-z0-9][a-z0-9._-]{0,63}, upper case folded.
std::optional<std::string> room_name(std::string_view text);

inline constexpr std::size_t kNickLengthMax = 32;  // characters
inline constexpr std::size_t kNickBytesMax = kNickLengthMax * 4;
inline constexpr std::string_view kNickLengthRule = "A name has 1 to 32 characters.";

}  // namespace protocol
