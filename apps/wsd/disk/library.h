// Reads in the database: pages of a room, and messages by their words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "apps/wsd/chat/store.h"
#include "apps/wsd/disk/database.h"
#include "apps/wsd/disk/ledger.h"
#include "reactor/clock.h"

namespace disk {

class Search;

class Library {
 public:
  explicit Library(const std::string& path, const std::string& vfs = {});

  RoomFinder& rooms() { return finder_; }
  // As Store::read() and Store::search() promise. What fails is thrown as Failure.
  chat::Page page(std::string_view room, const chat::PageWish& wish);
  // end: when a search has taken its time; it tells what it has found by then.
  chat::Page search(std::string_view room, std::string_view words, std::uint32_t limit,
                    reactor::Time end = reactor::Time::max());

 private:
  // Some messages of a room on one side of a number, the nearest first.
  struct Shelf {
    std::vector<Message> messages;
    bool more = false;
  };
  enum class Side : std::uint8_t { older, newer };  // below the number; from it on
  bool has_holes(const RoomRow& room, const chat::Page& page, const Shelf& shelf);
  Shelf look(const RoomRow& room, Side side, Sequence seq, std::size_t count, std::size_t bytes);
  void look_through(const RoomRow& room, Sequence above, Search& search, chat::Page& page);
  void search_index(const RoomRow& room, const std::string& expression, Search& search,
                    chat::Page& page);

  Database database_;
  RoomFinder finder_;
  Statement older_;
  Statement newer_;
  Statement found_;
  Statement message_;
  Statement count_;
};

}  // namespace disk
