// What this shard's turn has to say to each shard, itself included, gathered into one parcel each.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "broadcast/mesh/mesh.h"

namespace broadcast {

class Post {
 public:
  Post(Mesh& mesh, ShardNumber self);

  ShardNumber self() const { return self_; }
  ShardNumber home_of(std::string_view room) const { return mesh_.home_of(room); }

  Parcel& to(ShardNumber shard) { return outgoing_[shard]; }
  // Hands over what is meant for others.
  void send();
  // What this shard said to itself, or nullopt.
  std::optional<Parcel> take_own();
  bool any_own() const { return !outgoing_[self_].letters.empty(); }

 private:
  Mesh& mesh_;
  ShardNumber self_;
  std::vector<Parcel> outgoing_;
};

}  // namespace broadcast
