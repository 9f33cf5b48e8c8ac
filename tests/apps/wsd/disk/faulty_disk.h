// A disk that fails when told so, under SQLite: writes that are refused, room that runs out, and
// the power that goes: what was written and not yet synced may be there, in part, or not.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

struct sqlite3_vfs;

namespace disk::test {

class FaultyDisk {
 public:
  explicit FaultyDisk(const std::string& name);  // SQLite knows it by that
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  const std::string& name() const { return name_; }

  // From the so-manieth write or sync from now on each fails with that code, until heal().
  void fail_after(int calls, int code);
  void heal();
  int calls() const;  // writes and syncs so far

  // From now on databases are opened on this disk, if they name no other.
  void become_usual();
  // Counts the reads of this thread.
  void watch_this_thread();
  int reads_of_the_watched() const;
  // Reads of all other threads wait, until they are let go.
  void hold_reads();
  void let_reads_go();
  int reads_waiting() const;

  // What is left of the files when the power goes now: all that was synced, and of the writes since
  // whatever the chance says, the last of them torn. Into that directory.
  void cut_power(const std::string& directory, std::mt19937& chance) const;

  // ---- for the file system ----

  struct Write {
    std::int64_t offset;
    std::string bytes;  // or a new size, if it is none
    bool truncates = false;
  };
  void before_read();
  int admit();  // a write or a sync: 0, or the code that it fails with
  void wrote(const std::string& path, Write write);
  void synced(const std::string& path);
  void removed(const std::string& path);

 private:
  struct File {
    std::string safe;
    std::vector<Write> since;
  };

  std::string name_;
  sqlite3_vfs* vfs_;
  mutable std::mutex mutex_;
  std::map<std::string, File> files_;
  int calls_ = 0;
  int fails_from_ = -1;
  int code_ = 0;
  std::condition_variable let_go_;
  bool holds_reads_ = false;
  int reads_waiting_ = 0;
  std::thread::id watched_{};
  int reads_of_the_watched_ = 0;
};

}  // namespace disk::test
