// Base64 (RFC 4648 §4) both ways.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wsc {

std::string to_base64(std::string_view bytes);

// nullopt: that is none. Padding is demanded.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace wsc
