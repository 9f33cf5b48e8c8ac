// Base64 (RFC 4648 §4) both ways. Any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace base {

// Strict: whole groups of four, padding only at the end, no bits left over, nothing in between.
bool is_base64(std::string_view text);
// How many bytes it stands for. REQUIRES: is_base64(text).
std::size_t decoded_size(std::string_view text);

std::string to_base64(std::string_view bytes);
// nullopt: the text is not base64.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace base
