// A thread for what blocks: databases, password hashing, name lookups. Jobs go in by a mailbox;
// answers come back by whatever mailbox the work posts to.
#pragma once

#include <atomic>
#include <cassert>
#include <cstddef>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "reactor/mailbox.h"
#include "reactor/waker.h"

namespace reactor {

// Worker<Job> worker([&answers](Worker<Job>& jobs) {
//   while (auto job = jobs.next()) answers.post(done(*job));
// });
template <class Job>
class Worker {
 public:
  // Starts the thread. body runs on it and returns once next() has nothing more.
  template <class Body>
  explicit Worker(Body body) : thread_([this, body = std::move(body)]() mutable { body(*this); }) {}
  ~Worker() { stop(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Owner. REQUIRES: not stopped.
  void post(Job job) {
    assert(!stopping_.load());
    jobs_.post(std::move(job));
  }

  // Any thread: jobs not yet begun, but for those taken in hand together.
  std::size_t waiting() const { return jobs_.waiting(); }

  // Owner. Waits until every job posted so far is done. May be called twice.
  void stop() {
    stopping_.store(true);
    waker_.wake();
    if (thread_.joinable()) thread_.join();
  }

  // The worker's thread. Sleeps until there is a job; nullopt when stopped and all are done.
  std::optional<Job> next() {
    while (taken_ == in_hand_.size()) {
      const bool last = stopping_.load();
      in_hand_.clear();
      taken_ = 0;
      jobs_.take(in_hand_);
      if (!in_hand_.empty()) break;
      if (last) return std::nullopt;
      waker_.drowsy();
      if (jobs_.empty() && !stopping_.load()) waker_.sleep();
      waker_.awake();
    }
    return std::move(in_hand_[taken_++]);
  }

 private:
  Waker waker_;
  Mailbox<Job> jobs_{waker_};
  std::atomic<bool> stopping_ = false;
  std::vector<Job> in_hand_;  // the worker's thread only
  std::size_t taken_ = 0;     // of in_hand_
  std::thread thread_;        // last: it uses the others
};

}  // namespace reactor
