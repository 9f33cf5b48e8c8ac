// The parts end in the reverse of the order in which they stand: the writer first, which does all
// that was posted; then the reader, whose answers go into the queue; the lock on the directory
// last.
#include "apps/wsd/disk/sqlite_store.h"

#include <algorithm>
#include <utility>

#include "apps/wsd/chat/told_queue.h"
#include "apps/wsd/disk/directory.h"
#include "apps/wsd/disk/reader.h"
#include "apps/wsd/disk/schema.h"
#include "apps/wsd/disk/scribe.h"
#include "apps/wsd/disk/space.h"
#include "apps/wsd/disk/writer.h"

namespace disk {
namespace {

constexpr std::int64_t kPageBytes = 4096;
constexpr std::int64_t kLogPages = 4000;  // after which what is in the log goes into the database
constexpr std::int64_t kLogBytes = 64 << 20;  // that the log keeps after that

constexpr const char* kSettings =
    "PRAGMA cache_size = -32768;"
    "PRAGMA temp_store = MEMORY;";

// How little of the directory is left to SQLite's log decides how soon that goes into the database.
void bound_log(Database& database, std::int64_t bytes) {
  const std::int64_t pages = std::min(bytes / 2 / kPageBytes, kLogPages);
  const std::int64_t size = std::min(bytes, kLogBytes);
  database.execute(("PRAGMA wal_autocheckpoint = " + std::to_string(pages)).c_str());
  database.execute(("PRAGMA journal_size_limit = " + std::to_string(size)).c_str());
}

std::int64_t prepare_database(Database& database, Durability durability, const Space& space) {
  migrate(database);
  database.execute(kSettings);
  bound_log(database, space.of_the_log());
  const std::int64_t life = begin_life(database);
  database.execute(durability == Durability::power ? "PRAGMA synchronous = FULL"
                                                   : "PRAGMA synchronous = NORMAL");
  return life;
}

}  // namespace

struct SqliteStore::Parts {
  Parts(const StoreOptions& options, broadcast::Mesh& mesh)
      : directory(options.directory),
        space(directory.database(), options.data_max),
        database(directory.database(), Database::Mode::create, options.vfs),
        life(prepare_database(database, options.durability, space)),
        lookups(directory.database(), Database::Mode::read, options.vfs),
        rooms(lookups, life, options.seed),
        told(mesh),
        scribe(database, rooms, options.retention, space),
        reader(directory.database(), options.vfs, rooms, told),
        writer(scribe, rooms, reader, told) {}

  Directory directory;
  Space space;
  Database database;
  std::int64_t life;
  Database lookups;
  KnownRooms rooms;
  chat::ToldQueue told;  // may have holds of rooms in it
  Scribe scribe;
  Reader reader;
  Writer writer;
};

SqliteStore::SqliteStore(const StoreOptions& options, broadcast::Mesh& mesh)
    : parts_(std::make_unique<Parts>(options, mesh)) {}

SqliteStore::~SqliteStore() = default;

chat::Head SqliteStore::open(std::string_view room) {
  return parts_->rooms.open(room);
}

chat::RoomHold SqliteStore::hold(std::string_view room) {
  return parts_->rooms.hold_head(room);
}

void SqliteStore::fetch(std::string_view room, chat::ShardNumber shard, chat::Ticket ticket) {
  ask({.room = std::string(room), .what = HeadWish{}, .shard = shard, .ticket = ticket});
}

void SqliteStore::close(std::string_view name, Sequence next) {
  auto room = parts_->rooms.hold(name);
  parts_->rooms.close(*room, next);
  parts_->writer.post({.room = std::move(room), .what = Closing{next}});
}

void SqliteStore::append(std::string_view room, Message message, chat::ShardNumber shard,
                         chat::Ticket ticket) {
  keep(room, std::move(message), false, shard, ticket);
}

void SqliteStore::confirm(std::string_view room, Message message, chat::ShardNumber shard,
                          chat::Ticket ticket) {
  keep(room, std::move(message), true, shard, ticket);
}

// What is refused has its number all the same.
void SqliteStore::keep(std::string_view name, Message message, bool again, chat::ShardNumber shard,
                       chat::Ticket ticket) {
  auto room = parts_->rooms.hold(name, message.seq);
  std::string refusal = parts_->writer.refusal();
  if (refusal.empty()) {
    return parts_->writer.post({.room = std::move(room),
                                .what = Append{std::move(message), again},
                                .shard = shard,
                                .ticket = ticket});
  }
  parts_->rooms.done({std::move(room)});
  if (ticket == 0) return;
  parts_->told.put(shard, {ticket, chat::Kept{.seq = message.seq,
                                              .ts = message.ts,
                                              .duplicate = again,
                                              .failure = std::move(refusal)}});
}

void SqliteStore::set_topic(std::string_view name, std::string_view topic) {
  auto room = parts_->rooms.hold(name);
  parts_->rooms.set_topic(*room, topic);
  parts_->writer.post({.room = std::move(room), .what = Topic{std::string(topic)}});
}

// ---- what is read ----

// What is on its way is read, too: then the question waits until it is there.
void SqliteStore::ask(Query query) {
  if (!parts_->rooms.busy(query.room)) return parts_->reader.ask(std::move(query));
  parts_->writer.post({.what = std::move(query)});
}

void SqliteStore::read(std::string_view room, const chat::PageWish& wish, chat::ShardNumber shard,
                       chat::Ticket ticket) {
  ask({.room = std::string(room), .what = wish, .shard = shard, .ticket = ticket});
}

void SqliteStore::search(std::string_view room, std::string_view words, std::uint32_t limit,
                         chat::ShardNumber shard, chat::Ticket ticket) {
  ask({.room = std::string(room),
       .what = SearchWish{std::string(words), limit},
       .shard = shard,
       .ticket = ticket});
}

Sequence SqliteStore::first(std::string_view room) {
  return parts_->rooms.first(room);
}

Sequence SqliteStore::gone(std::string_view room) {
  return parts_->rooms.trimmed(room);
}

// ---- slips ----

void SqliteStore::put(std::vector<chat::Slip> slips, chat::ShardNumber shard, chat::Ticket ticket) {
  std::string refusal = parts_->writer.refusal();
  if (refusal.empty()) {
    return parts_->writer.post({.what = Slips{std::move(slips)}, .shard = shard, .ticket = ticket});
  }
  // Nobody sends again what goes: it is to go when the disk is well.
  std::erase_if(slips, [](const chat::Slip& slip) { return slip.value.has_value(); });
  if (!slips.empty()) parts_->writer.post({.what = Slips{std::move(slips)}});
  if (ticket != 0) parts_->told.put(shard, {ticket, chat::Kept{.failure = std::move(refusal)}});
}

std::vector<chat::Slip> SqliteStore::slips(std::string_view prefix) {
  return parts_->rooms.slips(prefix);
}

// ---- all the rest ----

void SqliteStore::trim(Milliseconds wall, Milliseconds even) {
  parts_->writer.post({.what = Tick{wall, even}});
}

chat::StoreUse SqliteStore::use() const {
  return parts_->space.use();
}

std::optional<std::string> SqliteStore::notice() {
  return parts_->space.notices().take();
}

std::optional<chat::Told> SqliteStore::next(chat::ShardNumber shard) {
  return parts_->told.next(shard);
}

std::string SqliteStore::trouble() const {
  return parts_->writer.trouble();
}

}  // namespace disk
