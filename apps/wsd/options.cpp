// Every flag stands here once: its name, its bounds and its help.
#include "apps/wsd/options.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <sstream>
#include <thread>

#include "apps/wsd/version.h"

namespace wsd {
namespace {

constexpr const char* kDefaultListen = "127.0.0.1:8765";
constexpr std::string_view kTls = "tls://";
constexpr unsigned kThreadsMax = 1024;

// Durations as people write them, up to a day; a number alone counts seconds.
constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1'000 * kMillisecond;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kDay = 24 * 60 * kMinute;

std::string to_nanoseconds(const std::string& text) {
  const std::map<std::string, std::int64_t> units = {
      {"ms", kMillisecond}, {"", kSecond}, {"s", kSecond}, {"m", kMinute}};
  std::int64_t number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  const auto unit = units.find(std::string(end, last));
  if (error != std::errc{} || unit == units.end() || number < 0 || number > kDay / unit->second) {
    throw CLI::ValidationError("must be a time of up to a day, such as 500ms, 25s or 2m");
  }
  return std::to_string(number * unit->second);
}

// "8765" or "tls://8765"; throws what the command line reports.
ListenAddress listen_address(const std::string& text) {
  const bool tls = text.rfind(kTls, 0) == 0;
  auto [address, complaint] = reactor::parse_address(
      tls ? std::string_view(text).substr(kTls.size()) : std::string_view(text));
  if (!address) throw CLI::ValidationError("--listen", complaint);
  return {*address, tls};
}

void check(Options& options, const std::vector<std::string>& listen) {
  for (const std::string& text : listen) options.listen.push_back(listen_address(text));
  bool any_tls = false;
  for (const ListenAddress& one : options.listen) any_tls |= one.tls;
  if (any_tls && (options.tls_cert.empty() || options.tls_key.empty())) {
    throw CLI::ValidationError("--listen", "tls:// needs --tls-cert and --tls-key");
  }
  if (!any_tls && !options.tls_cert.empty()) {
    throw CLI::ValidationError("--tls-cert", "no listener uses it: add --listen tls://ADDR");
  }
  if (options.threads == 0) {
    options.threads = static_cast<std::uint16_t>(std::max(1u, std::thread::hardware_concurrency()));
  }
  if (options.settings.message.bytes == 0) options.settings.message.bytes = UINT64_MAX >> 1;
}

}  // namespace

ParsedOptions parse_options(int argc, const char* const* argv) {
  Options options;
  std::vector<std::string> listen;
  std::string threads = "auto";
  std::int64_t ping = options.settings.ping_interval.count();
  std::int64_t ping_timeout = options.settings.ping_timeout.count();
  std::int64_t drain = options.drain_time.count();

  CLI::App app("wsd: a WebSocket broadcast server. Raw rooms at /raw/{room}.");
  app.set_version_flag("--version", "wsd " + std::string(kVersion));
  app.add_option("-l,--listen", listen,
                 "Where to listen, repeatable: 8765, 0.0.0.0:8765, [::]:8765, unix:PATH, fd:3, "
                 "tls://ADDR")
      ->default_str(kDefaultListen);
  app.add_option("--threads", threads, "Shards, each a thread: a number, or auto for one a core")
      ->check(CLI::Range(1u, kThreadsMax) | CLI::IsMember({"auto"}))
      ->default_str("auto");
  app.add_option("--max-message", options.settings.message.bytes,
                 "Bytes of a message, after inflation; 0: no limit")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--tls-cert", options.tls_cert, "PEM file: certificate and its chain")
      ->check(CLI::ExistingFile);
  app.add_option("--tls-key", options.tls_key, "PEM file: the certificate's key")
      ->check(CLI::ExistingFile);
  app.add_flag("--echo", options.echo, "Offer /echo, where every message comes back");
  app.add_flag("--deflate", options.deflate, "Accept permessage-deflate");
  app.add_option("--flush-interval", options.flush_milliseconds,
                 "Milliseconds that a raw room holds messages, to send them together")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  app.add_option("--ping", ping,
                 "Silence after which a connection is asked whether it lives; 0: never")
      ->transform(to_nanoseconds)
      ->default_str("25s");
  app.add_option("--ping-timeout", ping_timeout, "Time to answer")
      ->transform(to_nanoseconds)
      ->default_str("20s");
  app.add_option("--drain-time", drain, "Time for everybody to be told when the server stops")
      ->transform(to_nanoseconds)
      ->default_str("30s");

  try {
    app.parse(argc, argv);
    if (listen.empty()) listen.push_back(kDefaultListen);
    if (threads != "auto") options.threads = static_cast<std::uint16_t>(std::stoul(threads));
    options.settings.ping_interval = reactor::Duration(ping);
    options.settings.ping_timeout = reactor::Duration(ping_timeout);
    options.drain_time = reactor::Duration(drain);
    check(options, listen);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    const bool asked = error.get_exit_code() == 0;
    app.exit(error, out, out);
    return {std::nullopt, asked ? kExitFine : kExitUsage, out.str()};
  }
  return {std::move(options), kExitFine, {}};
}

}  // namespace wsd
