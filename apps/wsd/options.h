// What the server was asked to do: its command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "broadcast/settings.h"
#include "reactor/address.h"

namespace wsd {

// sysexits.h has these, and scripts rely on them.
inline constexpr int kExitFine = 0;
inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitPortInUse = 75;
inline constexpr int kExitBadConfiguration = 78;

struct ListenAddress {
  reactor::Address address;
  bool tls = false;  // written tls://...
};

struct Options {
  std::vector<ListenAddress> listen{};
  std::uint16_t threads = 0;  // 0: one for each core
  std::string tls_cert{};
  std::string tls_key{};
  bool echo = false;
  bool deflate = false;
  std::uint16_t flush_milliseconds = 0;
  reactor::Duration drain_time = std::chrono::seconds(30);
  broadcast::Settings settings{};
};

// Either options, or an exit code with the text to print: help, version, or what is wrong.
struct ParsedOptions {
  std::optional<Options> options;
  int exit_code = kExitFine;
  std::string text;
};
ParsedOptions parse_options(int argc, const char* const* argv);

}  // namespace wsd
