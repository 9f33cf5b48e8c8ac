// One parcel a shard and turn: one lock and at most one wake each.
#include "broadcast/mesh/post.h"

namespace broadcast {

Post::Post(Mesh& mesh, ShardNumber self) : mesh_(mesh), self_(self), outgoing_(mesh.shards()) {}

void Post::send() {
  const ShardNumber shards = mesh_.shards();
  for (ShardNumber shard = 0; shard < shards; ++shard) {
    if (shard == self_ || outgoing_[shard].letters.empty()) continue;
    outgoing_[shard].from = self_;
    mesh_.post(shard, std::exchange(outgoing_[shard], Parcel{}));
  }
}

std::optional<Parcel> Post::take_own() {
  if (outgoing_[self_].letters.empty()) return std::nullopt;
  outgoing_[self_].from = self_;
  return std::exchange(outgoing_[self_], Parcel{});
}

}  // namespace broadcast
