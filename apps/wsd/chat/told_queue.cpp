// The shard takes all there is by one swap, and then from its own. Whoever puts into an empty queue
// wakes: by an empty parcel, since a shard that is awake now looks for mail before it sleeps.
#include "apps/wsd/chat/told_queue.h"

#include <iterator>
#include <utility>

namespace chat {

ToldQueue::ToldQueue(broadcast::Mesh& mesh) : mesh_(mesh) {
  for (ShardNumber i = 0; i < mesh.shards(); ++i) queues_.push_back(std::make_unique<Queue>());
}

void ToldQueue::put(ShardNumber shard, Told told) {
  Queue& queue = *queues_[shard];
  {
    const std::lock_guard lock(queue.mutex);
    queue.waiting.push_back(std::move(told));
    if (queue.any.exchange(true)) return;
  }
  mesh_.post(shard, {});
}

void ToldQueue::put(ShardNumber shard, std::vector<Told>& batch) {
  if (batch.empty()) return;
  Queue& queue = *queues_[shard];
  const bool first = [&] {
    const std::lock_guard lock(queue.mutex);
    queue.waiting.insert(queue.waiting.end(), std::make_move_iterator(batch.begin()),
                         std::make_move_iterator(batch.end()));
    return !queue.any.exchange(true);
  }();
  batch.clear();
  if (first) mesh_.post(shard, {});
}

std::optional<Told> ToldQueue::next(ShardNumber shard) {
  Queue& queue = *queues_[shard];
  if (queue.next == queue.taken.size()) {
    if (!queue.any.load()) return std::nullopt;
    queue.taken.clear();
    queue.next = 0;
    const std::lock_guard lock(queue.mutex);
    queue.taken.swap(queue.waiting);
    queue.any.store(false);
  }
  return std::move(queue.taken[queue.next++]);
}

}  // namespace chat
