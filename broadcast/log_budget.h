// How much one log may weigh, given what all logs of the process weigh. The same rule for a room's
// log at its home, for what an audience keeps for slow members, and on every shard: so the largest
// logs give first, wherever they are, and no shard has to ask another.
#pragma once

#include <cstddef>

#include "broadcast/settings.h"

namespace broadcast {

inline constexpr std::size_t kAnyWeight = ~std::size_t{0};

// While all segments weigh `live`: as much as it likes up to seven eighths of the budget. From
// there on less and less, by halves, from the larger of retention and lag down; nothing at the
// budget itself.
std::size_t may_weigh(std::size_t live, const LogLimits& limits);
std::size_t may_weigh(const LogLimits& limits);  // while they weigh what they do now

}  // namespace broadcast
