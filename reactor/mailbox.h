// Letters from many threads to one. Posting and taking cost a short lock each; so producers post in
// batches, and the owner takes all there is by one swap of two vectors, which keep their room.
#pragma once

#include <atomic>
#include <cassert>
#include <cstddef>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

#include "reactor/waker.h"

namespace reactor {

// Not bounded: how much may wait is the owner's to decide, by what a letter weighs.
template <class Letter>
class Mailbox {
 public:
  // REQUIRES: waker, the owner's, outlives this.
  explicit Mailbox(Waker& waker) : waker_(waker) {}
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  // Any thread. Letters of one thread arrive in its order.
  void post(Letter letter) {
    {
      const std::lock_guard lock(mutex_);
      letters_.push_back(std::move(letter));
      waiting_.store(letters_.size());
    }
    waker_.wake();
  }

  // Any thread. Posts the whole batch and leaves it empty, with room for the next.
  void post(std::vector<Letter>& batch) {
    if (batch.empty()) return;
    {
      const std::lock_guard lock(mutex_);
      if (letters_.empty()) {
        letters_.swap(batch);
      } else {
        letters_.insert(letters_.end(), std::make_move_iterator(batch.begin()),
                        std::make_move_iterator(batch.end()));
      }
      waiting_.store(letters_.size());
    }
    batch.clear();
    waker_.wake();
  }

  // Any thread, a moment's truth.
  std::size_t waiting() const { return waiting_.load(); }
  bool empty() const { return waiting() == 0; }

  // Owner. Takes every letter that waits. REQUIRES: letters is empty (its room is given in
  // exchange).
  void take(std::vector<Letter>& letters) {
    assert(letters.empty());
    if (empty()) return;
    const std::lock_guard lock(mutex_);
    letters_.swap(letters);
    waiting_.store(0);
  }

 private:
  Waker& waker_;
  std::mutex mutex_;
  std::vector<Letter> letters_;
  std::atomic<std::size_t> waiting_ = 0;  // letters_.size(), seen without the lock
};

}  // namespace reactor
