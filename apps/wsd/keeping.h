// The settings of what is kept: where, how safely, how much.
#pragma once

#include <vector>

#include "apps/wsd/setting.h"

namespace wsd {

std::vector<Setting> keeping_settings();

}  // namespace wsd
