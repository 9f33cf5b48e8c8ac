// The thread that writes. What comes in while a transaction is under way makes the next one.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "apps/wsd/chat/told_queue.h"
#include "apps/wsd/disk/reader.h"
#include "apps/wsd/disk/scribe.h"
#include "reactor/mailbox.h"
#include "reactor/waker.h"

namespace disk {

class Writer {
 public:
  // All that is referred to outlives it; the scribe is its own from now on.
  Writer(Scribe& scribe, KnownRooms& rooms, Reader& reader, chat::ToldQueue& told);
  ~Writer();  // everything posted is done, and numbers are exact
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void post(Job job);  // any thread
  // Why an append would fail at once: the disk is in trouble, or much too slow. Empty: it would
  // not.
  std::string refusal() const;
  std::string trouble() const;

 private:
  void run();
  void work(std::vector<Job>& batch);
  void answer(const Job& job, chat::Kept kept);
  void set_trouble(const std::string& sentence);

  Scribe& scribe_;
  KnownRooms& rooms_;
  Reader& reader_;
  chat::ToldQueue& told_;
  reactor::Waker waker_;
  reactor::Mailbox<Job> jobs_{waker_};
  std::atomic<std::size_t> bytes_ = 0;  // of the jobs that wait or are in hand
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> in_trouble_ = false;
  mutable std::mutex mutex_;
  std::string trouble_;
  std::vector<std::vector<chat::Told>> answers_;  // by shard
  std::thread thread_;                            // last: it uses the others
};

}  // namespace disk
