// What the client was asked to do: its command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/wsc/url.h"
#include "reactor/clock.h"

namespace wsc {

inline constexpr int kExitClean = 0;
inline constexpr int kExitCannotConnect = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitClosed = 3;     // by an error
inline constexpr int kExitNoMessage = 4;  // --one-message, and none came in time
inline constexpr int kExitGap = 5;        // --strict
inline constexpr int kExitRefused = 6;    // something that was to be said or done, or the name

inline constexpr reactor::Duration kWaitForever = reactor::Duration::max();

struct Options {
  enum class Form : std::uint8_t { json, text, raw };

  Url url{};
  Form form = Form::json;  // text if the server speaks no JSON
  std::string nick{};
  std::vector<std::string> rooms{};
  std::vector<std::string> headers{};  // "Name: value", checked
  std::string host{};                  // of a header Host; empty: the URL's
  std::vector<std::string> subprotocols{};
  std::string authorities_file{};
  bool insecure = false;

  std::optional<unsigned> history{};  // messages on joining; nullopt: as many as suit the face
  std::string since{};                // a number or "all"; empty: from now on
  bool reconnect = true;
  std::vector<std::string> execute{};
  std::string binary_file{};                // sent as one message
  std::optional<reactor::Duration> wait{};  // after the last thing to do; kWaitForever
  bool one_message = false;
  bool jsonl = false;
  bool strict = false;

  bool show_ping_pong = false;
  bool verbose = false;
  std::string timestamps{};  // strftime's; empty: none
  bool colours = true;
  bool emoji = true;
  bool bell = false;
};

// Either options, or an exit code with the text to print: help, version, or what is wrong.
struct ParsedOptions {
  std::optional<Options> options;
  int exit_code = kExitClean;
  std::string text;
};
ParsedOptions parse_options(int argc, const char* const* argv);

}  // namespace wsc
