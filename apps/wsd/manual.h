// What people read of the settings: the help, the configuration as a file, and the key they meant.
#pragma once

#include <string>
#include <string_view>

#include "apps/wsd/options.h"

namespace wsd {

std::string print_help(const Options& defaults);

// All keys with their values and what they mean, as a file that is accepted back.
std::string print_settings(const Options& options);

// The nearest key, if one is near enough to have been meant; else empty.
std::string_view nearest_key(std::string_view key);

}  // namespace wsd
