// Version n of the database becomes n + 1 by step n. SQLite keeps the version in the file's head.
#include "apps/wsd/disk/schema.h"

#include <stdexcept>
#include <string>

#include "apps/wsd/chat/words.h"
#include "apps/wsd/disk/sessions.h"

namespace disk {
namespace {

// rooms:
//   base     numbers from base + kBlock on were not handed out in that life
//   last     the newest that was kept; trimmed: up to here retention took everything
//   indexed  up to here the words are in the index
//   oldest   the time of its oldest message: the room whose is least gives first when there is no
//            room left
// words: no copy of the texts, and no places within them: it only finds. Its texts are made by
//   chat::indexed_words(), and what made them stands in meta.
constexpr const char* kSteps[] = {
    R"(
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('clean', 1), ('life', 1), ('probe', 0);
CREATE TABLE rooms (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  epoch TEXT NOT NULL,
  topic TEXT NOT NULL DEFAULT '',
  base INTEGER NOT NULL,
  life INTEGER NOT NULL,
  last INTEGER NOT NULL DEFAULT 0,
  trimmed INTEGER NOT NULL DEFAULT 0,
  indexed INTEGER NOT NULL DEFAULT 0,
  count INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0);
CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  ts INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  content INTEGER NOT NULL,
  user INTEGER NOT NULL,
  nick TEXT NOT NULL,
  text BLOB NOT NULL,
  session TEXT NOT NULL,
  cid TEXT NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(text, content='', detail=none, columnsize=0, tokenize='ascii');
CREATE TABLE slips (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
)",
    R"(
INSERT INTO meta VALUES ('words', 0);
)",
    R"(
ALTER TABLE rooms ADD COLUMN oldest INTEGER NOT NULL DEFAULT 0;
UPDATE rooms SET oldest = coalesce((
  SELECT ts FROM messages
  WHERE messages.id > (rooms.id << 40 | rooms.trimmed) AND messages.id < (rooms.id + 1 << 40)
  ORDER BY messages.id LIMIT 1), 0);
CREATE INDEX rooms_by_age ON rooms (oldest) WHERE count > 0;
)"};

// What begins with two or three letters is found without gathering all words that do.
constexpr const char* kNewIndex = R"(
DROP TABLE words;
CREATE VIRTUAL TABLE words
  USING fts5(text, content='', detail=none, columnsize=0, tokenize='ascii', prefix='2 3');
UPDATE rooms SET indexed = 0;
)";

template <typename Work>
void in_transaction(Database& database, Work&& work) {
  database.execute("BEGIN IMMEDIATE");
  try {
    work();
    database.execute("COMMIT");
  } catch (...) {
    database.roll_back();
    throw;
  }
}

// A system with newer tables of Unicode would not find the words that it is to take out.
void renew_index(Database& database) {
  const std::int64_t version = chat::words_version();
  if (database.number("SELECT value FROM meta WHERE key = 'words'") == version) return;
  in_transaction(database, [&] {
    database.execute(kNewIndex);
    database.prepare("UPDATE meta SET value = ?1 WHERE key = 'words'").bind(1, version).run();
  });
}

std::int64_t version_of(Database& database) {
  const std::int64_t version = database.number("PRAGMA user_version");
  const bool foreign = version == 0 && database.number("SELECT count(*) FROM sqlite_master") > 0;
  if (version < 0 || foreign) {
    throw std::runtime_error(database.file() +
                             ": This is another program's database. Move it away, or give wsd "
                             "another directory with --data.");
  }
  if (version <= kSchemaVersion) return version;
  throw std::runtime_error("the data directory was made by a newer wsd (version " +
                           std::to_string(version) + " of its tables; this one knows " +
                           std::to_string(kSchemaVersion) + ")");
}

}  // namespace

void migrate(Database& database) {
  std::int64_t version = version_of(database);
  database.execute("PRAGMA journal_mode = WAL");
  while (version < kSchemaVersion) {
    in_transaction(database, [&] {
      database.execute(kSteps[version]);
      ++version;
      database.execute(("PRAGMA user_version = " + std::to_string(version)).c_str());
    });
  }
  hash_sessions(database);
  renew_index(database);
}

void check_version(Database& database) {
  if (version_of(database) == kSchemaVersion) return;
  throw std::runtime_error(
      "the data directory was made by an older wsd: start this one on it once");
}

}  // namespace disk
