// Writes batches of jobs, each in one transaction: all of it is kept, or nothing is. And what the
// house needs when there is nothing to write: retention, the index of words.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "apps/wsd/chat/calendar.h"
#include "apps/wsd/chat/memory_store.h"
#include "apps/wsd/disk/database.h"
#include "apps/wsd/disk/job.h"
#include "apps/wsd/disk/ledger.h"
#include "apps/wsd/disk/space.h"

namespace disk {

// Slips that were to go while the disk was in trouble. Those beyond may be there after a restart.
inline constexpr std::size_t kGoneMax = 100'000;

class Scribe {
 public:
  // Begins a life of the server: what was given numbers before is known. REQUIRES: rooms and space
  // outlive it. Throws Failure.
  Scribe(Database& database, KnownRooms& rooms, const chat::Retention& retention, Space& space);

  // What became of each job; only those that answer have something in it. A sentence if nothing
  // could be written.
  struct Outcome {
    std::vector<chat::Kept> kept;
    std::string trouble{};
  };
  Outcome write(std::span<Job> jobs);
  // A try, after trouble: the sentence, or empty.
  std::string probe();

  // A piece of what is due besides; false: there is nothing.
  bool tidy();
  void tick(Milliseconds wall, Milliseconds even);
  // The end: numbers are exact from now on. REQUIRES: nobody writes any more.
  void finish();

 private:
  using Held = std::shared_ptr<KnownRoom>;

  chat::Kept carry_out(Job& job);
  void write_later(const Job& job);
  void remove_later(const Slips& slips);
  void append(KnownRoom& room, const Message& message);
  void touch(const Held& room);  // its row will be written; as it was is remembered
  bool is_over(const RoomRow& room) const;
  bool is_old(const RoomRow& room, Milliseconds ts);
  void keep_within(KnownRoom& room, int most);
  std::string make_room();
  std::string drop_oldest(std::int64_t bytes);
  void settle_rows();
  void publish();
  Sequence first_of(const RoomRow& row);
  void index_later(const Held& room);
  void restore();
  template <typename Work>
  std::string in_transaction(Work&& work);
  void look_after(const std::string& name);
  void thin_out(const Held& room);

  Database& database_;
  KnownRooms& rooms_;
  const chat::Retention retention_;
  Ledger ledger_;
  RoomFinder finder_;
  Statement begin_;
  Statement commit_;
  std::map<Held, RoomRow> touched_;  // as they were
  std::map<KnownRoom*, int> added_;  // messages of this batch
  Rooms to_index_;                   // held
  bool index_now_ = false;
  bool index_loaded_ = false;  // no other rooms wait for the index than those held
  std::int64_t cursor_ = 0;    // of the rooms that are looked at in turn
  chat::Calendar calendar_;
  Space& space_;
  // Topics (true) and closes that must not be lost, held.
  std::map<std::pair<const KnownRoom*, bool>, Job> unsaved_;
  std::set<std::string> gone_;  // keys of slips that must not come back
};

// Of the server whose database it is: after an unclean end it is another. Safe when it returns.
std::int64_t begin_life(Database& database);
// The one that would begin if it were to begin now.
std::int64_t next_life(Database& database);

}  // namespace disk
