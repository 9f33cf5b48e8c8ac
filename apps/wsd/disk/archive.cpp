// A room's numbers go on above all that may have been given out: the archive says where, and the
// row that is made of it says the same in the directory's own life.
#include "apps/wsd/disk/archive.h"

#include <charconv>
#include <filesystem>
#include <istream>
#include <memory>
#include <ostream>

#include "apps/wsd/disk/directory.h"
#include "apps/wsd/disk/ledger.h"
#include "apps/wsd/disk/record.h"
#include "apps/wsd/disk/schema.h"
#include "apps/wsd/disk/scribe.h"
#include "apps/wsd/disk/sessions.h"
#include "apps/wsd/disk/waiting.h"

namespace disk {
namespace {

// ---- out ----

RoomRecord record_of(std::string name, const RoomRow& row, std::int64_t life) {
  return {.name = std::move(name),
          .epoch = row.epoch,
          .topic = row.topic,
          .next = next_in(row, life),
          .trimmed = row.trimmed,
          .jumped = row.life < life};
}

class Lines {
 public:
  explicit Lines(std::ostream& out) : out_(out) {}

  void add(const Record& record) {
    line_.clear();
    append_record(line_, record);
    if (!(out_ << line_)) throw std::runtime_error("the archive cannot be written");
  }

 private:
  std::ostream& out_;
  std::string line_;
};

void write_letters(Database& database, Lines& lines, Archived& archived) {
  Statement slips = database.prepare("SELECT key, value FROM slips ORDER BY key");
  while (slips.step()) {
    const chat::Slip slip{std::string(slips.text(0)), std::string(slips.text(1))};
    if (slip.key.starts_with(chat::kNameKeys)) {
      lines.add(NameRecord{slip.key.substr(chat::kNameKeys.size())});
    } else if (auto letter = chat::read_letter(slip)) {
      lines.add(std::move(*letter));
      ++archived.letters;
    }
  }
}

// ---- in ----

class Import {
 public:
  explicit Import(Database& database)
      : ledger_(database),
        finder_(database),
        waiting_(database, chat::left_behind({})),
        life_(next_life(database)),
        sessions_(session_key_in(database)) {
    Statement last = database.prepare("SELECT max(key) FROM slips WHERE key GLOB ?1");
    const std::string letters = std::string(chat::kLetterKeys) + "*";
    if (!last.bind(1, letters).step() || last.text(0).empty()) return;
    const std::string_view digits = last.text(0).substr(chat::kLetterKeys.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), serial_, 16);
  }

  void take(RecordReader::Read read) {
    if (read.session_in_clear) {
      std::string& session = std::get<chat::Message>(read.record).session;
      session = sessions_.hash(session);
    }
    take(std::move(read.record));
  }
  Archived finish() {
    if (!ended_) throw WrongArchive("The archive is cut off: its end is missing.");
    return archived_;
  }

 private:
  void take(Record record) {
    if (ended_) throw WrongArchive("Nothing may follow the end.");
    if (!begun_ && !std::holds_alternative<ArchiveBegin>(record)) {
      throw WrongArchive("This is no archive: it does not begin like one.");
    }
    if (!std::holds_alternative<chat::Message>(record)) settle();
    std::visit([&](auto& what) { add(what); }, record);
  }
  void add(const ArchiveBegin&) {
    if (begun_) throw WrongArchive("The archive begins twice.");
    begun_ = true;
  }
  void add(const ArchiveEnd&) { ended_ = true; }
  void add(const NameRecord& name) { ledger_.put_slip({chat::name_key(name.skeleton), ""}); }
  void add(chat::KeptLetter& letter) {
    using Refusal = chat::Letterbox::Refusal;
    const Refusal refusal = waiting_.add(letter);
    if (refusal != Refusal::none) {
      const std::string sender = " from \"" + letter.letter.from_nick + "\"";
      throw WrongArchive("Too much" + (refusal == Refusal::sender ? sender : std::string()) +
                         " waits for \"" + letter.skeleton + "\" already.");
    }
    letter.serial = ++serial_;
    ledger_.put_slip(chat::letter_slip(letter));
    ++archived_.letters;
  }
  void add(const RoomRecord& room) {
    if (finder_.find(room.name)) {
      throw WrongArchive("There is a room \"" + room.name + "\" already.");
    }
    const auto next = static_cast<std::int64_t>(room.next);
    row_ = {.epoch = room.epoch,
            .topic = room.topic,
            .base = room.jumped ? next - kBlock : next,
            .life = room.jumped ? life_ - 1 : life_,
            .last = room.trimmed,
            .trimmed = room.trimmed,
            .indexed = room.next - 1};  // so that words go into the index with their messages
    next_ = room.next;
    ledger_.create(room.name, row_);
    ++archived_.rooms;
  }
  void add(const chat::Message& message) {
    if (row_.id == 0) throw WrongArchive("A message stands behind its room, and here is none.");
    if (message.seq <= row_.last || message.seq >= next_) {
      throw WrongArchive("Number " + std::to_string(message.seq) + " should be from " +
                         std::to_string(row_.last + 1) + " to " + std::to_string(next_ - 1) + ".");
    }
    ledger_.put(row_, message);
    ++archived_.messages;
  }
  // The room is whole.
  void settle() {
    if (row_.id == 0) return;
    row_.indexed = row_.last;
    ledger_.update(row_);
    row_ = {};
  }

  Ledger ledger_;
  RoomFinder finder_;
  Waiting waiting_;
  const std::int64_t life_;
  const chat::SessionKey sessions_;
  std::uint64_t serial_ = 0;
  bool begun_ = false;
  bool ended_ = false;
  RoomRow row_{};  // whose messages come; id 0: none
  Sequence next_ = 1;
  Archived archived_;
};

Archived read_lines(Database& database, std::istream& in) {
  Import import(database);
  RecordReader reader;
  const auto line = std::make_unique_for_overwrite<char[]>(kRecordMax + 2);
  std::uint64_t number = 1;
  try {
    for (; in.getline(line.get(), kRecordMax + 2); ++number) {
      const auto size = static_cast<std::size_t>(in.gcount()) - (in.eof() ? 0 : 1);
      RecordReader::Read read = reader.read({line.get(), size});
      if (!read.complaint.empty()) throw WrongArchive(read.complaint);
      import.take(std::move(read));
    }
    if (!in.eof()) throw WrongArchive("That is too long, or cannot be read.");
    return import.finish();
  } catch (const WrongArchive& wrong) {
    throw WrongArchive("line " + std::to_string(number) + ": " + wrong.what());
  }
}

}  // namespace

Archived write_archive(const std::string& directory, const std::string& room, std::ostream& out) {
  const std::string path = Directory::database_in(directory);
  if (!std::filesystem::exists(path)) throw std::runtime_error("there is no data in " + directory);
  Database database(path, Database::Mode::read);
  const Snapshot snapshot(database);
  check_version(database);
  const std::int64_t life = next_life(database);
  RoomFinder finder(database);
  Statement names =
      database.prepare("SELECT name FROM rooms WHERE ?1 = '' OR name = ?1 ORDER BY id");
  Statement messages = database.prepare(
      "SELECT id, ts, kind, content, user, nick, text, session, cid FROM messages "
      "WHERE id > ?1 AND id < ?2 ORDER BY id");
  if (!room.empty() && !finder.find(room)) {
    throw std::runtime_error("there is no room \"" + room + "\" in " + directory);
  }
  Lines lines(out);
  Archived archived;
  lines.add(ArchiveBegin{});
  for (names.bind(1, room); names.step(); ++archived.rooms) {
    const std::string name(names.text(0));
    const auto row = finder.find(name);
    if (!row) throw std::runtime_error("the database is damaged: a room is not found");
    lines.add(record_of(name, *row, life));
    messages.bind(1, message_id(row->id, row->trimmed)).bind(2, message_id(row->id + 1, 0));
    for (; messages.step(); ++archived.messages) lines.add(message_in(messages));
  }
  if (room.empty()) write_letters(database, lines, archived);
  lines.add(ArchiveEnd{});
  if (!out.flush()) throw std::runtime_error("the archive cannot be written");
  return archived;
}

Archived read_archive(const std::string& directory, std::istream& in) {
  const Directory own(directory);
  Database database(own.database(), Database::Mode::create);
  migrate(database);
  database.execute("BEGIN IMMEDIATE");
  try {
    const Archived archived = read_lines(database, in);
    database.execute("COMMIT");
    return archived;
  } catch (...) {
    database.roll_back();
    throw;
  }
}

}  // namespace disk
