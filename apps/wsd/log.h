// What the operator reads: one line an event, on standard error. Text for eyes, JSON for machines.
//
//   log::info(log::Kind::process, "listening", {{"url", url}});
//
// Any thread. A line says when, how serious, what happened, and fields. Secrets, queries and what
// people say to each other are never among them; whatever strangers sent is made printable here, so
// a line is a line. Of each kind so many lines are written in a time; the rest is counted, and the
// count is written. Writing never waits: what standard error does not take is counted too. A line
// has at most 4,096 bytes; fields that do not fit are left out, and the last one, cut=true, says
// so.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/token_bucket.h"
#include "broadcast/event.h"
#include "reactor/peer.h"

namespace wsd::log {

enum class Level : std::uint8_t { debug, info, warning, error };
enum class Format : std::uint8_t { text, json };

// What lines are limited by, and the word that machines look for ("kind" in JSON).
enum class Kind : std::uint8_t {
  process,  // start, stop, reload: what the operator did
  connection_opened,
  connection_ended,
  request_refused,  // it was wrong: 400, 404, 405, 426, 431 ...
  origin_refused,   // 403, 421
  client_refused,   // too many, too often: 429, 503
  limited,          // somebody who talks too much
  admin,            // what came by the admin listener
  trouble,          // ours: the system refused something
};
inline constexpr std::size_t kKinds = 9;
std::string_view word(Kind kind);
std::string_view word(Level level);

inline constexpr base::Rate kRateDefault{100, 20, std::chrono::seconds(1)};  // of one kind

struct Settings {
  Level level = Level::info;
  std::optional<Format> format{};  // none: text on a terminal, else JSON
  base::Rate rate = kRateDefault;  // burst 0: every line

  bool operator==(const Settings&) const = default;
};

// A named value: text (of anybody, any bytes) or a whole number.
class Field {
 public:
  Field(std::string_view name, std::string_view text) : name_(name), text_(text) {}
  Field(std::string_view name, const char* text) : name_(name), text_(text) {}
  Field(std::string_view name, const std::string& text) : name_(name), text_(text) {}
  template <class Number>
  requires std::is_integral_v<Number> Field(std::string_view name, Number number)
      : name_(name), number_(static_cast<std::int64_t>(number)), is_number_(true) {}

  std::string_view name() const { return name_; }
  std::string_view text() const { return text_; }
  std::int64_t number() const { return number_; }
  bool is_number() const { return is_number_; }

 private:
  std::string_view name_;
  std::string_view text_{};
  std::int64_t number_ = 0;
  bool is_number_ = false;
};
using Fields = std::initializer_list<Field>;

// At start and again at a reload. fd: where lines go. Before it, nothing is written.
void begin(const Settings& settings, int fd = 2);

// Whether such a line would be written: ask before what is costly to put together.
bool wanted(Level level);

void write(Level level, Kind kind, std::string_view what, Fields fields = {});
inline void debug(Kind kind, std::string_view what, Fields fields = {}) {
  write(Level::debug, kind, what, fields);
}
inline void info(Kind kind, std::string_view what, Fields fields = {}) {
  write(Level::info, kind, what, fields);
}
inline void warning(Kind kind, std::string_view what, Fields fields = {}) {
  write(Level::warning, kind, what, fields);
}
inline void error(Kind kind, std::string_view what, Fields fields = {}) {
  write(Level::error, kind, what, fields);
}

// Counts of lines held back whose time has come are written. Call it now and then, and at the end
// with Settling::all. Returns whether some are still to be told.
enum class Settling : std::uint8_t { due, all };
bool settle(Settling what = Settling::due);

// "c7": how a connection is named to people.
std::string connection_name(std::uint64_t number);

// The line of a connection's end.
struct Ending {
  std::uint64_t connection = 0;  // 7: c7
  reactor::Peer peer{};          // the true one
  std::string_view wire{};       // "text", "json", "raw", "echo"
  reactor::Duration duration{};
  broadcast::Totals totals{};
  rfc6455::CloseCode code = 0;
  broadcast::Event::By by = broadcast::Event::By::peer;
  std::string_view why{};
};
void connection_ended(const Ending& ending);

}  // namespace wsd::log
