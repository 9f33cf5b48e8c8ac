// Which names people and rooms may have, and which names are too much alike.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "apps/wsd/chat/request.h"

namespace chat {

inline constexpr std::size_t kNickLengthMax = 32;  // characters
inline constexpr std::size_t kNickBytesMax = kNickLengthMax * 4;
inline constexpr std::string_view kNickLengthRule = "A name has 1 to 32 characters.";
inline constexpr std::size_t kNickMarksMax = 4;  // accents upon one letter
inline constexpr std::size_t kRoomNameMax = 64;  // bytes
inline constexpr std::string_view kRoomNameRule =
    "A room's name is 1 to 64 of a-z, 0-9, '.', '_' and '-', and begins with a letter or digit.";

// What is wrong with a name somebody wants, or nothing. Spaces around it are not part of it:
// trimmed() first. Nobody is called like the server ("Server") or like somebody who has chosen no
// name ("User 7", "u7"), and no name begins or goes on like a line of another kind.
std::optional<Complaint> check_nick(std::string_view nick);
// Names with one skeleton look alike: without regard to case, width and letters of other scripts.
// Capital I looks like small l, therefore i, l and 1 are one letter here. What a stranger wrote is
// looked at by its size first: of more than kNickBytesMax nobody is called.
std::string skeleton_of(std::string_view nick);

// "Ops" to "ops"; nullopt if that is no room's name: [a-z0-9][a-z0-9._-]{0,63}, upper case folded.
std::optional<std::string> room_name(std::string_view text);

std::string_view trimmed(std::string_view text);  // without ASCII's spaces around it

}  // namespace chat
