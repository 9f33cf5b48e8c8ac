// One table of options: name, and what its value does. No library: a load generator should build
// wherever the two leaves do.
#include "bench/fanout/options.h"

#include <array>
#include <charconv>
#include <stdexcept>
#include <string_view>

namespace fanout {

const char* const kHelp = R"(fanout: load for any WebSocket server, every message checked.

  fanout MODE --url ws://HOST:PORT/PATH [options]

Modes. In the first four and in slow, the server sends each message to all connections of the
path, the sender included. In echo it sends it back to the sender.
  paced   one message at a time, at a rate that leaves the server idle more than half of the time
  steady  messages at --rate, however many are outstanding
  flat    a window of messages outstanding, always
  burst   every subscriber publishes --messages (default 1600) at once; --rounds times
  echo    every subscriber has one message outstanding
  idle    opens --subscribers and does nothing: memory per connection (needs --pid)
  churn   connects, upgrades, closes in order, again; --subscribers at a time
  slow    paced; after the first half, --slow of the subscribers stop reading until the end

Options.
  --url URL         ws:// or wss:// (any certificate will do)
  --pid PID[,PID]   the server's processes: tells its CPU time and memory
  --subscribers N   connections                                              [100]
  --publishers N    how many of them publish, in turn                        [1]
  --size BYTES      of a message, at least 16                                [64]
  --seconds S       how long                                                 [2]
  --messages N      at most so many messages (burst: of each; churn: cycles)
  --window N        flat: messages outstanding per publisher                 [64]
  --rate N          paced, slow, steady: messages per second; otherwise a rate is sought
  --rounds N        burst: how often                                         [10]
  --slow N          slow: how many stop reading                              [1]
  --text            text messages; otherwise binary
  --deflate         offers permessage-deflate without context takeover
  --raw             echo: plain TCP, no WebSocket
  --json            one line of JSON instead of a table

Leaves with 1 if a message was lost, doubled, out of order or damaged, with 2 if it could not run.
Latency is counted from the moment a message should have been sent. generator_busy_percent must
stay well below 100, or the figures are the generator's.
)";

namespace {

constexpr std::array kModes = {Mode::paced, Mode::flat,  Mode::burst, Mode::echo,
                               Mode::idle,  Mode::churn, Mode::slow,  Mode::steady};

template <class Number>
Number number(std::string_view option, std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < Number{}) {
    throw std::runtime_error(std::string(option) + " needs a number, not " + std::string(text));
  }
  return value;
}

std::vector<pid_t> pids(std::string_view option, std::string_view text) {
  std::vector<pid_t> found;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    found.push_back(number<pid_t>(option, text.substr(0, comma)));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return found;
}

bool set_flag(Options& options, std::string_view name) {
  if (name == "--raw") {
    options.framing = Framing::none;
  } else if (name == "--text") {
    options.opcode = rfc6455::Opcode::text;
  } else if (name == "--deflate") {
    options.deflate = Unpacker::Deflate::asked_for;
  } else if (name == "--json") {
    options.json = true;
  } else if (name == "--help") {
    options.help = true;
  } else {
    return false;
  }
  return true;
}

bool set_value(Options& options, std::string_view name, std::string_view value) {
  const auto count = [&](std::size_t& into) {
    into = number<std::size_t>(name, value);
    return true;
  };
  if (name == "--subscribers") return count(options.subscribers);
  if (name == "--publishers") return count(options.publishers);
  if (name == "--slow") return count(options.slow);
  if (name == "--size") return count(options.size);
  if (name == "--window") return count(options.window);
  if (name == "--rounds") return count(options.rounds);
  if (name == "--messages") return count(options.messages);
  if (name == "--seconds") return options.seconds = number<double>(name, value), true;
  if (name == "--rate") return options.rate = number<double>(name, value), true;
  if (name == "--pid") return options.pids = pids(name, value), true;
  if (name == "--url") return options.url = value, true;
  return false;
}

void check(const Options& options) {
  const auto demand = [](bool condition, const char* sentence) {
    if (!condition) throw std::runtime_error(sentence);
  };
  demand(!options.url.empty(), "--url is missing");
  demand(options.size >= kStampSize, "--size must be at least 16: that much is needed to check");
  demand(options.subscribers >= 1, "--subscribers must be at least 1");
  demand(options.window >= 1, "--window must be at least 1");
  demand(options.publishers >= 1 && options.publishers <= options.subscribers &&
             options.publishers <= kPublishersMax,
         "--publishers must be between 1 and --subscribers, and at most 65536");
  demand(options.framing == Framing::websocket || options.mode == Mode::echo,
         "--raw goes with echo only");
  demand(options.mode != Mode::slow || options.slow + options.publishers <= options.subscribers,
         "--slow and --publishers together must not be more than --subscribers");
  demand(options.mode != Mode::steady || options.rate > 0, "steady needs --rate");
  demand(options.mode != Mode::idle || !options.pids.empty(), "idle needs --pid");
}

}  // namespace

const char* name(Mode mode) {
  constexpr std::array kNames = {"paced", "flat",  "burst", "echo",
                                 "idle",  "churn", "slow",  "steady"};
  return kNames[static_cast<std::size_t>(mode)];
}

Options parse_options(std::span<char* const> arguments) {
  Options options;
  bool has_mode = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (set_flag(options, argument)) continue;
    if (i + 1 < arguments.size() && set_value(options, argument, arguments[i + 1])) {
      ++i;
      continue;
    }
    for (const Mode mode : kModes) {
      if (argument != name(mode)) continue;
      options.mode = mode;
      has_mode = true;
    }
    if (!has_mode || argument.starts_with('-')) {
      throw std::runtime_error("not understood, or without its value: " + std::string(argument));
    }
  }
  if (options.help) return options;
  if (!has_mode) throw std::runtime_error("which mode? --help tells them");
  check(options);
  return options;
}

}  // namespace fanout
