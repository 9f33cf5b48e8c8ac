// A condition and no waker: the thread may begin when others have descriptor tables of their own
// already, and a condition needs no descriptor.
#include "apps/wsd/chat/search_desk.h"

#include <algorithm>
#include <utility>

namespace chat {
namespace {

constexpr const char* kTooMany =
    "Not searched: too many searches wait on this server. Try again in a moment.";

}  // namespace

reactor::Duration search_time(std::size_t searches) {
  const auto shared_by = static_cast<reactor::Duration::rep>(std::max<std::size_t>(searches, 1));
  return std::max(kSearchTime / shared_by, kSearchTimeLeast);
}

SearchDesk::SearchDesk(ToldQueue& told, Look look) : told_(told), look_(std::move(look)) {}

SearchDesk::~SearchDesk() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  news_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void SearchDesk::begin() {
  std::call_once(begun_, [this] { thread_ = std::thread([this] { run(); }); });
}

void SearchDesk::ask(Search search) {
  begin();
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() + (in_hand_ ? 1 : 0) < kSearchesMax) {
      waiting_.push_back(std::move(search));
      news_.notify_one();
      return;
    }
  }
  told_.put(search.shard, {search.ticket, Page{.failure = kTooMany}});
}

void SearchDesk::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    news_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
    if (ends_) return;
    const reactor::Duration time = search_time(waiting_.size());
    const Search search = std::move(waiting_.front());
    waiting_.pop_front();
    in_hand_ = true;
    lock.unlock();
    Page page = look_(search, reactor::now() + time);
    told_.put(search.shard, {search.ticket, std::move(page)});
    lock.lock();
    in_hand_ = false;
  }
}

}  // namespace chat
