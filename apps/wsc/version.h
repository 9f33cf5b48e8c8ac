// Which wsc this is.
#pragma once

#include <string_view>

namespace wsc {

inline constexpr std::string_view kVersion = WSD_VERSION;  // from CMakeLists.txt

}  // namespace wsc
