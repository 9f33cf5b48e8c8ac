// spdlog keeps the lock and the clock; the sink here writes. A line is at most kLineMax bytes, as
// many as a pipe takes whole, and poll(2) is asked first: so write(2) does not wait, whatever the
// reader of our lines is doing. (A shard that waited for a log would stop everybody.)
#include "apps/wsd/log.h"

#include <poll.h>
#include <spdlog/fmt/fmt.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <limits.h>
#include <array>
#include <atomic>
#include <cassert>
#include <mutex>

#include "apps/wsd/printable.h"
#include "apps/wsd/throttle.h"
#include "base/json_writer.h"
#include "base/utc.h"

namespace wsd::log {
namespace {

constexpr std::size_t kLineMax = PIPE_BUF;  // 4096: a pipe that is writable takes so much at once
constexpr std::size_t kCutRoom = 16;  // for what says that fields are missing, and the line's end
constexpr std::array<std::string_view, 4> kLevels = {"debug", "info", "warning", "error"};
constexpr std::array<std::string_view, kKinds> kWords = {
    "process",        "connection_opened", "connection_ended", "request_refused",
    "origin_refused", "client_refused",    "limited",          "admin",
    "trouble"};

spdlog::level::level_enum to_spdlog(Level level) {
  constexpr std::array kTheirs = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                  spdlog::level::err};
  return kTheirs[static_cast<std::size_t>(level)];
}

bool takes_more(int fd) {
  pollfd asked{fd, POLLOUT, 0};
  return ::poll(&asked, 1, 0) == 1 && (asked.revents & POLLOUT) != 0;
}

// Whole lines to a descriptor, or none of a line.
class Sink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  void aim(int fd) {
    const std::lock_guard guard(mutex_);
    fd_ = fd;
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    if (lost_ > 0 && takes_more(fd_)) {
      const std::string said = "wsd: " + std::to_string(lost_) + " lines of log were not taken\n";
      put(said);
      lost_ = 0;
    }
    if (takes_more(fd_)) {
      put(std::string_view(message.payload.data(), message.payload.size()));
    } else {
      ++lost_;
    }
  }
  void flush_() override {}

 private:
  void put(std::string_view line) {
    while (::write(fd_, line.data(), line.size()) < 0 && errno == EINTR) {
    }
  }

  int fd_ = -1;
  std::uint64_t lost_ = 0;
};

// All that the process's log is. Never destroyed: lines may be written while the process ends.
struct Desk {
  std::shared_ptr<Sink> sink = std::make_shared<Sink>();
  spdlog::logger logger{"wsd", sink};
  std::atomic<Format> format = Format::text;
  std::atomic<bool> held_back = false;  // settle() is asked in every turn, and seldom has to look
  std::mutex lock;                      // of what follows
  base::Rate rate;
  Throttle<kKinds> throttle;

  Desk() { logger.set_level(spdlog::level::off); }
};
Desk& desk() {
  static Desk* const one = new Desk;
  return *one;
}

std::string stamp(reactor::WallTime time, Format format) {
  const auto since = time.time_since_epoch();
  const std::int64_t ts = std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
  std::string text;
  base::append_date(text, ts);
  text += format == Format::json ? 'T' : ' ';
  base::append_time(text, ts);
  text += fmt::format(".{:03}", ts % 1000);
  return format == Format::json ? text + 'Z' : text;
}

// Puts one part of a line behind it, if there is room for it and for what ends a line that was cut.
// A line that is cut between two fields stays a line of its form.
bool append_part(std::string& line, std::string_view part) {
  if (line.size() + part.size() + kCutRoom >= kLineMax) return false;
  line += part;
  return true;
}

std::string json_value(const Field& field) {
  if (field.is_number()) return std::to_string(field.number());
  std::string value;
  base::append_json_string(value, printable(field.text()));
  return value;
}

std::string text_value(const Field& field) {
  if (field.is_number()) return std::to_string(field.number());
  const std::string value = printable(field.text());
  if (!value.empty() && value.find_first_of(" \"=") == value.npos) return value;
  std::string quoted;
  base::append_json_string(quoted, value);
  return quoted;
}

// 2026-11-21 03:33:37.123 info    connection ended connection=c7 address=192.0.2.1:4711
std::string text_line(Level level, std::string_view what, Fields fields) {
  std::string line = stamp(reactor::wall_now(), Format::text);
  line += fmt::format(" {:<7} {}", word(level), printable(what));
  for (const Field& field : fields) {
    if (!append_part(line, fmt::format(" {}={}", field.name(), text_value(field))))
      return line + " cut=true";
  }
  return line;
}

std::string json_line(Level level, Kind kind, std::string_view what, Fields fields) {
  std::string line = fmt::format(R"({{"time":"{}","level":"{}","kind":"{}","event":)",
                                 stamp(reactor::wall_now(), Format::json), word(level), word(kind));
  base::append_json_string(line, printable(what));
  for (const Field& field : fields) {
    const std::string part = fmt::format(R"(,"{}":{})", field.name(), json_value(field));
    if (!append_part(line, part)) return line + R"(,"cut":true})";
  }
  return line + "}";
}

void put(Level level, Kind kind, std::string_view what, Fields fields) {
  Desk& log = desk();
  std::string line = log.format.load() == Format::json ? json_line(level, kind, what, fields)
                                                       : text_line(level, what, fields);
  assert(line.size() < kLineMax);
  line += '\n';
  log.logger.log(to_spdlog(level), spdlog::string_view_t(line));
}

// "and 120 more", of that kind.
void put_held_back(Kind kind, std::uint64_t count) {
  put(Level::warning, kind, "and " + std::to_string(count) + " more",
      {{"of", word(kind)}, {"held_back", count}});
}

}  // namespace

std::string_view word(Kind kind) {
  return kWords[static_cast<std::size_t>(kind)];
}

std::string_view word(Level level) {
  return kLevels[static_cast<std::size_t>(level)];
}

void begin(const Settings& settings, int fd) {
  Desk& log = desk();
  const Format usual = ::isatty(fd) == 1 ? Format::text : Format::json;
  log.format.store(settings.format.value_or(usual));
  log.sink->aim(fd);
  const std::lock_guard guard(log.lock);
  log.rate = settings.rate;
  log.logger.set_level(to_spdlog(settings.level));
}

bool wanted(Level level) {
  return desk().logger.should_log(to_spdlog(level));
}

// Whether a line is wanted and within its kind's rate. What was held back before it is told.
bool admitted(Level level, Kind kind) {
  if (!wanted(level)) return false;
  Desk& log = desk();
  const auto number = static_cast<std::size_t>(kind);
  std::uint64_t held_back = 0;
  {
    const std::lock_guard guard(log.lock);
    const reactor::Time now = reactor::now();
    if (!log.throttle.admit(number, log.rate, now)) {
      log.held_back = true;
      return false;
    }
    held_back = log.throttle.take(number);
  }
  if (held_back > 0) put_held_back(kind, held_back);
  return true;
}

void write(Level level, Kind kind, std::string_view what, Fields fields) {
  if (admitted(level, kind)) put(level, kind, what, fields);
}

bool settle(Settling what) {
  Desk& log = desk();
  if (!log.held_back) return false;
  std::array<std::uint64_t, kKinds> counts{};
  bool more = false;
  {
    const std::lock_guard guard(log.lock);
    const reactor::Time now = reactor::now();
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      counts[kind] =
          what == Settling::all ? log.throttle.take(kind) : log.throttle.told(kind, log.rate, now);
    }
    more = log.throttle.any_held_back();
    log.held_back = more;
  }
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    if (counts[kind] > 0) put_held_back(static_cast<Kind>(kind), counts[kind]);
  }
  return more;
}

std::string connection_name(std::uint64_t number) {
  return "c" + std::to_string(number);
}

void connection_ended(const Ending& ending) {
  if (!admitted(Level::info, Kind::connection_ended)) return;  // where thousands end in a second
  constexpr std::array kBy = {"peer", "server", "fault of the peer", "network"};
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(ending.duration).count();
  put(Level::info, Kind::connection_ended, "connection ended",
      {{"connection", connection_name(ending.connection)},
       {"address", reactor::to_string(ending.peer)},
       {"wire", ending.wire},
       {"milliseconds", milliseconds},
       {"messages_in", ending.totals.messages_in},
       {"bytes_in", ending.totals.bytes_in},
       {"bytes_out", ending.totals.bytes_out},
       {"code", ending.code},
       {"by", kBy[static_cast<std::size_t>(ending.by)]},
       {"reason", ending.why}});
}

}  // namespace wsd::log
