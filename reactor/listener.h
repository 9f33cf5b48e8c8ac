// Where newcomers arrive: TCP over IPv4 and IPv6, unix sockets, inherited descriptors.
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "reactor/address.h"
#include "reactor/clock.h"
#include "reactor/peer.h"
#include "reactor/socket.h"

namespace reactor {

struct ListenOptions {
  mode_t unix_mode = 0660;  // of a unix socket's file
};

inline constexpr int kBacklog = 4096;  // newcomers that wait to be accepted

// What every accepted TCP socket has from its listener (Linux lets them inherit it: no call per
// connection), besides TCP_NODELAY and SO_KEEPALIVE.
inline constexpr int kKeepAliveIdleSeconds = 60;
inline constexpr int kKeepAliveIntervalSeconds = 15;
inline constexpr int kKeepAliveProbes = 4;
inline constexpr int kUserTimeoutMilliseconds = 60'000;  // unacknowledged for so long: gone
inline constexpr int kUnsentLowWater = 128 * 1024;  // a backlog belongs to us, not to the kernel

inline constexpr int kAcceptsPerTurnMax = 64;  // then the others have their turn
inline constexpr Duration kAcceptRetryAfter = std::chrono::milliseconds(50);

enum class Accept : std::uint8_t {
  accepted,
  dry,        // nobody waits; the next newcomer makes an edge
  exhausted,  // out of descriptors or memory: turn_away, or try again after kAcceptRetryAfter
  broken,     // the listener itself is of no use any more
};

struct Newcomer {
  Accept outcome = Accept::dry;
  Socket socket;  // non-blocking, closed on exec
  Peer peer;
  int error = 0;  // errno behind exhausted and broken
};

// Belongs to one thread. Its edges are a socket's: after one, accept until dry, or until
// kAcceptsPerTurnMax were accepted and the rest wait for the next turn.
class Listener {
 public:
  // Opens everything that address stands for ("localhost" may be two). May look up a name, which
  // BLOCKS. A unix socket's path is taken over if a dead server left it behind, and removed in the
  // end. Throws std::system_error.
  static std::vector<Listener> open(const Address& address, const ListenOptions& options);

  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&& other) noexcept;
  ~Listener();

  // Another listener of the same TCP address, for another thread: the kernel spreads the newcomers.
  // Only who has the first one can have it; open() of an address that another process has fails,
  // however many listeners there are. Throws std::system_error. REQUIRES: open() made this of a TCP
  // address.
  Listener sibling();

  int fd() const { return socket_.fd(); }

  Newcomer accept();

  // When accepting is exhausted: lets one newcomer in on a descriptor kept in reserve, sends the
  // farewell as far as the socket takes it at once, and closes. accepted: one was told; dry: nobody
  // is left; exhausted: not even that was possible.
  Accept turn_away(std::span<const std::byte> farewell);

 private:
  // The file of a unix socket; removed in the end if it is still the same one.
  struct Place {
    std::string path;
    dev_t device = 0;
    ino_t inode = 0;
  };

  Listener(Socket socket, Place place);
  static Listener adopt(int fd);
  static Listener listen_unix(const std::string& path, const ListenOptions& options);
  bool have_reserve();
  void remove_place();

  Socket socket_;
  Socket reserve_;
  Place place_;
};

}  // namespace reactor
