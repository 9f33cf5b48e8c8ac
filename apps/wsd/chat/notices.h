// What a store wants the operator's log to say: put in by its threads, taken by whoever writes the
// log. If nobody takes them, those beyond some are left out.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace chat {

inline constexpr std::size_t kNoticesMax = 16;

class Notices {
 public:
  void put(std::string sentence) {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() < kNoticesMax) waiting_.push_back(std::move(sentence));
  }
  std::optional<std::string> take() {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) return std::nullopt;
    std::string sentence = std::move(waiting_.front());
    waiting_.pop_front();
    return sentence;
  }

 private:
  std::mutex mutex_;
  std::deque<std::string> waiting_;
};

}  // namespace chat
