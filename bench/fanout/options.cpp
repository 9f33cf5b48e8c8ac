// One table of options: name, and what its value does. No library: a load generator should build
// wherever the two leaves do.
#include "bench/fanout/options.h"

#include <array>
#include <charconv>
#include <stdexcept>
#include <string_view>

namespace fanout {

namespace {

constexpr std::string_view kHelp = R"(NAME: load for any WebSocket server, every message checked.

  NAME MODE --url ws://HOST:PORT/PATH [options]

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
  chat    everybody says something now and then, --rate in all, while --moves a second leave and
          come back (every other one without a goodbye). The rooms' numbers are checked: everybody
          hears all, in one order; at the end exactly those are listed who are there. With
          --flooders, every other sixth of the time that many send as fast as they can
  hold    opens --subscribers and keeps them until the input ends; a line of input publishes one
          message, and it is told when the last has got it (bench/million runs several of these)

Options.
  --url URL         ws:// or wss:// (any certificate will do)
  --pid PID[,PID]   the server's processes: tells its CPU time and memory
  --subscribers N   connections                                              [100]
  --publishers N    how many of them publish, in turn; in each room          [1]
  --rooms N         rooms, numbered behind the URL's path; members spread    [1]
  --each N          json: rooms that each connection is in                   [1]
  --pairs           everybody has one other to talk to: private messages, or rooms of two
  --wire FORM       raw: messages come as they went; text, json: as a chat tells what was said  [raw]
  --acks            json: every message wants an acknowledgement, and they are counted
  --size BYTES      of a message or text, at least 16, in a chat 32          [64]
  --seconds S       how long                                                 [2]
  --messages N      at most so many messages (burst: of each; churn: cycles)
  --window N        flat: messages outstanding per publisher                 [64]
  --rate N          paced, slow, steady, chat: messages per second; otherwise a rate is sought
  --moves N         chat: leave and come back, a second                      [0]
  --from N          call from 127.0.0.1 + N on, one address for 10,000       [0]
  --flooders N      chat: who send as fast as they can                       [0]
  --rounds N        burst: how often                                         [10]
  --slow N          slow: how many stop reading                              [1]
  --text            text messages; otherwise binary
  --deflate         offers permessage-deflate without context takeover
  --raw             echo: plain TCP, no WebSocket
  --json            one line of JSON instead of a table

On a server of your own. Any that sends what one connection says to all will do: `--wire raw` if
the messages come as they went, `--wire text` if they come as a line with a name, ": " and the
text. The options --wire json, --pairs, --each and the mode chat speak wsd's own protocol. Turn its
limits on messages and connections off (wsd: --rate 0 --per-address 0), give it a core of its own,
and tell its process to see what it costs:
  taskset -c 1 NAME flat --url ws://127.0.0.1:9000/ --pid 4711 --subscribers 1000

Leaves with 1 if a message was lost, doubled, out of order or damaged, with 2 if it could not run.
More than 10,000 connections to 127.0.0.1 come from several addresses of the loopback network.
Latency is counted from the moment a message should have been sent. generator_busy_percent must
stay well below 100, or the figures are the generator's.
)";

constexpr std::array kModes = {Mode::paced, Mode::flat, Mode::burst,  Mode::echo, Mode::idle,
                               Mode::churn, Mode::slow, Mode::steady, Mode::chat, Mode::hold};

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

Wire wire(std::string_view text) {
  for (const auto& [word, form] : {std::pair<std::string_view, Wire>{"raw", Wire::raw},
                                   {"text", Wire::text},
                                   {"json", Wire::json}}) {
    if (text == word) return form;
  }
  throw std::runtime_error("--wire is raw, text or json");
}

bool set_flag(Options& options, std::string_view name) {
  if (name == "--raw") {
    options.framing = Framing::none;
  } else if (name == "--text") {
    options.opcode = rfc6455::Opcode::text;
  } else if (name == "--deflate") {
    options.deflate = Unpacker::Deflate::asked_for;
  } else if (name == "--acks") {
    options.acknowledged = true;
  } else if (name == "--pairs") {
    options.pairs = true;
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
  if (name == "--rooms") return count(options.rooms);
  if (name == "--each") return count(options.each);
  if (name == "--from") return count(options.first_address);
  if (name == "--flooders") return count(options.flooders);
  if (name == "--moves") return options.moves = number<double>(name, value), true;
  if (name == "--slow") return count(options.slow);
  if (name == "--size") return count(options.size);
  if (name == "--window") return count(options.window);
  if (name == "--rounds") return count(options.rounds);
  if (name == "--messages") return count(options.messages);
  if (name == "--seconds") return options.seconds = number<double>(name, value), true;
  if (name == "--rate") return options.rate = number<double>(name, value), true;
  if (name == "--pid") return options.pids = pids(name, value), true;
  if (name == "--wire") return options.wire = wire(value), true;
  if (name == "--url") return options.url = value, true;
  return false;
}

template <class Demand>
void check_rooms(const Options& options, Demand demand) {
  demand(!options.pairs || (options.rooms == 1 && options.each == 1 && options.subscribers > 1),
         "--pairs needs two --subscribers at least, and no --rooms");
  demand(options.rooms >= 1 && options.each >= 1 && options.each <= options.rooms,
         "--rooms must be at least 1, and --each between 1 and --rooms");
  demand(options.each == 1 || options.wire == Wire::json, "--each goes with --wire json only");
  const Seating seating = options.seating();
  demand(seating.rooms * seating.members == options.subscribers * options.each,
         "--subscribers times --each must be a multiple of --rooms: all are equally large");
  demand(options.publishers >= 1 && options.publishers <= seating.members &&
             options.publishers * seating.rooms <= kPublishersMax,
         "--publishers must be between 1 and the members of a room, and in all at most 65536");
  demand(seating.rooms == 1 || (options.mode != Mode::slow && options.mode != Mode::echo),
         "slow and echo go without rooms");
  demand(!options.acknowledged || options.wire == Wire::json, "--acks goes with --wire json only");
  demand(options.wire == Wire::raw || options.mode != Mode::echo, "echo goes without --wire");
}

void check(const Options& options) {
  const auto demand = [](bool condition, const char* sentence) {
    if (!condition) throw std::runtime_error(sentence);
  };
  demand(!options.url.empty(), "--url is missing");
  demand(options.size >= stamp_size(options.wire),
         "--size must be at least 16, in a chat 32: that much is needed to check");
  demand(options.subscribers >= 1, "--subscribers must be at least 1");
  check_rooms(options, demand);
  demand(options.window >= 1, "--window must be at least 1");
  demand(options.framing == Framing::websocket || options.mode == Mode::echo,
         "--raw goes with echo only");
  demand(options.mode != Mode::slow || options.slow + options.publishers <= options.subscribers,
         "--slow and --publishers together must not be more than --subscribers");
  demand(options.mode != Mode::steady || options.rate > 0, "steady needs --rate");
  demand(options.mode != Mode::chat || (options.rate > 0 && options.each == 1 && !options.pairs),
         "chat needs --rate, and goes without --each and --pairs");
  demand(options.mode == Mode::chat || (options.moves == 0 && options.flooders == 0),
         "--moves and --flooders go with chat only");
  demand(options.mode != Mode::idle || !options.pids.empty(), "idle needs --pid");
}

}  // namespace

std::string program_name(const char* called) {
  const std::string_view path = called == nullptr ? "fanout" : called;
  return std::string(path.substr(path.rfind('/') + 1));
}

std::string help(const char* called) {
  std::string text(kHelp);
  const std::string_view mark = "NAME";
  for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos;) {
    text.replace(at, mark.size(), program_name(called));
  }
  return text;
}

const char* name(Mode mode) {
  constexpr std::array kNames = {"paced", "flat", "burst",  "echo", "idle",
                                 "churn", "slow", "steady", "chat", "hold"};
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
  if (options.mode == Mode::chat && options.wire == Wire::raw) options.wire = Wire::json;
  if (options.wire != Wire::raw) options.opcode = rfc6455::Opcode::text;
  check(options);
  return options;
}

}  // namespace fanout
