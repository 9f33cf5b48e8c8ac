// What the server was asked to do: by flags, by the environment, by a file. Where it is declared:
// setting.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/wsd/announcer.h"
#include "apps/wsd/chat/text.h"
#include "apps/wsd/chat/welcome.h"
#include "apps/wsd/disk/sqlite_store.h"
#include "apps/wsd/gatekeeper.h"
#include "apps/wsd/log.h"
#include "apps/wsd/origin.h"
#include "base/token_bucket.h"
#include "broadcast/settings.h"
#include "reactor/address.h"
#include "reactor/prefix.h"

namespace wsd {

// sysexits.h has these, and scripts rely on them.
inline constexpr int kExitFine = 0;
inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitInUse = 75;  // the port, or the data directory
inline constexpr int kExitBadConfiguration = 78;

inline constexpr std::uint64_t kNoLimit = UINT64_MAX >> 1;  // of a message

struct ListenAddress {
  reactor::Address address;
  bool tls = false;  // written tls://...

  bool operator==(const ListenAddress&) const = default;
};

// What the log of a room keeps for those who come later; 0: not limited by that.
struct Retention {
  std::uint64_t count = 1000;
  std::uint64_t bytes = 1 << 20;
  reactor::Duration age{};

  bool operator==(const Retention&) const = default;
};

struct Options {
  // where
  std::vector<ListenAddress> listen{};
  std::optional<ListenAddress> admin{};  // none: off
  std::vector<std::string> admin_hosts{};
  std::vector<std::string> hosts{};  // names of this server, as --host has them
  std::string tls_cert{};
  std::string tls_key{};
  std::vector<reactor::Prefix> trusted_proxies{};
  bool proxy_protocol = false;  // trusted proxies begin each TCP connection with a PROXY header

  // who, and how much
  OriginRule origin{};
  AdmissionLimits admission{};
  base::Rate rate{20, 10};                                  // messages of one connection
  base::Rate new_rooms{128, 128, std::chrono::minutes(1)};  // of one address
  std::optional<std::uint64_t> log_budget{};  // of all rooms; none: a quarter of the memory

  // the chat
  std::string room = "lobby";
  chat::Text welcome =
      *chat::Text::of(chat::kWelcome);  // with its blanks; empty: newcomers are not welcomed
  std::vector<Announcement> announcements{};
  std::optional<bool> console{};  // none: if standard input is a terminal
  bool echo = false;
  bool deflate = false;
  std::uint16_t flush_milliseconds = 0;

  // what is kept
  std::string data{};  // the directory; empty: in memory
  disk::Durability durability = disk::Durability::process;
  std::optional<std::uint64_t> data_max{};  // bytes of it, 0: no limit; none: by its file system
  Retention history{};
  bool history_auto = true;  // with a directory: no limit but its own; else the usual one

  // the process
  std::uint16_t threads = 0;  // 0: one for each core
  reactor::Duration drain_time = std::chrono::seconds(30);
  log::Settings log{};

  broadcast::Settings settings{};  // what the layers below are told, limits above all
};

// How many shards that means on this machine.
std::uint16_t shards(const Options& options);

// Everything that options are read from, kept so that they can be read again.
struct CommandLine {
  std::vector<std::string> words;                                // without the program's name
  std::vector<std::pair<std::string, std::string>> environment;  // name, value
  int process = 0;                                               // for $LISTEN_PID
};
CommandLine command_line(int argc, const char* const* argv, const char* const* environment);

// What a self-signed certificate is wanted for.
struct CertificateRequest {
  std::vector<std::string> hosts;
  std::string folder;
};

// What is wanted of a data directory.
struct ControlRequest {
  enum class What : std::uint8_t { give, take, erase };  // export, import

  What what = What::give;
  std::string data{};
  std::string room{};  // give: that one alone; empty: all
  std::string user{};  // erase
};

struct ParsedOptions {
  enum class Wish : std::uint8_t { serve, check, print, gen_cert, control, nothing };

  Wish wish = Wish::nothing;  // nothing: text says it all
  Options options{};
  CertificateRequest certificate{};
  ControlRequest control{};
  int exit_code = kExitFine;
  std::string text{};  // help, version, the configuration, or what is wrong
  std::vector<std::string> warnings{};
};
ParsedOptions parse_options(const CommandLine& line);

// Reads everything again. Options: those of now with all changes that need no restart; or a
// complaint, and everything stays as it is.
struct Reload {
  std::optional<Options> options;
  std::string complaint;
  std::vector<std::string> changed;       // keys that have other values now
  std::vector<std::string> need_restart;  // keys that would have
};
Reload reload_options(const Options& now, const CommandLine& line);

}  // namespace wsd
