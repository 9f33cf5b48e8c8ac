// Which wsd this is.
#pragma once

#include <string_view>

namespace wsd {

inline constexpr std::string_view kVersion = WSD_VERSION;  // from CMakeLists.txt

}  // namespace wsd
