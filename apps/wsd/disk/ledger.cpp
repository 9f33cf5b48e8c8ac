// Each statement is prepared once. A message's row lies among its room's, in their order; the words
// of its text stand in the index under the same number.
#include "apps/wsd/disk/ledger.h"

#include <algorithm>

#include "apps/wsd/chat/words.h"
#include "apps/wsd/disk/failure.h"
#include "apps/wsd/disk/schema.h"
#include "base/utc.h"

namespace disk {
namespace {

constexpr std::int64_t kMessageOverhead = 48;  // of its row and its place in the trees, about
constexpr std::string_view kMessage =
    "SELECT id, ts, kind, content, user, nick, text, session, cid FROM messages ";

std::string message_where(std::string_view rest) {
  return std::string(kMessage).append(rest);
}

bool is_room(std::int64_t id) {
  return id > 0 && id + 1 < kRoomEnd;  // where its messages end the next one's begin
}

bool has_words(const Message& message) {
  return message.content != chat::Content::bin;
}

}  // namespace

Sequence next_in(const RoomRow& room, std::int64_t life) {
  constexpr auto kEnd = static_cast<std::uint64_t>(kSequenceEnd);
  constexpr auto kJump = static_cast<std::uint64_t>(kBlock);
  // Two's complement: right also where the difference is beyond what is signed.
  const std::uint64_t lives =
      life > room.life ? static_cast<std::uint64_t>(life) - static_cast<std::uint64_t>(room.life)
                       : 0;
  const Sequence base = within(room.base < 1 ? 1 : static_cast<std::uint64_t>(room.base));
  return within(std::max(base + std::min(lives, kEnd / kJump) * kJump, within(room.last) + 1));
}

std::int64_t weight_of(const Message& message) {
  return kMessageOverhead + static_cast<std::int64_t>(message.text.size() + message.nick.size() +
                                                      message.session.size() + message.cid.size());
}

Message message_in(const Statement& row) {
  return {.seq = sequence_of(row.number(0)),
          .ts = std::clamp<Milliseconds>(row.number(1), 0, base::kTimeMost),
          .kind = static_cast<chat::Happening::Kind>(row.number(2)),
          .content = static_cast<chat::Content>(row.number(3)),
          .user = static_cast<chat::UserNumber>(row.number(4)),
          .nick = std::string(row.text(5)),
          .text = std::string(row.text(6)),
          .session = std::string(row.text(7)),
          .cid = std::string(row.text(8))};
}

// ---- rooms are found ----

RoomFinder::RoomFinder(Database& database)
    : find_(database.prepare("SELECT id, epoch, topic, base, life, last, trimmed, indexed, count, "
                             "bytes, oldest FROM rooms WHERE name = ?1")),
      first_(database.prepare("SELECT id FROM messages WHERE id > ?1 AND id < ?2 "
                              "ORDER BY id LIMIT 1")),
      cids_(database.prepare("SELECT id, ts, session, cid FROM (SELECT id, ts, session, cid FROM "
                             "messages WHERE id >= ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3) "
                             "WHERE cid <> '' AND session <> '' ORDER BY id")) {}

std::optional<RoomRow> RoomFinder::find(std::string_view name) {
  if (!find_.bind(1, name).step()) return std::nullopt;
  RoomRow room{.id = find_.number(0),
               .epoch = std::string(find_.text(1)),
               .topic = std::string(find_.text(2)),
               .base = find_.number(3),
               .life = find_.number(4),
               .last = static_cast<Sequence>(find_.number(5)),
               .trimmed = static_cast<Sequence>(find_.number(6)),
               .indexed = static_cast<Sequence>(find_.number(7)),
               .count = find_.number(8),
               .bytes = find_.number(9),
               .oldest = find_.number(10)};
  find_.reset();
  // Its messages would lie among another room's.
  if (!is_room(room.id)) throw Failure(kDamaged, "a room's number");
  return room;
}

Sequence RoomFinder::first(const RoomRow& room) {
  first_.bind(1, message_id(room.id, room.trimmed)).bind(2, message_id(room.id + 1, 0));
  const Sequence first = first_.step() ? sequence_of(first_.number(0)) : 0;
  first_.reset();
  return first;
}

std::vector<chat::KnownCid> RoomFinder::cids(const RoomRow& room) {
  std::vector<chat::KnownCid> known;
  cids_.bind(1, message_id(room.id, 0))
      .bind(2, message_id(room.id + 1, 0))
      .bind(3, chat::kCidsKnown);
  while (cids_.step()) {
    known.push_back({.session = std::string(cids_.text(2)),
                     .cid = std::string(cids_.text(3)),
                     .seq = sequence_of(cids_.number(0)),
                     .ts = cids_.number(1)});
  }
  return known;
}

StoredRoom read_room(RoomFinder& finder, std::string_view name) {
  StoredRoom stored;
  try {
    stored.row = finder.find(name);
    if (stored.row) stored.first = finder.first(*stored.row);
  } catch (const Failure& failure) {
    return {.unreadable = failure.sentence()};
  }
  try {
    if (stored.row) stored.cids = finder.cids(*stored.row);
  } catch (const Failure&) {
    stored.cids.clear();  // the writer meets the same failure, and reports it
  }
  return stored;
}

// ---- rooms and messages go in ----

Ledger::Ledger(Database& database)
    : create_(database.prepare("INSERT INTO rooms (name, epoch, topic, base, life) "
                               "VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id")),
      update_(database.prepare("UPDATE rooms SET topic = ?2, base = ?3, life = ?4, last = ?5, "
                               "trimmed = ?6, indexed = ?7, count = ?8, bytes = ?9, oldest = ?10 "
                               "WHERE id = ?1")),
      remove_(database.prepare("DELETE FROM rooms WHERE id = ?1")),
      put_(database.prepare("INSERT INTO messages VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")),
      has_(database.prepare("SELECT 1 FROM messages WHERE id = ?1")),
      oldest_(database.prepare(message_where("WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT 1"))),
      drop_(database.prepare("DELETE FROM messages WHERE id = ?1")),
      to_index_(database.prepare(message_where("WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3"))),
      add_words_(database.prepare("INSERT INTO words (rowid, text) VALUES (?1, ?2)")),
      drop_words_(
          database.prepare("INSERT INTO words (words, rowid, text) VALUES ('delete', ?1, ?2)")),
      oldest_until_(database.prepare(
          "SELECT ts FROM messages WHERE id > ?1 AND id < ?2 AND ts <= ?3 ORDER BY id LIMIT 1")),
      rooms_by_age_(database.prepare(
          "SELECT name, oldest FROM rooms WHERE count > 0 ORDER BY oldest LIMIT ?1")),
      rooms_after_(
          database.prepare("SELECT id, name FROM rooms WHERE id > ?1 ORDER BY id LIMIT ?2")),
      rooms_to_index_(database.prepare("SELECT name FROM rooms WHERE indexed < last LIMIT ?1")),
      put_slip_(database.prepare("INSERT OR REPLACE INTO slips VALUES (?1, ?2)")),
      drop_slip_(database.prepare("DELETE FROM slips WHERE key = ?1")) {}

void Ledger::create(std::string_view name, RoomRow& room) {
  create_.bind(1, name).bind(2, room.epoch).bind(3, room.topic);
  create_.bind(4, room.base).bind(5, room.life).step();
  const std::int64_t id = create_.number(0);
  create_.run();
  if (!is_room(id)) {
    remove_.bind(1, id).run();
    throw Failure(kTooBig, "a room's number");
  }
  room.id = id;
}

void Ledger::update(const RoomRow& room) {
  update_.bind(1, room.id).bind(2, room.topic).bind(3, room.base).bind(4, room.life);
  update_.bind(5, static_cast<std::int64_t>(room.last));
  update_.bind(6, static_cast<std::int64_t>(room.trimmed));
  update_.bind(7, static_cast<std::int64_t>(room.indexed));
  update_.bind(8, room.count).bind(9, room.bytes).bind(10, room.oldest).run();
}

void Ledger::remove(const RoomRow& room) {
  remove_.bind(1, room.id).run();
}

void Ledger::put(RoomRow& room, const Message& message) {
  put_.bind(1, message_id(room.id, message.seq)).bind(2, message.ts);
  put_.bind(3, static_cast<std::int64_t>(message.kind));
  put_.bind(4, static_cast<std::int64_t>(message.content));
  put_.bind(5, static_cast<std::int64_t>(message.user)).bind(6, message.nick);
  put_.bind_blob(7, message.text).bind(8, message.session).bind(9, message.cid).run();
  if (message.seq <= room.indexed) add_words(room, message);
  if (room.count == 0) room.oldest = message.ts;
  room.last = std::max(room.last, message.seq);
  room.bytes += weight_of(message);
  ++room.count;
}

bool Ledger::has(const RoomRow& room, Sequence seq) {
  has_.bind(1, message_id(room.id, seq));
  const bool there = has_.step();
  has_.reset();
  return there;
}

// ---- and out again ----

std::optional<Message> Ledger::oldest_message(const RoomRow& room) {
  oldest_.bind(1, message_id(room.id, room.trimmed)).bind(2, message_id(room.id + 1, 0));
  std::optional<Message> message;
  if (oldest_.step()) message = message_in(oldest_);
  oldest_.reset();
  return message;
}

Milliseconds Ledger::oldest(const RoomRow& room) {
  const auto message = oldest_message(room);
  return message ? message->ts : 0;
}

std::optional<Milliseconds> Ledger::oldest_until(const RoomRow& room, Milliseconds end) {
  oldest_until_.bind(1, message_id(room.id, room.trimmed));
  oldest_until_.bind(2, message_id(room.id + 1, 0)).bind(3, end);
  std::optional<Milliseconds> ts;
  if (oldest_until_.step()) ts = oldest_until_.number(0);
  oldest_until_.reset();
  return ts;
}

std::vector<std::pair<std::string, Milliseconds>> Ledger::rooms_by_age(int most) {
  std::vector<std::pair<std::string, Milliseconds>> rooms;
  rooms_by_age_.bind(1, most);
  while (rooms_by_age_.step()) {
    rooms.emplace_back(std::string(rooms_by_age_.text(0)), rooms_by_age_.number(1));
  }
  return rooms;
}

void Ledger::drop(RoomRow& room, const Message& message) {
  erase(room, message);
  room.trimmed = message.seq;
}

void Ledger::erase(RoomRow& room, const Message& message) {
  const std::int64_t id = message_id(room.id, message.seq);
  if (message.seq <= room.indexed && has_words(message)) {
    const std::string words = chat::indexed_words(message.text);
    drop_words_.bind(1, id).bind(2, words).run();
  }
  drop_.bind(1, id).run();
  room.bytes -= weight_of(message);
  --room.count;
}

// ---- words ----

void Ledger::add_words(const RoomRow& room, const Message& message) {
  if (!has_words(message)) return;
  const std::string words = chat::indexed_words(message.text);
  add_words_.bind(1, message_id(room.id, message.seq)).bind(2, words).run();
}

int Ledger::index(RoomRow& room, int most) {
  int done = 0;
  to_index_.bind(1, message_id(room.id, room.indexed));
  to_index_.bind(2, message_id(room.id + 1, 0)).bind(3, most);
  for (; to_index_.step(); ++done) {
    const Message message = message_in(to_index_);
    add_words(room, message);
    room.indexed = message.seq;
  }
  if (done < most) room.indexed = room.last;
  return done;
}

std::vector<std::pair<std::int64_t, std::string>> Ledger::rooms_after(std::int64_t id, int most) {
  std::vector<std::pair<std::int64_t, std::string>> rooms;
  rooms_after_.bind(1, id).bind(2, most);
  while (rooms_after_.step()) {
    rooms.emplace_back(rooms_after_.number(0), std::string(rooms_after_.text(1)));
  }
  return rooms;
}

std::vector<std::string> Ledger::rooms_to_index(int most) {
  std::vector<std::string> names;
  rooms_to_index_.bind(1, most);
  while (rooms_to_index_.step()) names.emplace_back(rooms_to_index_.text(0));
  return names;
}

void Ledger::put_slip(const chat::Slip& slip) {
  slip.value ? put_slip_.bind(1, slip.key).bind_blob(2, *slip.value).run()
             : drop_slip_.bind(1, slip.key).run();
}

}  // namespace disk
