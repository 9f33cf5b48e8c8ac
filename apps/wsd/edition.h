// The options as they are now, from the one who reloads them to all shards. A shard takes a new
// edition between two turns, so within a turn its options stay what they are.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

#include "apps/wsd/options.h"

namespace wsd {

class Editions {
 public:
  explicit Editions(Options first) : latest_(std::make_shared<const Options>(std::move(first))) {}

  // Any thread, as all here.
  void publish(Options next);
  unsigned number() const { return number_.load(std::memory_order_acquire); }
  std::shared_ptr<const Options> latest() const;

 private:
  std::atomic<unsigned> number_ = 1;
  mutable std::mutex lock_;  // of what follows
  std::shared_ptr<const Options> latest_;
};

// A shard's own copy. What refers to its options, or to a part of them, sees the new ones after
// turn().
class Edition {
 public:
  explicit Edition(const Editions& editions);

  // At the beginning of a turn: whether the options are others now.
  bool turn();
  const Options& options() const { return options_; }

 private:
  const Editions& editions_;
  unsigned number_;
  Options options_;
};

}  // namespace wsd
