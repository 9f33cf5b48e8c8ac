// The writer's side of the database: rooms and messages go in, are counted and go out again.
// Nothing here begins or ends a transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/wsd/chat/message.h"
#include "apps/wsd/chat/store.h"
#include "apps/wsd/disk/database.h"

namespace disk {

using chat::Message;
using chat::Milliseconds;
using chat::Sequence;

// A room as the database has it; id 0: it has it not.
struct RoomRow {
  std::int64_t id = 0;
  std::string epoch{};
  std::string topic{};
  std::int64_t base = 1;
  std::int64_t life = 0;
  Sequence last = 0;
  Sequence trimmed = 0;
  Sequence indexed = 0;
  std::int64_t count = 0;
  std::int64_t bytes = 0;
  Milliseconds oldest = 0;  // the time of its oldest message
};

// The number of its next message in that life of the server: above all that may have been given in
// any before. A damaged row may say anything; a number comes of it all the same.
Sequence next_in(const RoomRow& room, std::int64_t life);

// What a message counts for in a room's limit of bytes.
std::int64_t weight_of(const Message& message);

// Looks rooms up; any connection may have one.
class RoomFinder {
 public:
  explicit RoomFinder(Database& database);

  std::optional<RoomRow> find(std::string_view name);  // throws Failure, too, if it cannot be
  Sequence first(const RoomRow& room);                 // 0: none
  // Of its newest messages those that a session's cid stands for, the oldest first.
  std::vector<chat::KnownCid> cids(const RoomRow& room);

 private:
  Statement find_;
  Statement first_;
  Statement cids_;
};

// All that the server needs of a room in order to open it.
struct StoredRoom {
  std::optional<RoomRow> row{};  // none: the database does not have the room
  Sequence first = 0;
  std::vector<chat::KnownCid> cids{};
  std::string unreadable{};  // why the rest could not be read
};
StoredRoom read_room(RoomFinder& finder, std::string_view name);

class Ledger {
 public:
  explicit Ledger(Database& database);

  // Sets its id. Throws Failure of one statement, and leaves nothing, if all have been given.
  void create(std::string_view name, RoomRow& room);
  void update(const RoomRow& room);
  void remove(const RoomRow& room);                 // REQUIRES: it has no messages
  void put(RoomRow& room, const Message& message);  // and counts it
  bool has(const RoomRow& room, Sequence seq);
  Milliseconds oldest(const RoomRow& room);  // its time; REQUIRES: there is one

  // Takes out the oldest while `is_over(room, their time)` holds, at most so many.
  template <typename IsOver>
  int trim(RoomRow& room, int most, IsOver&& is_over) {
    int taken = 0;
    auto one = oldest_message(room);
    for (; taken < most && one && is_over(room, one->ts); ++taken) {
      drop(room, *one);
      one = oldest_message(room);
    }
    room.oldest = one ? one->ts : 0;
    return taken;
  }
  void erase(RoomRow& room, const Message& message);  // REQUIRES: it is there
  // Puts the words of its oldest messages without into the index, at most so many.
  int index(RoomRow& room, int most);

  // Of its messages that are not later than that the oldest: its time.
  std::optional<Milliseconds> oldest_until(const RoomRow& room, Milliseconds end);
  // The rooms whose oldest messages are older than all others', and the time of those.
  std::vector<std::pair<std::string, Milliseconds>> rooms_by_age(int most);

  // Rooms after that id, some of them, for whoever looks at all in turn.
  std::vector<std::pair<std::int64_t, std::string>> rooms_after(std::int64_t id, int most);
  std::vector<std::string> rooms_to_index(int most);

  // Small things under a key; no value: it goes.
  void put_slip(const chat::Slip& slip);

 private:
  std::optional<Message> oldest_message(const RoomRow& room);
  void drop(RoomRow& room, const Message& message);
  void add_words(const RoomRow& room, const Message& message);

  Statement create_;
  Statement update_;
  Statement remove_;
  Statement put_;
  Statement has_;
  Statement oldest_;
  Statement drop_;
  Statement to_index_;
  Statement add_words_;
  Statement drop_words_;
  Statement oldest_until_;
  Statement rooms_by_age_;
  Statement rooms_after_;
  Statement rooms_to_index_;
  Statement put_slip_;
  Statement drop_slip_;
};

// Columns of a message from the first on: id, ts, kind, content, user, nick, text, session, cid.
Message message_in(const Statement& row);

}  // namespace disk
