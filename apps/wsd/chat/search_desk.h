// The thread that searches, for any store, and its budget. Searches take long: on a thread of their
// own they keep nobody from reading history or coming back. Only so many may wait, and the more
// wait, the less time each gets: so everybody's turn comes soon.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "apps/wsd/chat/store.h"
#include "apps/wsd/chat/told_queue.h"
#include "reactor/clock.h"

namespace chat {

inline constexpr std::size_t kSearchesMax = 128;  // that wait or are under way
inline constexpr reactor::Duration kSearchTime = std::chrono::milliseconds(250);  // of one alone
inline constexpr reactor::Duration kSearchTimeLeast = std::chrono::milliseconds(10);

// How long one may take when there are so many, itself among them.
reactor::Duration search_time(std::size_t searches);

struct Search {
  std::string room;
  std::string words;
  std::uint32_t limit = 0;
  ShardNumber shard = 0;
  Ticket ticket = 0;
};

class SearchDesk {
 public:
  // Runs on the desk's thread, one at a time. When the time is over it tells what it has found, and
  // by Page::more that it did not look at what is older.
  using Look = std::function<Page(const Search& search, reactor::Time end)>;

  // REQUIRES: told outlives it, and so does what look uses.
  SearchDesk(ToldQueue& told, Look look);
  ~SearchDesk();  // searches that wait are not answered any more
  SearchDesk(const SearchDesk&) = delete;
  SearchDesk& operator=(const SearchDesk&) = delete;

  // Any thread. Starts the desk's thread, if that was not done: the first ask() does it too, so a
  // server in which nobody searches can do without.
  void begin();
  // Any thread. The page goes into the queue of told; at once, with a failure, if too many wait.
  void ask(Search search);

 private:
  void run();

  ToldQueue& told_;
  const Look look_;
  std::once_flag begun_;
  std::mutex mutex_;  // of what follows
  std::condition_variable news_;
  std::deque<Search> waiting_;
  bool in_hand_ = false;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace chat
