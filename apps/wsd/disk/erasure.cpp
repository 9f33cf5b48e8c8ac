// What SQLite frees it overwrites here, and the index is made one piece, since it only crosses out
// what goes and keeps it until pieces are merged.
#include "apps/wsd/disk/erasure.h"

#include <filesystem>
#include <stdexcept>
#include <vector>

#include "apps/wsd/chat/letter_slips.h"
#include "apps/wsd/chat/names.h"
#include "apps/wsd/disk/directory.h"
#include "apps/wsd/disk/ledger.h"
#include "apps/wsd/disk/schema.h"

namespace disk {
namespace {

constexpr int kAtOnce = 500;  // messages, or rooms

class Erasure {
 public:
  Erasure(Database& database, std::string skeleton)
      : database_(database),
        ledger_(database),
        finder_(database),
        find_(database.prepare(
            "SELECT id, ts, kind, content, user, nick, text, session, cid FROM messages "
            "WHERE id > ?1 AND id < ?2 AND nick = ?3 ORDER BY id LIMIT ?4")),
        skeleton_(std::move(skeleton)) {}

  Erased run() {
    const std::vector<std::string> nicks = nicks_alike();
    auto rooms = ledger_.rooms_after(0, kAtOnce);
    while (!rooms.empty() && !nicks.empty()) {
      for (const auto& [id, name] : rooms) erase_in(name, nicks);
      rooms = ledger_.rooms_after(rooms.back().first, kAtOnce);
    }
    erase_letters();
    ledger_.put_slip({chat::name_key(skeleton_), std::nullopt});
    return erased_;
  }

 private:
  bool is_alike(std::string_view nick) const { return chat::skeleton_of(nick) == skeleton_; }

  std::vector<std::string> nicks_alike() {
    std::vector<std::string> nicks;
    Statement all = database_.prepare("SELECT DISTINCT nick FROM messages");
    while (all.step()) {
      if (is_alike(all.text(0))) nicks.emplace_back(all.text(0));
    }
    return nicks;
  }

  void erase_in(const std::string& name, const std::vector<std::string>& nicks) {
    auto row = finder_.find(name);
    if (!row) return;
    const std::int64_t before = erased_.messages;
    for (const std::string& nick : nicks) {
      while (erase_some(*row, nick)) {
      }
    }
    if (erased_.messages == before) return;
    ledger_.update(*row);
    const bool conversation = name.find(':') != name.npos;  // its name has the person's in it
    if (conversation && row->count == 0) ledger_.remove(*row);
  }

  bool erase_some(RoomRow& row, const std::string& nick) {
    std::vector<Message> messages;
    find_.bind(1, message_id(row.id, 0)).bind(2, message_id(row.id + 1, 0));
    find_.bind(3, nick).bind(4, kAtOnce);
    while (find_.step()) messages.push_back(message_in(find_));
    for (const Message& message : messages) ledger_.erase(row, message);
    erased_.messages += static_cast<std::int64_t>(messages.size());
    return !messages.empty();
  }

  void erase_letters() {
    std::vector<std::string> keys;
    Statement slips = database_.prepare("SELECT key, value FROM slips");
    while (slips.step()) {
      const auto kept = chat::read_letter({std::string(slips.text(0)), std::string(slips.text(1))});
      const bool due = kept && (kept->skeleton == skeleton_ || is_alike(kept->letter.from_nick));
      if (due) keys.emplace_back(slips.text(0));
    }
    for (const std::string& key : keys) ledger_.put_slip({key, std::nullopt});
    erased_.letters = static_cast<std::int64_t>(keys.size());
  }

  Database& database_;
  Ledger ledger_;
  RoomFinder finder_;
  Statement find_;
  const std::string skeleton_;
  Erased erased_;
};

}  // namespace

Erased erase_person(const std::string& directory, const std::string& name) {
  const std::string skeleton = chat::skeleton_of(name);
  if (skeleton.empty()) throw std::runtime_error("\"" + name + "\" is no name");
  if (!std::filesystem::exists(Directory::database_in(directory))) {
    throw std::runtime_error("there is no data in " + directory);
  }
  const Directory own(directory);
  Database database(own.database(), Database::Mode::write);
  migrate(database);
  database.execute("PRAGMA secure_delete = ON");
  database.execute("BEGIN IMMEDIATE");
  try {
    const Erased erased = Erasure(database, skeleton).run();
    database.execute("INSERT INTO words (words) VALUES ('optimize')");
    database.execute("COMMIT");
    const bool busy = database.number("PRAGMA wal_checkpoint(TRUNCATE)") != 0;
    if (!busy) return erased;
  } catch (...) {
    database.roll_back();
    throw;
  }
  throw std::runtime_error(
      "another program reads the database: all is erased, but the files still have bytes of it; "
      "erase again when it has ended");
}

}  // namespace disk
