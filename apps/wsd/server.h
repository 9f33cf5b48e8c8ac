// The process: its shards, their threads, its signals, and how it begins and ends.
#pragma once

#include <atomic>
#include <exception>
#include <memory>
#include <thread>
#include <vector>

#include "apps/wsd/options.h"
#include "apps/wsd/relay.h"
#include "broadcast/mesh.h"
#include "reactor/listener.h"
#include "reactor/signals.h"
#include "reactor/tls_server.h"

namespace wsd {

class Server {
 public:
  // Opens everything; what cannot be opened is thrown as std::system_error or std::runtime_error.
  explicit Server(Options options);
  ~Server();

  // Serves until SIGINT or SIGTERM, then tells everybody and returns the exit code. A second signal
  // ends at once.
  int run();

 private:
  // 0: serve, 1: tell everybody, 2: end now. The one thing that all threads look at.
  enum class Stop : int { no, drain, now };

  struct Lane {
    broadcast::ShardNumber number;
    std::vector<std::pair<reactor::Listener, bool>> listeners;  // bool: TLS
    std::thread thread;
    std::exception_ptr failure;
  };

  void open_listeners();
  void serve(Lane& lane);
  void serve_aside(Lane& lane);
  void stop(Stop how);
  void take_signals();

  Options options_;
  reactor::Signals signals_;
  reactor::TlsServerOptions tls_options_;
  broadcast::Mesh mesh_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::atomic<Stop> stop_ = Stop::no;
  std::atomic<int> serving_ = 0;
};

}  // namespace wsd
