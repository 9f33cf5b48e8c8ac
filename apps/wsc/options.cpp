// Every flag stands here once: its name, its bounds and its help.
#include "apps/wsc/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <memory>
#include <sstream>

#include "apps/protocol/names.h"
#include "apps/wsc/version.h"
#include "rfc6455/http_head.h"

namespace wsc {
namespace {

constexpr const char* kDefaultUrl = "ws://localhost:8765";
constexpr unsigned kHistoryFetchMax = 1000;
constexpr std::size_t kSinceDigitsMax = 15;
constexpr double kWaitMax = 7 * 24 * 3600.0;  // seconds

// What --wait says; throws what the command line reports.
reactor::Duration wait_of(const std::string& text) {
  if (text == "forever") return kWaitForever;
  char* end = nullptr;
  const double seconds = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !(seconds >= 0 && seconds <= kWaitMax)) {
    throw CLI::ValidationError("--wait", "must be seconds, such as 2 or 0.5, or forever");
  }
  return reactor::Duration(std::llround(seconds * 1e9));
}

// What --history says.
unsigned history_of(const std::string& text) {
  const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
  const bool short_enough = !text.empty() && text.size() <= std::to_string(kHistoryFetchMax).size();
  const unsigned long number = digits && short_enough ? std::stoul(text) : kHistoryFetchMax + 1;
  if (number > kHistoryFetchMax) {
    throw CLI::ValidationError("--history",
                               "must be a number from 0 to " + std::to_string(kHistoryFetchMax));
  }
  return static_cast<unsigned>(number);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Nothing of it may end a line of the request, or say again what the handshake says.
void take_header(Options& options, const std::string& header) {
  const auto wrong = [&](const std::string& why) {
    throw CLI::ValidationError("--header", "\"" + header + "\": " + why);
  };
  const std::size_t colon = header.find(':');
  const std::string name(trimmed(std::string_view(header).substr(0, colon)));
  if (colon == std::string::npos || name.empty() ||
      !std::all_of(name.begin(), name.end(), rfc6455::is_token_byte)) {
    wrong("must look like 'Name: value'");
  }
  for (const unsigned char byte : header) {
    if ((byte < ' ' && byte != '\t') || byte == 0x7F) wrong("holds a control character");
  }
  const std::string value(trimmed(std::string_view(header).substr(colon + 1)));
  constexpr std::string_view kOurs[] = {"Upgrade",
                                        "Connection",
                                        "Content-Length",
                                        "Transfer-Encoding",
                                        "Sec-WebSocket-Key",
                                        "Sec-WebSocket-Version",
                                        "Sec-WebSocket-Extensions"};
  for (const std::string_view ours : kOurs) {
    if (rfc6455::equal_ignoring_case(name, ours)) wrong("the handshake itself says " + name);
  }
  if (rfc6455::equal_ignoring_case(name, "Sec-WebSocket-Protocol")) wrong("use --subprotocol");
  if (rfc6455::equal_ignoring_case(name, "Host")) {
    options.host = value;
  } else {
    options.headers.push_back(name + ": " + value);
  }
}

struct Words {  // as they were given
  std::string url = kDefaultUrl;
  std::vector<std::string> headers{};
  std::string origin{};
  std::optional<std::string> history{};
  std::string wait{};
  std::string timestamps{};
  bool json = false, text = false, raw = false;
  bool no_reconnect = false, no_color = false, no_emoji = false;
};

void check_subprotocols(const Options& options) {
  for (const std::string& protocol : options.subprotocols) {
    if (protocol.empty() ||
        !std::all_of(protocol.begin(), protocol.end(), rfc6455::is_token_byte)) {
      throw CLI::ValidationError("--subprotocol", "\"" + protocol + "\" cannot be one");
    }
  }
  if (options.form != Options::Form::raw && !options.subprotocols.empty()) {
    throw CLI::ValidationError("--subprotocol", "goes with --raw; the chat has its own");
  }
}

void check_chat(const Options& options) {
  const bool asks_the_chat =
      !options.nick.empty() || !options.rooms.empty() || options.history || !options.since.empty();
  if (options.form == Options::Form::raw && asks_the_chat) {
    throw CLI::ValidationError("--raw", "has no rooms, names or history");
  }
  for (const std::string& room : options.rooms) {
    if (!protocol::room_name(room)) {
      throw CLI::ValidationError("--room",
                                 "\"" + room + "\" is no room's name: letters, digits and . _ -");
    }
  }
}

// What --since says, as JSON writes a number: without zeros in front.
std::string since_of(std::string text) {
  if (text.empty() || text == "all") return text;
  if (text.find_first_not_of("0123456789") != std::string::npos) {
    throw CLI::ValidationError("--since", "must be a number or all");
  }
  if (text.size() > kSinceDigitsMax) throw CLI::ValidationError("--since", "is too large");
  return text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
}

void check(Options& options, const Words& words) {
  ParsedUrl url = parse_url(words.url);
  if (!url.url) throw CLI::ValidationError("URL", url.complaint);
  options.url = std::move(*url.url);
  options.form = words.raw    ? Options::Form::raw
                 : words.text ? Options::Form::text
                              : Options::Form::json;
  for (const std::string& header : words.headers) take_header(options, header);
  if (!words.origin.empty()) take_header(options, "Origin: " + words.origin);
  if (words.history) options.history = history_of(*words.history);
  if (!words.wait.empty()) options.wait = wait_of(words.wait);
  options.timestamps = words.timestamps;
  options.reconnect = !words.no_reconnect;
  options.colours = !words.no_color;
  options.emoji = !words.no_emoji;
  check_subprotocols(options);
  check_chat(options);
  options.since = since_of(std::move(options.since));
  if (options.insecure && !options.authorities_file.empty()) {
    throw CLI::ValidationError("--insecure", "believes everybody, --ca does not: choose one");
  }
}

// What is shown behind a flag's name in the help.
CLI::Option* takes(CLI::Option* option, const char* what) {
  return option->option_text(what);
}

// One value each time it is given: the next word may be the URL.
CLI::Option* repeatable(CLI::Option* option, const char* what) {
  return takes(option, what)->allow_extra_args(false);
}

void declare_chat(CLI::App& app, Options& options, Words& words) {
  takes(app.add_option("-n,--nick", options.nick, "The name to have"), "NAME");
  repeatable(app.add_option("-r,--room", options.rooms,
                            "A room to join, repeatable; the first is the current one"),
             "ROOM");
  auto* json = takes(
      app.add_flag("--json", words.json, "Chat in the JSON form, else in text (this is usual)"),
      "");
  auto* text = takes(
      app.add_flag("--text", words.text, "Chat in the text form: lines as the server words them"),
      "");
  auto* raw =
      takes(app.add_flag("--raw", words.raw, "Any WebSocket server: messages as they are"), "");
  json->excludes(text)->excludes(raw);
  text->excludes(raw);
  takes(app.add_option("--history", words.history,
                       "Earlier messages to show of each room (20; in a pipe 0)"),
        "N");
  takes(app.add_option("--since", options.since, "Everything after this number, or all"), "SEQ");
}

void declare_connection(CLI::App& app, Options& options, Words& words) {
  repeatable(app.add_option("-H,--header", words.headers,
                            "A line for the request, as 'Name: value', repeatable"),
             "LINE");
  takes(app.add_option("-o,--origin", words.origin, "Origin of the request"), "ORIGIN");
  repeatable(app.add_option("-s,--subprotocol", options.subprotocols,
                            "With --raw: one to ask for, repeatable"),
             "NAME");
  takes(app.add_option("--ca", options.authorities_file,
                       "PEM file: whom to believe instead of the system's"),
        "FILE")
      ->check(CLI::ExistingFile);
  app.add_flag("-k,--insecure", options.insecure, "Believe any certificate");
  app.add_flag("--no-reconnect", words.no_reconnect, "Leave when the connection is lost");
}

void declare_scripts(CLI::App& app, Options& options, Words& words) {
  repeatable(app.add_option("-x,--execute", options.execute,
                            "Say this and leave, repeatable; standard input is not read"),
             "TEXT");
  takes(app.add_option("-w,--wait", words.wait,
                       "Seconds to stay after the last thing to do, or forever (0)"),
        "S");
  app.add_flag("-1,--one-message", options.one_message, "Leave after one message from others");
  app.add_flag("--jsonl", options.jsonl, "Write each message as one line of JSON");
  takes(app.add_option("--binary", options.binary_file,
                       "Send this file (-: standard input) as one binary message"),
        "FILE");
  app.add_flag("--strict", options.strict, "Leave with 5 when messages are missing");
}

void declare_looks(CLI::App& app, Options& options, Words& words) {
  app.add_flag("-P,--show-ping-pong", options.show_ping_pong, "Tell of pings and pongs");
  app.add_flag("-v,--verbose", options.verbose, "Tell of the handshake and of all that happens");
  // The word in braces is what it means alone; it is not to be seen in the help.
  app.add_flag("--timestamps{%H:%M:%S}", words.timestamps,
               "Write the time in front; --timestamps=%FT%T words it as strftime(3) does");
  app.add_flag("--no-color", words.no_color, "No colours (so does the variable NO_COLOR)");
  app.add_flag("--no-emoji", words.no_emoji, "Plain signs instead of emoji");
  app.add_flag("--bell", options.bell, "Ring when somebody writes to you or names you");
}

class Shape : public CLI::Formatter {
 public:
  std::string make_option_name(const CLI::Option* option, bool positional) const override {
    std::string name = CLI::Formatter::make_option_name(option, positional);
    return name.substr(0, name.find('{'));
  }
  std::string make_option_opts(const CLI::Option* option) const override {
    const std::string& what = option->get_option_text();
    return what.empty() ? what : " " + what;
  }
};

void declare(CLI::App& app, Options& options, Words& words) {
  app.formatter(std::make_shared<Shape>());
  app.set_version_flag("--version", "wsc " + std::string(kVersion), "Say which wsc this is");
  takes(app.add_option("URL", words.url,
                       "ws://localhost:8765 if there is none; host, host:port and port are "
                       "completed; wss://…, unix:PATH"),
        "");
  declare_chat(app, options, words);
  declare_connection(app, options, words);
  declare_scripts(app, options, words);
  declare_looks(app, options, words);
  app.footer(
      "On a terminal Tab completes, Ctrl-R searches, Alt-Enter breaks the line; exit, quit, "
      "/quit,\n"
      "Ctrl-D and Ctrl-C leave. In a pipe lines of standard input are messages, and standard "
      "output\n"
      "is one message a line.\n"
      "Exit codes: 0 clean, 1 cannot connect, 2 usage, 3 closed by an error, 4 --one-message and\n"
      "none came in time, 5 a gap with --strict, 6 something was refused.");
}

}  // namespace

ParsedOptions parse_options(int argc, const char* const* argv) {
  Options options;
  Words words;
  CLI::App app("wsc: a WebSocket chat client for the terminal and for scripts.", "wsc");
  declare(app, options, words);
  try {
    app.parse(argc, argv);
    check(options, words);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    const bool asked = error.get_exit_code() == 0;
    app.exit(error, out, out);
    return {std::nullopt, asked ? kExitClean : kExitUsage, out.str()};
  }
  return {std::move(options), kExitClean, {}};
}

}  // namespace wsc
