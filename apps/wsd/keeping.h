// The settings of what is kept: where, how safely, how much.
#pragma once

#include <vector>

#include "apps/wsd/setting.h"

namespace wsd {

std::vector<Setting> keeping_settings();

// What that comes to: of each room, and bytes of the data directory (0: no limit).
Retention history_of(const Options& options);
std::uint64_t data_max_of(const Options& options);

}  // namespace wsd
