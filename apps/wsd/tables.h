// Descriptor tables: each shard's thread has one of its own, where that is permitted. The limit of
// open files counts per table, so a server of eight shards may hold eight times as many people; and
// no shard waits for another to open or close.
#pragma once

#include <cstddef>
#include <latch>
#include <vector>

#include "broadcast/mesh/mesh.h"

namespace wsd {

class Tables {
 public:
  // Before any thread begins: tries whether it is permitted.
  explicit Tables(std::size_t shards);

  bool own() const { return own_; }
  // How many connections descriptors allow, in all.
  std::size_t places() const;

  // Each shard's thread once, before it opens anything and before it closes any of what is open;
  // the first shard's is the process's own. Returns when all have come. listeners: every shard's;
  // the others' copies are closed here, or none of them would ever be closed for good. Throws
  // std::runtime_error.
  void part(broadcast::ShardNumber self, const std::vector<std::vector<int>>& listeners);
  // So many threads will never come: the others are not to wait for them.
  void miss(std::size_t shards) { parted_.count_down(static_cast<std::ptrdiff_t>(shards)); }

 private:
  std::size_t shards_;
  bool own_;
  std::latch parted_;
};

}  // namespace wsd
