// Answers of a store, one queue for each shard that asked. Put in by any thread, taken by the
// shard's own.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "apps/wsd/chat/store.h"
#include "broadcast/mesh/mesh.h"

namespace chat {

class ToldQueue {
 public:
  // REQUIRES: the mesh outlives it.
  explicit ToldQueue(broadcast::Mesh& mesh);

  // Any thread. The shard is woken if it had nothing to take.
  void put(ShardNumber shard, Told told);
  void put(ShardNumber shard, std::vector<Told>& batch);  // leaves it empty
  // The shard's own thread.
  std::optional<Told> next(ShardNumber shard);

 private:
  struct Queue {
    std::mutex mutex;
    std::vector<Told> waiting;
    std::atomic<bool> any = false;  // waiting is not empty, seen without the lock
    std::vector<Told> taken;        // the shard's
    std::size_t next = 0;           // of taken
  };

  broadcast::Mesh& mesh_;
  std::vector<std::unique_ptr<Queue>> queues_;
};

}  // namespace chat
