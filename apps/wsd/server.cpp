// Listeners are opened before any thread begins, so that an address in use is an error at once. A
// TCP address is opened once a shard (SO_REUSEPORT); the kernel spreads the newcomers. A unix
// socket or an inherited descriptor belongs to the first.
#include "apps/wsd/server.h"

#include <poll.h>
#include <signal.h>

#include <cstdio>

#include "broadcast/shard.h"
#include "reactor/descriptors.h"
#include "reactor/endpoint.h"
#include "rfc6455/protocol.h"

namespace wsd {
namespace {

constexpr reactor::Duration kTurnMax = reactor::kForever;
constexpr int kOthersMilliseconds = 20;

// The address as one types it into a client.
std::string url_of(const ListenAddress& listen, const reactor::Listener& listener) {
  const std::string scheme = listen.tls ? "wss://" : "ws://";
  if (listen.address.kind == reactor::Address::Kind::unix_path)
    return "unix:" + listen.address.path;
  const std::string port = std::to_string(reactor::local_endpoint(listener.fd()).port());
  const std::string& host = listen.address.host;
  const bool here =
      host.empty() || host == "127.0.0.1" || host == "::1" || host == "0.0.0.0" || host == "::";
  if (here) return scheme + "localhost:" + port;
  return scheme + (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + port;
}

}  // namespace

Server::Server(Options options)
    : options_(std::move(options)), signals_({SIGINT, SIGTERM}), mesh_(shards(options_)) {
  reactor::ignore_broken_pipes();
  reactor::raise_descriptor_limit();
  if (!options_.tls_cert.empty()) {
    tls_options_.identities = {{options_.tls_cert, options_.tls_key}};
    tls_options_.protocols = {"http/1.1"};
    reactor::TlsServer check_files(tls_options_);
  }
  for (broadcast::ShardNumber i = 0; i < shards(options_); ++i) {
    lanes_.push_back(std::make_unique<Lane>());
    lanes_.back()->number = i;
  }
  open_listeners();
}

Server::~Server() {
  stop(Stop::now);
  for (auto& lane : lanes_) {
    if (lane->thread.joinable()) lane->thread.join();
  }
}

// Says where only when all are open: who reads the line may connect.
void Server::open_listeners() {
  std::string places;
  for (const ListenAddress& listen : options_.listen) {
    const bool tcp = listen.address.kind == reactor::Address::Kind::tcp;
    reactor::ListenOptions how;
    how.sharing =
        tcp && lanes_.size() > 1 ? reactor::PortSharing::shared : reactor::PortSharing::alone;
    reactor::Address address = listen.address;
    for (auto& lane : lanes_) {
      if (!tcp && lane->number > 0) break;
      for (reactor::Listener& listener : reactor::Listener::open(address, how)) {
        if (lane->number == 0) {
          places += "Server started on " + url_of(listen, listener) + "\n";
          if (tcp && address.port == 0)
            address.port = reactor::local_endpoint(listener.fd()).port();
        }
        lane->listeners.emplace_back(std::move(listener), listen.tls);
      }
    }
  }
  std::fputs(places.c_str(), stdout);
  std::fflush(stdout);
}

int Server::run() {
  serving_ = static_cast<int>(lanes_.size());
  for (auto& lane : lanes_) {
    if (lane->number > 0) lane->thread = std::thread([this, &lane] { serve_aside(*lane); });
  }
  serve(*lanes_[0]);
  while (serving_.load() > 0) {  // the others may have more to say than the first
    pollfd waiting{signals_.fd(), POLLIN, 0};
    ::poll(&waiting, 1, kOthersMilliseconds);
    take_signals();
  }
  for (const auto& lane : lanes_) {
    if (lane->failure) std::rethrow_exception(lane->failure);
  }
  return kExitFine;
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

void Server::take_signals() {
  while (signals_.next()) stop(stop_.load() == Stop::no ? Stop::drain : Stop::now);
}

void Server::stop(Stop how) {
  stop_.store(how);
  // An empty parcel, and not only a wake: a shard that is awake now looks for mail before it
  // sleeps.
  for (auto& lane : lanes_) mesh_.post(lane->number, {});
}

// A shard's thread, whole. The first one is the process's own: a server of one shard has one
// thread, which spares each system call the C library's and the kernel's precautions against others
// (a sixth of a short echo).
void Server::serve(Lane& lane) {
  std::optional<reactor::TlsServer> tls;
  if (!tls_options_.identities.empty()) tls.emplace(tls_options_);
  broadcast::Shard shard(mesh_, lane.number, options_.settings);
  for (auto& [listener, secure] : lane.listeners)
    shard.listen(std::move(listener), secure ? &*tls : nullptr);
  if (lane.number == 0) shard.watch(signals_.fd());
  Relay relay(shard, options_);
  reactor::Time give_up{};
  while (stop_.load() != Stop::now && !shard.drained()) {
    shard.wait(kTurnMax);
    if (stop_.load() == Stop::drain && give_up == reactor::Time{}) {
      shard.drain(rfc6455::kCloseGoingAway, "server is stopping", options_.drain_time / 6);
      give_up = shard.now() + options_.drain_time;
    }
    if (give_up != reactor::Time{} && shard.now() >= give_up) break;
    while (const auto event = shard.next()) {
      event->kind == broadcast::Event::Kind::edge ? take_signals() : relay.handle(*event);
    }
    shard.flush();
  }
  serving_.fetch_sub(1);
}

}  // namespace wsd
