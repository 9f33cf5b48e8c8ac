// For tests: a database and the writer's side of it, without threads.
#pragma once

#include <memory>
#include <vector>

#include "apps/wsd/disk/schema.h"
#include "apps/wsd/disk/scribe.h"
#include "tests/apps/wsd/disk/folder.h"

namespace disk::test {

inline Message message(Sequence seq, std::string text = "text") {
  return {.seq = seq,
          .ts = 1'000'000 + static_cast<Milliseconds>(seq),
          .user = 7,
          .nick = "ana",
          .text = std::move(text)};
}

class Office {
 public:
  explicit Office(const chat::Retention& retention = {0, 0, 0}, std::uint64_t data_max = 0) {
    begin(retention, data_max);
  }

  void begin(const chat::Retention& retention = {0, 0, 0}, std::uint64_t data_max = 0) {
    scribe.reset();
    rooms.reset();
    lookups.reset();
    database = std::make_unique<Database>(path(), Database::Mode::create);
    database->execute("PRAGMA journal_mode = WAL");
    migrate(*database);
    lookups = std::make_unique<Database>(path(), Database::Mode::read);
    rooms = std::make_unique<KnownRooms>(*lookups, begin_life(*database), 1);
    space = std::make_unique<Space>(path(), data_max);
    scribe = std::make_unique<Scribe>(*database, *rooms, retention, *space);
  }
  std::string path() const { return folder / "db"; }

  // Writes jobs as one batch.
  Scribe::Outcome write(std::vector<Job> jobs) {
    Scribe::Outcome outcome = scribe->write(jobs);
    Rooms done;
    for (const Job& job : jobs) {
      if (job.room) done.push_back(job.room);
    }
    rooms->done(done);
    return outcome;
  }
  Job append(std::string_view room, Message one, bool again = false) {
    auto held = rooms->hold(room, one.seq);
    return {.room = std::move(held), .what = Append{std::move(one), again}, .ticket = 1};
  }
  // Messages first to last.
  void fill(std::string_view room, Sequence first, Sequence last) {
    std::vector<Job> jobs;
    for (Sequence seq = first; seq <= last; ++seq) jobs.push_back(append(room, message(seq)));
    write(std::move(jobs));
  }

  Folder folder;
  std::unique_ptr<Database> database;
  std::unique_ptr<Database> lookups;
  std::unique_ptr<KnownRooms> rooms;
  std::unique_ptr<Space> space;
  std::unique_ptr<Scribe> scribe;
};

}  // namespace disk::test
