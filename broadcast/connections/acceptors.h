// Where a shard's connections come in: its listeners, plain and TLS. Survives a want of
// descriptors.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "broadcast/counters.h"
#include "reactor/listener.h"
#include "reactor/prefix.h"
#include "reactor/tls_server.h"

namespace broadcast {

// How connections that come by one listener are taken.
struct ListenRules {
  // Whoever comes from there is a proxy that begins each connection with a PROXY header (version 1
  // or 2, before TLS): who the client is, is what that says. Anybody else is taken as it is.
  std::vector<reactor::Prefix> proxies{};
  // For those who look on (is the server ready? how many are there?): a drain leaves it open, and
  // waits for nobody who came by it.
  bool onlookers = false;
  // Who comes from there speaks for many: not counted by address before the upgrade.
  std::vector<reactor::Prefix> uncounted{};
};

class Acceptors {
 public:
  explicit Acceptors(Counters& counters) : counters_(counters) {}

  // Returns the door's number. tls: nullptr for a plain one, else outlives this.
  std::uint32_t add(reactor::Listener listener, const reactor::TlsServer* tls,
                    ListenRules rules = {});
  std::uint32_t count() const { return static_cast<std::uint32_t>(acceptors_.size()); }
  int fd(std::uint32_t door) const { return acceptors_[door].listener->fd(); }
  const reactor::TlsServer* tls(std::uint32_t door) const { return acceptors_[door].tls; }
  ListenRules& rules(std::uint32_t door) { return acceptors_[door].rules; }

  void knocked(std::uint32_t door) { acceptors_[door].waiting = true; }
  bool open(std::uint32_t door) const { return acceptors_[door].listener.has_value(); }
  // Nobody else is let in there.
  void close(std::uint32_t door);

  // Says that there is no place: here, or for that address. It is closed a moment later: at once,
  // what the client has just said would turn the end into a reset, which takes the answer with it.
  enum class Full : std::uint8_t { here, address };
  void turn_away(reactor::Socket socket, reactor::Time now, Full what = Full::here);

  // A listener that broke since the last call: nobody comes in there any more.
  struct Broken {
    std::uint32_t door;
    int error;  // errno
  };
  std::optional<Broken> next_broken();

  struct Guest {
    std::uint32_t door;
    reactor::Socket socket;
    reactor::Peer peer;
  };
  // The next one who waits, within the turn's bound.
  void begin_turn(reactor::Time now);
  std::optional<Guest> next(reactor::Time now);
  bool waiting() const;
  // When the next turn has something to do: to try again if there were no descriptors left, or to
  // close after somebody who was turned away.
  std::optional<reactor::Time> wake_at() const;

 private:
  struct Door {
    std::optional<reactor::Listener> listener;  // until it is closed
    const reactor::TlsServer* tls;
    ListenRules rules;
    bool waiting = false;
  };

  struct Leaver {
    reactor::Socket socket;
    reactor::Time until;
  };

  void see_out();

  Counters& counters_;
  std::vector<Door> acceptors_;
  std::deque<Leaver> leavers_;  // were turned away
  std::vector<Broken> broken_;
  std::uint32_t first_ = 0;  // the door that is asked first
  int accepted_this_turn_ = 0;
  std::optional<reactor::Time> retry_at_;
};

}  // namespace broadcast
