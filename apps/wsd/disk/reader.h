// The thread that reads: pages and searches, on a connection of its own, each of one state of the
// database.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "apps/wsd/chat/told_queue.h"
#include "apps/wsd/disk/database.h"
#include "reactor/worker.h"

namespace disk {

struct SearchWish {
  std::string words;
  std::uint32_t limit = 0;
};

struct Query {
  std::string room;
  std::variant<chat::PageWish, SearchWish> what;
  chat::ShardNumber shard = 0;
  chat::Ticket ticket = 0;
};

class Reader {
 public:
  // REQUIRES: told outlives it.
  Reader(const std::string& path, const std::string& vfs, chat::ToldQueue& told);

  // Any thread; the answer goes into the queue of told.
  void ask(Query query) { worker_.post(std::move(query)); }

 private:
  void answer_all(reactor::Worker<Query>& queries);

  const std::string path_;
  const std::string vfs_;
  chat::ToldQueue& told_;
  reactor::Worker<Query> worker_;  // last: it uses the others
};

}  // namespace disk
