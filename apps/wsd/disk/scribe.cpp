// A batch that fails leaves everything as it was: the rows in memory are put back, too. Closes,
// topics and slips that go are written with the next batch that succeeds, since nobody will send
// them again.
#include "apps/wsd/disk/scribe.h"

#include <algorithm>
#include <utility>

#include "apps/wsd/disk/failure.h"
#include "apps/wsd/disk/schema.h"

namespace disk {
namespace {

constexpr int kTrimStep =
    500;  // messages taken out of a room at a time, besides as many as came in
constexpr int kIndexStep = 200;            // messages put into the index at a time
constexpr std::int64_t kSpareShare = 256;  // of the database, that is freed at least
constexpr int kRoomsAtOnce = 64;           // looked at in one tick

constexpr Milliseconds kNever = INT64_MAX;
constexpr const char* kNoRoom =
    "The data directory has reached --data-max, and no messages are left to delete.";
constexpr const char* kNoMoreNumbers =
    "This room has given its last number, and no more messages are kept in it. Use another room.";

// If it is at fault and not the disk, that is told, and the rest of the batch goes on.
template <typename Work>
void in_one_statement(chat::Kept& kept, Work&& work) {
  try {
    work();
  } catch (const Failure& failure) {
    if (!failure.of_one_statement()) throw;
    kept.failure = failure.sentence();
    kept.in_vain = true;
  }
}

}  // namespace

std::int64_t begin_life(Database& database) {
  database.execute("PRAGMA synchronous = FULL");
  database.execute("BEGIN IMMEDIATE");
  const bool clean = database.number("SELECT value FROM meta WHERE key = 'clean'") == 1;
  if (!clean) database.execute("UPDATE meta SET value = value + 1 WHERE key = 'life'");
  database.execute("UPDATE meta SET value = 0 WHERE key = 'clean'");
  database.execute("COMMIT");
  return database.number("SELECT value FROM meta WHERE key = 'life'");
}

std::int64_t next_life(Database& database) {
  const bool clean = database.number("SELECT value FROM meta WHERE key = 'clean'") == 1;
  return database.number("SELECT value FROM meta WHERE key = 'life'") + (clean ? 0 : 1);
}

Scribe::Scribe(Database& database, KnownRooms& rooms, const chat::Retention& retention,
               Space& space)
    : database_(database),
      rooms_(rooms),
      retention_(retention),
      ledger_(database),
      finder_(database),
      begin_(database.prepare("BEGIN IMMEDIATE")),
      commit_(database.prepare("COMMIT")),
      space_(space) {}

// ---- transactions ----

template <typename Work>
std::string Scribe::in_transaction(Work&& work) {
  touched_.clear();
  added_.clear();
  try {
    begin_.run();
    work();
    settle_rows();
    commit_.run();
  } catch (const Failure& failure) {
    database_.roll_back();
    restore();
    return failure.sentence();
  }
  publish();
  return {};
}

void Scribe::touch(const Held& room) {
  touched_.try_emplace(room, room->row);
}

void Scribe::settle_rows() {
  for (const auto& [room, before] : touched_) {
    if (room->row.id == 0) continue;
    const auto added = added_.find(room.get());
    keep_within(*room, kTrimStep + (added == added_.end() ? 0 : added->second));
    ledger_.update(room->row);
  }
}

void Scribe::restore() {
  for (auto& [room, before] : touched_) room->row = before;
}

void Scribe::publish() {
  for (const auto& [room, before] : touched_) {
    const RoomRow& row = room->row;
    const bool only_appended = before.trimmed == row.trimmed && before.last != row.last;
    if (room->first == 0 || !only_appended) room->first = row.count == 0 ? 0 : first_of(row);
    room->last = row.last;
    room->trimmed = row.trimmed;
    if (row.indexed < row.last) index_later(room);
  }
}

// What is kept is kept, also if it cannot be read: then it is asked again with the next batch.
Sequence Scribe::first_of(const RoomRow& row) {
  try {
    return finder_.first(row);
  } catch (const Failure&) {
    return 0;
  }
}

Scribe::Outcome Scribe::write(std::span<Job> jobs) {
  Outcome outcome;
  outcome.kept.resize(jobs.size());
  outcome.trouble = make_room();
  if (outcome.trouble.empty()) {
    outcome.trouble = in_transaction([&] {
      for (auto& [what, job] : unsaved_) carry_out(job);
      for (const std::string& key : gone_) ledger_.put_slip({key, std::nullopt});
      for (std::size_t i = 0; i < jobs.size(); ++i) outcome.kept[i] = carry_out(jobs[i]);
    });
  }
  if (outcome.trouble.empty()) {
    Rooms saved;
    for (const auto& [what, job] : unsaved_) saved.push_back(job.room);
    unsaved_.clear();
    gone_.clear();
    rooms_.done(saved);
    return outcome;
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    outcome.kept[i].failure = outcome.trouble;
    write_later(jobs[i]);
  }
  return outcome;
}

// However long the trouble: of a room the last of each, and no end of one that has no row and gets
// none, since it has another epoch next time.
void Scribe::write_later(const Job& job) {
  if (const auto* slips = std::get_if<Slips>(&job.what)) return remove_later(*slips);
  const bool topic = std::holds_alternative<Topic>(job.what);
  if (!topic && !std::holds_alternative<Closing>(job.what)) return;
  const auto key = [&](bool is_topic) { return std::pair(job.room.get(), is_topic); };
  if (!topic && job.room->row.id == 0 && !unsaved_.contains(key(true))) return;
  const auto [place, fresh] = unsaved_.try_emplace(key(topic));
  if (fresh) place->second.room = rooms_.hold(job.room->name);
  place->second.what = job.what;
}

// What was handed over would be handed over again after a restart. What came and went during the
// trouble is of no row, and counts all the same.
void Scribe::remove_later(const Slips& slips) {
  for (const chat::Slip& slip : slips.slips) {
    if (!slip.value && gone_.size() < kGoneMax) gone_.insert(slip.key);
  }
}

std::string Scribe::probe() {
  const Outcome outcome = write({});
  if (!outcome.trouble.empty()) return outcome.trouble;
  return in_transaction(
      [&] { database_.execute("UPDATE meta SET value = value + 1 WHERE key = 'probe'"); });
}

// ---- jobs ----

chat::Kept Scribe::carry_out(Job& job) {
  chat::Kept kept;
  if (const auto* slips = std::get_if<Slips>(&job.what)) {
    for (const chat::Slip& slip : slips->slips) ledger_.put_slip(slip);
    return kept;
  }
  if (!job.room || std::holds_alternative<Query>(job.what)) return kept;
  KnownRoom& room = *job.room;
  if (const auto* one = std::get_if<Append>(&job.what)) {
    kept = {.seq = one->message.seq, .ts = one->message.ts, .duplicate = one->again};
    kept.failure = room.unreadable;
    if (!kept.failure.empty()) return kept;
    const bool there = one->again && (one->message.seq <= room.row.trimmed ||
                                      (room.row.id != 0 && ledger_.has(room.row, kept.seq)));
    if (there) return kept;
    kept.in_vain = kept.seq > kSequenceLast;
    if (kept.in_vain) kept.failure = kNoMoreNumbers;
    if (kept.in_vain) return kept;
    touch(job.room);
    in_one_statement(kept, [&] { append(room, one->message); });
    return kept;
  }
  if (!room.unreadable.empty()) return kept;
  touch(job.room);
  if (const auto* topic = std::get_if<Topic>(&job.what)) {
    room.row.topic = topic->text;
    in_one_statement(kept, [&] {
      if (room.row.id == 0) ledger_.create(room.name, room.row);
    });
  }
  if (const auto* close = std::get_if<Closing>(&job.what)) {
    room.row.base = std::max(room.row.base, static_cast<std::int64_t>(close->next));
  }
  return kept;
}

void Scribe::append(KnownRoom& room, const Message& message) {
  RoomRow& row = room.row;
  const auto seq = static_cast<std::int64_t>(message.seq);
  if (seq >= row.base + kBlock / 2) row.base = seq + 1;
  if (row.id == 0) ledger_.create(room.name, row);
  ledger_.put(row, message);
  ++added_[&room];
}

// ---- retention ----

bool Scribe::is_over(const RoomRow& room) const {
  const auto over = [](std::int64_t has, std::uint64_t limit) {
    return limit != 0 && has > static_cast<std::int64_t>(limit);
  };
  return over(room.count, retention_.messages) || over(room.bytes, retention_.bytes);
}

// Of its oldest message. One that seems to come from the future goes with what was kept after it.
bool Scribe::is_old(const RoomRow& room, Milliseconds ts) {
  using Age = chat::Calendar::Age;
  if (retention_.milliseconds == 0) return false;
  const Age age = calendar_.compare(ts, retention_.milliseconds);
  if (age != Age::later) return age == Age::older;
  const auto behind = ledger_.oldest_until(room, calendar_.wall());
  return behind && calendar_.compare(*behind, retention_.milliseconds) == Age::older;
}

void Scribe::keep_within(KnownRoom& room, int most) {
  if (retention_.milliseconds == 0 && !is_over(room.row)) return;
  ledger_.trim(room.row, most, [&](const RoomRow& row, Milliseconds ts) {
    return is_over(row) || is_old(row, ts);
  });
}

// ---- room on the disk ----

// Before a batch, so that it finds room: the oldest messages of all rooms go. What is wrong, or
// empty.
std::string Scribe::make_room() {
  try {
    for (std::int64_t excess = space_.excess(database_); excess > 0;
         excess = space_.excess(database_)) {
      std::string trouble = drop_oldest(std::max(excess, space_.of_the_database() / kSpareShare));
      if (!trouble.empty()) return trouble;
    }
    return {};
  } catch (const Failure& failure) {
    return failure.sentence();
  }
}

// Some of them: at most a step, and not much more than so many bytes. A room gives what is older
// than all that the others have.
std::string Scribe::drop_oldest(std::int64_t bytes) {
  const auto rooms = ledger_.rooms_by_age(kRoomsAtOnce);
  if (rooms.empty()) return kNoRoom;
  const bool all = rooms.size() < kRoomsAtOnce;
  Rooms held;
  for (const auto& [name, oldest] : rooms) held.push_back(rooms_.hold(name));
  int taken = 0;
  const std::string trouble = in_transaction([&] {
    Milliseconds least = kNever;  // that a room before has still
    for (std::size_t i = 0; i < rooms.size() && taken < kTrimStep && bytes > 0; ++i) {
      const Milliseconds next = i + 1 < rooms.size() ? rooms[i + 1].second
                                : all                ? kNever
                                                     : rooms[i].second;
      const Milliseconds end = std::min(least, next);
      if (rooms[i].second > end) break;
      RoomRow& row = held[i]->row;
      touch(held[i]);
      const std::int64_t before = row.bytes;
      taken += ledger_.trim(row, kTrimStep - taken, [&](const RoomRow& now, Milliseconds ts) {
        return ts <= end && before - now.bytes < bytes;
      });
      bytes -= before - row.bytes;
      if (row.count > 0) least = std::min(least, row.oldest);
    }
  });
  rooms_.done(held);
  if (trouble.empty()) space_.dropped(taken);
  return trouble;
}

// A room in which nothing is left and that nobody has open is as good as none.
void Scribe::look_after(const std::string& name) {
  const Held room = rooms_.hold(name);
  try {
    thin_out(room);
  } catch (const Failure&) {
    rooms_.done({room});
    throw;
  }
  rooms_.done({room});
}

void Scribe::thin_out(const Held& room) {
  const RoomRow& row = room->row;
  const auto nothing = [&] { return row.count == 0 && row.topic.empty() && rooms_.is_idle(*room); };
  const bool due =
      row.id != 0 &&
      (nothing() || is_over(row) ||
       (retention_.milliseconds != 0 && row.count > 0 && is_old(row, ledger_.oldest(row))));
  if (!due) return;
  in_transaction([&] {
    touch(room);
    keep_within(*room, kTrimStep);
    if (!nothing()) return;
    ledger_.remove(row);
    room->row.id = 0;
  });
}

void Scribe::tick(Milliseconds wall, Milliseconds even) {
  if (const auto jump = calendar_.tick(wall, even)) space_.notices().put(chat::jump_notice(*jump));
  space_.tick(even);
  index_now_ = true;
  try {
    if (!index_loaded_ && to_index_.size() < kRoomsAtOnce) {
      const auto names = ledger_.rooms_to_index(2 * kRoomsAtOnce);
      for (const std::string& name : names) {
        const Held room = rooms_.hold(name);
        index_later(room);
        rooms_.done({room});
      }
      index_loaded_ = names.size() < 2 * kRoomsAtOnce;
    }
    const auto some = ledger_.rooms_after(cursor_, kRoomsAtOnce);
    cursor_ = some.size() < kRoomsAtOnce ? 0 : some.back().first;
    for (const auto& [id, name] : some) look_after(name);
  } catch (const Failure&) {
    index_loaded_ = false;  // whoever writes next is told what is wrong
  }
}

// ---- the index ----

void Scribe::index_later(const Held& room) {
  if (!std::exchange(room->to_index, true)) to_index_.push_back(rooms_.hold(room->name));
}

bool Scribe::tidy() {
  if (to_index_.empty()) index_now_ = false;
  if (to_index_.empty()) return false;
  const Held room = to_index_.back();
  const bool few = room->row.last - room->row.indexed < kIndexStep;
  if (few && !index_now_) return false;
  int done = 0;
  const std::string trouble = in_transaction([&] {
    if (room->row.id == 0) return;
    touch(room);
    done = ledger_.index(room->row, kIndexStep);
  });
  if (!trouble.empty()) return index_now_ = false;
  if (done < kIndexStep) {
    room->to_index = false;
    to_index_.pop_back();  // whatever came meanwhile is of this room
    rooms_.done({room});
  }
  return true;
}

// ---- the end ----

void Scribe::finish() {
  (void)write({});
  const std::string trouble = in_transaction([&] {
    for (const Held& room : rooms_.all()) {
      if (room->row.id == 0) continue;
      touch(room);
      room->row.base = static_cast<std::int64_t>(room->next);
    }
    database_.execute("UPDATE meta SET value = 1 WHERE key = 'clean'");
  });
  rooms_.done(std::exchange(to_index_, {}));
  if (!trouble.empty()) return;
  try {
    database_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (const Failure&) {
    // what is kept is kept; the next server goes on with the log as it is
  }
}

}  // namespace disk
