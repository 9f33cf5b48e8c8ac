// The connections as the operator sees them, in JSON: /api/v1/connections.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "apps/wsd/chat/chat.h"
#include "apps/wsd/visitor.h"
#include "broadcast/shard.h"

namespace wsd {

// Those of one shard with numbers above `after`, at most limit, by rising number: for
// merge_rosters().
std::string roster(broadcast::Shard& shard, Visitors& visitors, const chat::Chat& chat,
                   std::uint64_t after, std::uint32_t limit);

// Those of all shards, at most limit, as one JSON object.
std::string merge_rosters(std::span<const std::string> rosters, std::uint32_t limit);

}  // namespace wsd
