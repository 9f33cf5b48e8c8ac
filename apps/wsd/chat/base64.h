// Base64 (RFC 4648 §4), as far as passing it on needs it.
#pragma once

#include <cstddef>
#include <string_view>

namespace chat {

// Strict: whole groups of four, padding only at the end, no bits left over, nothing in between.
bool is_base64(std::string_view text);
// How many bytes it stands for. REQUIRES: is_base64(text).
std::size_t decoded_size(std::string_view text);

}  // namespace chat
