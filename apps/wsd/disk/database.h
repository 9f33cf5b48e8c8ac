// SQLite, as one connection to one file and its prepared statements. Whoever includes this sees no
// word of SQLite's. One thread at a time; what fails is thrown as Failure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "reactor/clock.h"

struct sqlite3;
struct sqlite3_stmt;

namespace disk {

class Database;

// A statement with its values. Texts that are bound stay where they are until it has run.
class Statement {
 public:
  Statement() = default;

  Statement& bind(int at, std::int64_t value);  // from 1
  Statement& bind(int at, std::string_view text);
  Statement& bind_blob(int at, std::string_view bytes);

  bool step();  // whether there is a row; after the last one it begins anew
  void run();   // REQUIRES: it gives no rows
  void reset();

  // Of the row, from 0; texts are good until the next step.
  std::int64_t number(int column) const;
  std::string_view text(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  void check(int code);

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Database {
 public:
  enum class Mode : std::uint8_t { create, write, read };
  // vfs: SQLite's name of the file system to go through; empty: the usual one.
  Database(const std::string& path, Mode mode, const std::string& vfs = {});

  Statement prepare(std::string_view sql);
  void execute(const char* sql);              // one or several statements
  std::int64_t number(std::string_view sql);  // the first column of the first row; 0: none
  std::string file() const;                   // its path
  std::int64_t changes() const;               // rows of the last statement that wrote
  bool in_transaction() const;
  // What still runs then fails, with a Failure that was interrupted. nullopt: nothing does.
  void interrupt_at(std::optional<reactor::Time> end);
  // Gives up what was begun. Never throws: what cannot be rolled back is rolled back already.
  void roll_back();

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::unique_ptr<reactor::Time> end_ = std::make_unique<reactor::Time>();  // of what still runs
  std::unique_ptr<sqlite3, Close> database_;
};

// Reads one state of the database from its beginning to its end.
class Snapshot {
 public:
  explicit Snapshot(Database& database) : database_(database) { database_.execute("BEGIN"); }
  ~Snapshot() { database_.roll_back(); }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Database& database_;
};

}  // namespace disk
