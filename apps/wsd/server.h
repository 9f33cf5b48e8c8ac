// The process: its shards, their threads, its signals, and how it begins, reloads and ends.
#pragma once

#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "apps/wsd/edition.h"
#include "apps/wsd/entrances.h"
#include "apps/wsd/front.h"
#include "apps/wsd/notify.h"
#include "apps/wsd/options.h"
#include "apps/wsd/shared.h"
#include "apps/wsd/tables.h"
#include "apps/wsd/voice.h"
#include "broadcast/mesh/mesh.h"
#include "broadcast/shard.h"
#include "reactor/signals.h"
#include "reactor/tls_server.h"

namespace wsd {

// Throws std::runtime_error with a sentence if TLS could not begin with these.
void check_certificates(const Options& options);

class Server {
 public:
  // Opens everything; what cannot be opened is thrown as std::system_error or std::runtime_error.
  // line: where the options came from, for reloading them.
  Server(Options options, CommandLine line);
  ~Server();

  // Serves until SIGINT or SIGTERM, then tells everybody and returns the exit code. A second signal
  // ends at once. SIGHUP reloads.
  int run();

 private:
  // 0: serve, 1: tell everybody, 2: end now. The one thing that all threads look at.
  enum class Stop : int { no, drain, now };

  struct Lane {
    Lane(broadcast::ShardNumber self, const Editions& editions, std::vector<Opened> listeners);

    broadcast::ShardNumber number;
    Edition edition;
    std::vector<Opened> opened;       // until its shard has them
    std::vector<Entrance> entrances;  // by listener number
    std::optional<reactor::TlsServer> tls;
    std::thread thread;
    std::exception_ptr failure;
  };

  void begin_threads();
  void serve(Lane& lane);
  void serve_aside(Lane& lane);
  void begin_lane(Lane& lane, broadcast::Shard& shard);
  void turn_begins(Lane& lane, broadcast::Shard& shard, Front& front);
  void begin_drain(const Lane& lane, broadcast::Shard& shard, Front& front);
  void speak(broadcast::Shard& shard, Front& front, reactor::WallTime wall);
  void tell_of_storage();
  reactor::Duration patience(const Lane& lane, const broadcast::Shard& shard, const Front& front);
  void stop(Stop how);
  void wake_all();
  void take_signals();
  void reload();

  const CommandLine line_;
  Editions editions_;
  reactor::Signals signals_;
  reactor::TicketKey ticket_key_ = reactor::random_ticket_key();
  broadcast::Mesh mesh_;
  Tables tables_;
  Shared shared_;
  Notifier notifier_;
  Voice voice_;
  std::string trouble_;  // of the storage, as it was logged; the first shard's
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::vector<std::vector<int>> listeners_;  // descriptors, by shard
  std::atomic<Stop> stop_ = Stop::no;
  std::atomic<int> serving_ = 0;
  std::atomic<std::size_t> begun_ = 0;
};

}  // namespace wsd
