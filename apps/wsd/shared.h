// What all shards of the process share.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "apps/wsd/chat/commons.h"
#include "apps/wsd/gatekeeper.h"
#include "apps/wsd/options.h"
#include "apps/wsd/readiness.h"
#include "broadcast/connections/strangers.h"
#include "broadcast/mesh/mesh.h"

namespace wsd {

struct Shared {
  // Throws what opening a store throws. mesh: how a sleeping shard is woken.
  Shared(const Options& options, broadcast::Mesh& mesh, std::size_t places);

  std::unique_ptr<chat::Store> store;
  chat::Commons commons;
  Gatekeeper gatekeeper;
  broadcast::Strangers strangers;  // before the gatekeeper
  Readiness readiness;
  std::atomic<std::uint64_t> connections = 0;  // that ever came, to name them
  std::int64_t started = 0;                    // Unix seconds
};

// What the chat is told of the options.
chat::Rules rules_of(const Options& options);

}  // namespace wsd
