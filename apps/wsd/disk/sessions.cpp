// Goes through the messages in the order in which they lie, some at a time: a directory may have
// millions of them.
#include "apps/wsd/disk/sessions.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace disk {
namespace {

constexpr std::int64_t kAtOnce = 1000;

// A room's row has the sum of what its messages weigh, of which the word is a part.
constexpr const char* kNewWeights =
    "UPDATE rooms SET bytes = bytes + (SELECT coalesce(sum(32 - length(CAST(session AS BLOB))), 0) "
    "FROM messages WHERE session <> '' AND messages.id > rooms.id << 40 "
    "AND messages.id < (rooms.id + 1) << 40)";

}  // namespace

chat::SessionKey session_key_in(Database& database) {
  Statement find = database.prepare("SELECT value FROM slips WHERE key = ?1");
  if (find.bind(1, chat::kSecretKey).step()) return chat::SessionKey(std::string(find.text(0)));
  const std::string secret = chat::fresh_secret();
  database.prepare("INSERT INTO slips VALUES (?1, ?2)")
      .bind(1, chat::kSecretKey)
      .bind_blob(2, secret)
      .run();
  return chat::SessionKey(secret);
}

namespace {

void hash_all(Database& database) {
  database.execute(kNewWeights);
  const chat::SessionKey key = session_key_in(database);
  Statement find = database.prepare(
      "SELECT id, session FROM messages WHERE id > ?1 AND session <> '' ORDER BY id LIMIT ?2");
  Statement change = database.prepare("UPDATE messages SET session = ?2 WHERE id = ?1");
  std::vector<std::pair<std::int64_t, std::string>> some;
  std::int64_t last = INT64_MIN;
  do {
    some.clear();
    find.bind(1, last).bind(2, kAtOnce);
    while (find.step()) some.emplace_back(find.number(0), key.hash(find.text(1)));
    for (const auto& [id, hash] : some) change.bind(1, id).bind(2, hash).run();
    if (!some.empty()) last = some.back().first;
  } while (!some.empty());
}

}  // namespace

void hash_sessions(Database& database) {
  Statement known = database.prepare("SELECT 1 FROM slips WHERE key = ?1");
  if (known.bind(1, chat::kSecretKey).step()) return;
  const bool overwrites = database.number("PRAGMA secure_delete") != 0;
  database.execute("PRAGMA secure_delete = ON");
  database.execute("BEGIN IMMEDIATE");
  try {
    hash_all(database);
    database.execute("COMMIT");
  } catch (...) {
    database.roll_back();
    throw;
  }
  database.execute("PRAGMA wal_checkpoint(TRUNCATE)");  // nothing of before is left in the log
  if (!overwrites) database.execute("PRAGMA secure_delete = OFF");
}

}  // namespace disk
