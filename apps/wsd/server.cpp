// The first shard runs on the process's own thread: a server of one shard has one thread, which
// spares each system call the C library's and the kernel's precautions against others (a sixth of a
// short echo). It also has the signals, the admin listener, and what the server itself says.
#include "apps/wsd/server.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <system_error>

#include "apps/wsd/machine.h"
#include "apps/wsd/values.h"
#include "rfc6455/protocol.h"

namespace wsd {
namespace {

using chat::operator""_text;

constexpr int kOthersMilliseconds = 20;
constexpr reactor::Duration kSettleEvery = std::chrono::seconds(1);  // counts of lines held back
constexpr int kSpreadShare = 6;  // of the drain time: closes are spread, the rest is for answers

std::optional<Console> console_of(const Options& options) {
  if (!options.console.value_or(::isatty(STDIN_FILENO) == 1)) return std::nullopt;
  return Console(STDIN_FILENO);
}

std::string notify_socket() {
  const char* const socket = std::getenv("NOTIFY_SOCKET");
  return socket == nullptr ? std::string() : std::string(socket);
}

chat::Milliseconds milliseconds(reactor::WallTime time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
  return all;
}

// Where, and how much of it.
std::string history_told(const Options& options, const Shared& shared) {
  if (options.data.empty()) return "in memory";
  const std::uint64_t most = shared.store->use().bytes_max;
  return "in " + options.data + (most == 0 ? ", without limit" : ", at most " + print_bytes(most));
}

bool any_tls(const Options& options) {
  return !options.tls_cert.empty();
}

reactor::TlsServerOptions tls_of(const Options& options, const reactor::TicketKey& key) {
  reactor::TlsServerOptions tls;
  tls.identities = {{options.tls_cert, options.tls_key}};
  tls.protocols = {"http/1.1"};
  tls.ticket_key = key;
  return tls;
}

}  // namespace

void check_certificates(const Options& options) {
  if (any_tls(options)) reactor::TlsServer(tls_of(options, {}));
}

Server::Lane::Lane(broadcast::ShardNumber self, const Editions& editions,
                   std::vector<Opened> listeners)
    : number(self), edition(editions), opened(std::move(listeners)) {
  for (const Opened& one : opened) entrances.push_back(one.entrance);
}

Server::Server(Options options, CommandLine line)
    : line_(std::move(line)),
      editions_(std::move(options)),
      signals_({SIGINT, SIGTERM, SIGHUP}),
      mesh_(shards(*editions_.latest())),
      tables_(mesh_.shards()),
      shared_(*editions_.latest(), mesh_, tables_.places()),
      notifier_(notify_socket()),
      voice_(console_of(*editions_.latest())) {
  reactor::ignore_broken_pipes();
  const Options& first = *editions_.latest();
  Entrances entrances = open_entrances(first, mesh_.shards());
  for (broadcast::ShardNumber i = 0; i < mesh_.shards(); ++i) {
    std::vector<int>& own = listeners_.emplace_back();
    for (const Opened& one : entrances.by_shard[i]) own.push_back(one.listener.fd());
    lanes_.push_back(std::make_unique<Lane>(i, editions_, std::move(entrances.by_shard[i])));
  }
  // Who reads these lines may connect.
  for (const std::string& url : entrances.urls) std::printf("Server started on %s\n", url.c_str());
  std::fflush(stdout);
  log::info(log::Kind::process, "started",
            {{"listen", joined(entrances.urls)},
             {"admin", entrances.admin_url.empty() ? "off" : entrances.admin_url},
             {"shards", mesh_.shards()},
             {"history", history_told(first, shared_)},
             {"places", tables_.places()}});
}

Server::~Server() {
  stop(Stop::now);
  for (auto& lane : lanes_) {
    if (lane->thread.joinable()) lane->thread.join();
  }
}

int Server::run() {
  serving_ = static_cast<int>(lanes_.size());
  begin_threads();
  serve(*lanes_[0]);
  while (serving_.load() > 0) {  // the others may have more to say than the first
    pollfd waiting{signals_.fd(), POLLIN, 0};
    ::poll(&waiting, 1, kOthersMilliseconds);
    take_signals();
  }
  for (const auto& lane : lanes_) {
    if (lane->failure) std::rethrow_exception(lane->failure);
  }
  log::info(log::Kind::process, "stopped");
  log::settle(log::Settling::all);
  return kExitFine;
}

void Server::begin_threads() {
  std::size_t missing = lanes_.size();
  try {
    for (auto& lane : lanes_) {
      if (lane->number > 0) lane->thread = std::thread([this, &lane] { serve_aside(*lane); });
      --missing;
    }
  } catch (...) {
    tables_.miss(missing + 1);  // and the first, which does not begin either
    throw;
  }
}

// In a thread of its own, which cannot throw: what goes wrong ends all, and run() tells it.
void Server::serve_aside(Lane& lane) {
  try {
    serve(lane);
  } catch (...) {
    lane.failure = std::current_exception();
    stop(Stop::now);
    serving_.fetch_sub(1);
  }
}

// ---- commands to all ----

// An empty parcel, and not only a wake: a shard that is awake now looks for mail before it sleeps.
void Server::wake_all() {
  for (auto& lane : lanes_) mesh_.post(lane->number, {});
}

void Server::stop(Stop how) {
  if (how == Stop::drain) {
    shared_.readiness.set(Stage::draining);
    notifier_.stopping();
    log::info(log::Kind::process, "stopping: everybody is told");
  }
  stop_.store(how);
  wake_all();
}

void Server::take_signals() {
  while (const auto number = signals_.next()) {
    const bool serving = stop_.load() == Stop::no;
    // A closed terminal hangs up, too: then the one who typed has gone home.
    if (*number == SIGHUP && serving && !voice_.hung_up()) {
      reload();
    } else if (*number != SIGHUP || serving) {
      stop(serving ? Stop::drain : Stop::now);
    }
  }
}

void Server::reload() {
  notifier_.reloading(reactor::now());
  Reload next = reload_options(*editions_.latest(), line_);
  try {
    if (next.options) check_certificates(*next.options);
  } catch (const std::runtime_error& error) {
    next.complaint = error.what();
  }
  if (next.complaint.empty()) {
    log::begin(next.options->log);
    for (const std::string& key : next.need_restart) {
      log::warning(log::Kind::process, key + ": needs a restart");
    }
    log::info(log::Kind::process, "reloaded", {{"changed", joined(next.changed)}});
    editions_.publish(std::move(*next.options));
    wake_all();
  } else {
    log::error(log::Kind::process, "not reloaded, nothing has changed",
               {{"reason", next.complaint}});
  }
  notifier_.ready();
}

// ---- a shard's thread ----

void Server::begin_lane(Lane& lane, broadcast::Shard& shard) {
  const Options& options = lane.edition.options();
  shard.count_strangers(shared_.strangers);
  if (any_tls(options)) lane.tls.emplace(tls_of(options, ticket_key_));
  for (Opened& one : lane.opened) {
    shard.listen(std::move(one.listener), one.entrance.tls ? &*lane.tls : nullptr,
                 rules_of(one.entrance, options));
  }
  lane.opened.clear();
  if (lane.number == 0) {
    shard.watch(signals_.fd());
    voice_.announce(options.announcements, reactor::now());
    try {
      if (const auto fd = voice_.fd()) shard.watch(*fd);
    } catch (const std::system_error&) {
      voice_.unwatchable();  // epoll(7) takes no regular files
    }
  }
  if (begun_.fetch_add(1) + 1 == lanes_.size()) {
    shared_.readiness.set(Stage::ready);
    notifier_.ready();
  }
}

// How long this shard may sleep though nothing moves.
reactor::Duration Server::patience(const Lane& lane, const broadcast::Shard& shard,
                                   const Front& front) {
  reactor::Duration most = reactor::kForever;
  const auto no_later = [&](std::optional<reactor::Time> due) {
    if (due) most = std::min(most, std::max(*due - reactor::now(), reactor::Duration::zero()));
  };
  no_later(front.next_due());
  if (lane.number != 0) return most;
  if (log::settle()) most = std::min(most, kSettleEvery);
  no_later(voice_.next_due(shard.now()));
  return most;
}

void Server::turn_begins(Lane& lane, broadcast::Shard& shard, Front& front) {
  if (!lane.edition.turn()) return;
  front.options_changed();
  const Options& options = lane.edition.options();
  if (lane.number == 0) voice_.announce(options.announcements, shard.now());
  for (std::uint32_t i = 0; i < lane.entrances.size(); ++i) {
    shard.change_rules(i, rules_of(lane.entrances[i], options));
  }
  if (!lane.tls) return;
  try {
    *lane.tls = reactor::TlsServer(tls_of(options, ticket_key_));
  } catch (const std::runtime_error& error) {  // they were good a moment ago
    log::error(log::Kind::trouble, "the certificate stays the old one", {{"reason", error.what()}});
  }
}

// Members are told in words; the closes follow, spread, each after all that was published before.
void Server::begin_drain(const Lane& lane, broadcast::Shard& shard, Front& front) {
  front.chat().inform("The server is stopping."_text);
  shard.drain(rfc6455::kCloseGoingAway, "server is stopping",
              lane.edition.options().drain_time / kSpreadShare);
}

void Server::speak(broadcast::Shard& shard, Front& front, reactor::WallTime wall) {
  while (const auto saying = voice_.next(shard.now(), wall)) {
    saying->room.empty() ? static_cast<void>(front.chat().say_everywhere(saying->text))
                         : static_cast<void>(front.chat().say(saying->room, saying->text));
  }
}

void Server::tell_of_storage() {
  while (const auto notice = shared_.store->notice()) {
    log::warning(log::Kind::trouble, *notice);
  }
  const std::string now = shared_.store->trouble();
  if (now == trouble_) return;
  trouble_ = now;
  now.empty() ? log::info(log::Kind::trouble, "messages are kept again")
              : log::error(log::Kind::trouble, "messages are not kept", {{"reason", now}});
}

void Server::serve(Lane& lane) {
  tables_.part(lane.number, listeners_);
  const Options& options = lane.edition.options();
  broadcast::Shard shard(mesh_, lane.number, options.settings);
  begin_lane(lane, shard);
  Front front(shard, shared_, options, lane.entrances, mesh_.shards());
  reactor::Time give_up{};
  // The first one has the operators' door, and stays until the others are done.
  const auto done = [&] { return shard.drained() && (lane.number != 0 || serving_.load() == 1); };
  while (stop_.load() != Stop::now && !done()) {
    shard.wait(patience(lane, shard, front));
    const reactor::WallTime wall = reactor::wall_now();
    front.begin_turn(milliseconds(wall), uptime_milliseconds());
    if (give_up == reactor::Time{}) turn_begins(lane, shard, front);
    if (stop_.load() == Stop::drain && give_up == reactor::Time{}) {
      begin_drain(lane, shard, front);
      give_up = shard.now() + options.drain_time;
    }
    if (give_up != reactor::Time{} && shard.now() >= give_up) break;
    while (const auto event = shard.next()) {
      event->kind == broadcast::Event::Kind::edge ? take_signals() : front.handle(*event);
    }
    if (lane.number == 0) speak(shard, front, wall);
    front.finish_turn(shard.now());
    if (lane.number == 0) tell_of_storage();
    shard.flush();
  }
  serving_.fetch_sub(1);
  mesh_.post(0, {});  // it may have waited for this one
}

}  // namespace wsd
