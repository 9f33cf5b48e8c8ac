// Which names people may have, and which names are too much alike.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "apps/wsd/chat/request.h"

namespace chat {

inline constexpr std::size_t kNickMarksMax = 4;  // accents upon one letter

// What is wrong with a name somebody wants, or nothing. Spaces around it are not part of it:
// trimmed() first. Nobody is called like the server ("Server") or like somebody who has chosen no
// name ("User 7", "u7"), and no name begins or goes on like a line of another kind.
std::optional<Complaint> check_nick(std::string_view nick);
// Names with one skeleton look alike: without regard to case, width and letters of other scripts.
// Capital I looks like small l, therefore i, l and 1 are one letter here. What a stranger wrote is
// looked at by its size first: of more than protocol::kNickBytesMax nobody is called.
std::string skeleton_of(std::string_view nick);

}  // namespace chat
