// Thin: every call of SQLite that the folder makes stands here or in failure.cpp.
#include "apps/wsd/disk/database.h"

#include <sqlite3.h>

#include "apps/wsd/disk/failure.h"

namespace disk {
namespace {

// Only another process can be in the way: a copy being made, somebody's own queries.
constexpr int kBusyMilliseconds = 2000;

// Steps of SQLite's machine between two looks at the clock: some microseconds.
constexpr int kStepsBetween = 1000;

int is_over(void* end) {
  return reactor::now() >= *static_cast<const reactor::Time*>(end) ? 1 : 0;
}

std::string file_of(sqlite3* database) {
  const char* const file = sqlite3_db_filename(database, "main");
  return file == nullptr ? std::string() : std::string(file);
}

Failure failure_of(sqlite3* database, int code) {
  return {code, file_of(database), sqlite3_errmsg(database)};
}

}  // namespace

// ---- statements ----

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Statement::check(int code) {
  if (code == SQLITE_OK) return;
  sqlite3* const database = sqlite3_db_handle(statement_.get());
  const int extended = sqlite3_extended_errcode(database);
  const Failure failure = failure_of(database, extended == SQLITE_OK ? code : extended);
  reset();
  throw failure;
}

Statement& Statement::bind(int at, std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), at, value));
  return *this;
}

Statement& Statement::bind(int at, std::string_view text) {
  const char* const data = text.data() == nullptr ? "" : text.data();
  check(sqlite3_bind_text64(statement_.get(), at, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind_blob(int at, std::string_view bytes) {
  const char* const data = bytes.data() == nullptr ? "" : bytes.data();
  check(sqlite3_bind_blob64(statement_.get(), at, data, bytes.size(), SQLITE_STATIC));
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) check(code);
  sqlite3_reset(statement_.get());
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::text(int column) const {
  const auto* const data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return data == nullptr ? std::string_view()
                         : std::string_view(data, static_cast<std::size_t>(size));
}

// ---- the connection ----

void Database::Close::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

Database::Database(const std::string& path, Mode mode, const std::string& vfs) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |= mode == Mode::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (mode == Mode::create) flags |= SQLITE_OPEN_CREATE;
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &opened, flags, vfs.empty() ? nullptr : vfs.c_str());
  database_.reset(opened);
  if (code != SQLITE_OK) throw Failure(code, path);
  sqlite3_busy_timeout(opened, kBusyMilliseconds);
}

Statement Database::prepare(std::string_view sql) {
  sqlite3_stmt* made = nullptr;
  const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &made, nullptr);
  if (code != SQLITE_OK) throw failure_of(database_.get(), code);
  Statement statement;
  statement.statement_.reset(made);
  return statement;
}

void Database::execute(const char* sql) {
  const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw failure_of(database_.get(), code);
}

std::int64_t Database::number(std::string_view sql) {
  Statement statement = prepare(sql);
  return statement.step() ? statement.number(0) : 0;
}

std::string Database::file() const {
  return file_of(database_.get());
}

std::int64_t Database::changes() const {
  return sqlite3_changes64(database_.get());
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(database_.get()) == 0;
}

void Database::interrupt_at(std::optional<reactor::Time> end) {
  *end_ = end.value_or(reactor::Time::max());
  sqlite3_progress_handler(database_.get(), kStepsBetween, end ? is_over : nullptr, end_.get());
}

void Database::roll_back() {
  if (in_transaction()) sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace disk
