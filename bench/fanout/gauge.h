// What a stretch of time cost the server and the generator.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "reactor/clock.h"

namespace fanout {

class Gauge {
 public:
  // pids: the server's processes; may be empty. Throws std::runtime_error if one is not there.
  explicit Gauge(std::vector<pid_t> pids);

  void begin();
  void end();

  // Between begin() and end().
  double elapsed() const { return nanoseconds(end_.time - begin_.time); }
  double server() const { return nanoseconds(end_.server - begin_.server); }
  double generator() const { return nanoseconds(end_.generator - begin_.generator); }

  bool knows_server() const { return !pids_.empty(); }

  // Bytes, now. Private: what it wrote to, and shares with nobody.
  std::uint64_t server_private() const;
  std::uint64_t server_resident() const;

 private:
  struct Reading {
    reactor::Time time{};
    reactor::Duration server{};
    reactor::Duration generator{};
  };
  static double nanoseconds(reactor::Duration duration) {
    return static_cast<double>(duration.count());
  }
  Reading read() const;

  std::vector<pid_t> pids_;
  Reading begin_;
  Reading end_;
};

}  // namespace fanout
