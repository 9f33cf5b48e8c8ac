// The threads that read: one for pages and heads of rooms, one for searches, each on a connection
// of its own. A page and a search are of one state of the database.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "apps/wsd/chat/search_desk.h"
#include "apps/wsd/chat/told_queue.h"
#include "apps/wsd/disk/database.h"
#include "apps/wsd/disk/known_rooms.h"
#include "reactor/worker.h"

namespace disk {

struct SearchWish {
  std::string words;
  std::uint32_t limit = 0;
};

struct HeadWish {};  // what opening the room needs

struct Query {
  std::string room;
  std::variant<chat::PageWish, SearchWish, HeadWish> what;
  chat::ShardNumber shard = 0;
  chat::Ticket ticket = 0;
};

class Library;

class Reader {
 public:
  // REQUIRES: rooms and told outlive it.
  Reader(const std::string& path, const std::string& vfs, KnownRooms& rooms, chat::ToldQueue& told);
  ~Reader();

  // Any thread; the answer goes into the queue of told.
  void ask(Query query);

 private:
  void answer_all(reactor::Worker<Query>& queries);
  void answer(const Query& query, std::unique_ptr<Library>& library);
  chat::Page search(const chat::Search& search, reactor::Time end);

  const std::string path_;
  const std::string vfs_;
  KnownRooms& rooms_;
  chat::ToldQueue& told_;
  std::unique_ptr<Library> searched_;  // the desk's
  chat::SearchDesk desk_;
  reactor::Worker<Query> worker_;  // last: it uses the others
};

}  // namespace disk
