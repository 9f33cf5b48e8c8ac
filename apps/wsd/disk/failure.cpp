// SQLite's codes fall into few groups that somebody can do something about.
#include "apps/wsd/disk/failure.h"

#include <sqlite3.h>

namespace disk {
namespace {

std::string told(int code, std::string_view file, std::string_view reason) {
  std::string all = std::string(file) + ": " + sentence_of(code);
  switch (code & 0xff) {
    case SQLITE_NOTADB:
      return all + " Move it away, or see docs/storage.md.";
    case SQLITE_CORRUPT:
      return all + " docs/storage.md tells what can be saved.";
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
      return all.append(" (").append(reason).append(")");
    default:
      return all;
  }
}

}  // namespace

std::string sentence_of(int code) {
  switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
      return {};
    case SQLITE_FULL:
      return "The disk is full.";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return "The data directory cannot be written.";
    case SQLITE_CANTOPEN:
      return "The data directory cannot be opened.";
    case SQLITE_CORRUPT:
      return "The database is damaged.";
    case SQLITE_NOTADB:
      return "The file is no database.";
    case SQLITE_IOERR:
      return "The disk does not read or write.";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "Another program holds the database.";
    case SQLITE_NOMEM:
      return "There is no memory left for the database.";
    case SQLITE_TOOBIG:
      return "That is too large to be kept.";
    case SQLITE_CONSTRAINT:
      return "That number is taken.";
    case SQLITE_INTERRUPT:
      return "That took too long.";
    default:
      return "The database fails (" + std::to_string(code) + ").";
  }
}

Failure::Failure(int code, std::string_view file, std::string_view reason)
    : std::runtime_error(told(code, file, reason)), code_(code), sentence_(sentence_of(code)) {}

bool Failure::of_one_statement() const {
  const int kind = code_ & 0xff;
  return kind == SQLITE_TOOBIG || kind == SQLITE_CONSTRAINT;
}

bool Failure::was_interrupted() const {
  return (code_ & 0xff) == SQLITE_INTERRUPT;
}

}  // namespace disk
