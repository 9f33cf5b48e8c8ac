// Options are set once, on the listening socket; accept4 hands them on.
//
// One address, many threads, one process: SO_REUSEPORT lets any process of the same user in, so no
// socket has it while it asks for an address. The first one binds and listens without, and is
// refused (bind(2), listen(2): EADDRINUSE) if anybody listens there, with that option or not; then
// it is given the option, and its siblings are born with it. Another server's first one is refused
// by all of these. There is no moment in which two could win: two that begin in the same instant
// may both be refused. SO_REUSEADDR stands aside: connections that are dying are in nobody's way.
//
// Out of descriptors: a listener that is full of newcomers makes no new edge, and one that is tried
// again and again burns a core. So a descriptor is kept in reserve (/dev/null). It is closed for a
// moment, the newcomer takes its number, is told off, and the reserve is opened again:
//
//     reserve ──close──▶ (free) ──accept4──▶ newcomer ──farewell, close──▶ (free) ──open──▶ reserve
//
// If another thread is faster at (free), nobody is let in and the reserve is opened when there is
// room again. This file knows no HTTP: what a farewell says is the caller's.
#include "reactor/listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <thread>

#include "reactor/endpoint.h"
#include "reactor/sys.h"

namespace reactor {
namespace {

constexpr int kSocketFlags = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
constexpr int kPathLockTries = 100;
constexpr auto kPathLockRetryAfter = std::chrono::milliseconds(10);

void set(int fd, int level, int name, int value) {
  sys().setsockopt(fd, level, name, &value, sizeof value);  // a wish: every one has a default
}

void set_inherited_options(int fd) {
  set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  set(fd, IPPROTO_TCP, TCP_KEEPIDLE, kKeepAliveIdleSeconds);
  set(fd, IPPROTO_TCP, TCP_KEEPINTVL, kKeepAliveIntervalSeconds);
  set(fd, IPPROTO_TCP, TCP_KEEPCNT, kKeepAliveProbes);
  set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, kUserTimeoutMilliseconds);
  set(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, kUnsentLowWater);
}

int option(int fd, int level, int name) {
  int value = 0;
  socklen_t size = sizeof value;
  return sys().getsockopt(fd, level, name, &value, &size) == 0 ? value : -1;
}

enum class Families : std::uint8_t { own, both };  // of an IPv6 socket
enum class Rank : std::uint8_t { first, sibling };

Socket listen_tcp(const Endpoint& endpoint, Families families, Rank rank) {
  Socket socket(sys().socket(endpoint.family(), kSocketFlags, 0));
  if (!socket) return socket;
  const int fd = socket.fd();
  set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  if (rank == Rank::sibling) set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
  if (endpoint.family() == AF_INET6) {
    set(fd, IPPROTO_IPV6, IPV6_V6ONLY, families == Families::both ? 0 : 1);
  }
  set_inherited_options(fd);
  if (sys().bind(fd, endpoint.raw(), endpoint.size) != 0) return Socket();
  if (sys().listen(fd, kBacklog) != 0) return Socket();
  return socket;
}

// While a path is looked at and taken its directory is locked: of two who find it stale in the same
// moment the second would remove the socket of the first. The lock leaves nothing behind and ends
// with its process. A server holds it for a moment only; who holds it longer means something else
// by it, and is not waited for. So it is where the directory cannot be read.
Socket lock_directory_of(const std::string& path) {
  const std::string directory = path.substr(0, path.rfind('/') + 1) + ".";
  Socket lock(sys().open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (int tries = 0; lock && tries < kPathLockTries; ++tries) {
    if (sys().flock(lock.fd(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) break;
    std::this_thread::sleep_for(kPathLockRetryAfter);
  }
  return lock;
}

// A path that exists but where nobody answers was left behind. Anything but a socket is somebody's
// file.
void remove_stale(const std::string& path, const Endpoint& endpoint) {
  struct stat about {};
  if (sys().lstat(path.c_str(), &about) != 0) return;
  if (!S_ISSOCK(about.st_mode)) fail(EEXIST, "cannot listen on " + path + ": it is no socket");
  Socket probe(sys().socket(AF_UNIX, kSocketFlags, 0));
  if (!probe) fail(errno, "cannot open a socket");
  const bool refused = sys().connect(probe.fd(), endpoint.raw(), endpoint.size) != 0;
  if (refused && errno == ECONNREFUSED) {
    sys().unlink(path.c_str());
  } else {
    fail(EADDRINUSE, "cannot listen on " + path + ": another server answers there");
  }
}

void tell(int fd, std::span<const std::byte> farewell) {
  // Bytes that stay unread would turn the end into a reset, which overtakes the farewell.
  discard_input(fd);
  if (!farewell.empty()) write_some(fd, farewell);
  sys().shutdown(fd, SHUT_WR);
}

// accept4's errors that concern the one who came, not the listener (accept(2): "should be treated
// like EAGAIN by retrying").
bool only_that_one(int error) {
  switch (error) {
    case EINTR:
    case ECONNABORTED:
    case EPERM:
    case EPROTO:
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH:
      return true;
    default:
      return false;
  }
}

Newcomer refused(int error) {
  switch (error) {
    case EAGAIN:
      return {};
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
      return {Accept::exhausted, Socket(), {}, error};
    default:
      return {Accept::broken, Socket(), {}, error};
  }
}

Newcomer accept_one(int listener) {
  for (int passed_over = 0; passed_over < kAcceptsPerTurnMax; ++passed_over) {
    sockaddr_storage address;
    socklen_t size = sizeof address;
    Socket socket(sys().accept4(listener, reinterpret_cast<sockaddr*>(&address), &size,
                                SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket) return {Accept::accepted, std::move(socket), to_peer(address, size), 0};
    if (!only_that_one(errno)) return refused(errno);
  }
  return {Accept::exhausted, Socket(), {}, errno};  // something forbids them all: no reason to spin
}

}  // namespace

Listener::Listener(Socket socket, Place place)
    : socket_(std::move(socket)), place_(std::move(place)) {
  have_reserve();
}

Listener::Listener(Listener&& other) noexcept
    : socket_(std::move(other.socket_)),
      reserve_(std::move(other.reserve_)),
      place_(std::exchange(other.place_, {})) {}

Listener& Listener::operator=(Listener&& other) noexcept {
  if (this == &other) return *this;
  remove_place();
  socket_ = std::move(other.socket_);
  reserve_ = std::move(other.reserve_);
  place_ = std::exchange(other.place_, {});
  return *this;
}

Listener::~Listener() {
  remove_place();
}

std::vector<Listener> Listener::open(const Address& address, const ListenOptions& options) {
  std::vector<Listener> listeners;
  if (address.kind == Address::Kind::descriptor) {
    listeners.push_back(adopt(address.fd));
    return listeners;
  }
  if (address.kind == Address::Kind::unix_path) {
    listeners.push_back(listen_unix(address.path, options));
    return listeners;
  }
  const Families families = address.host.empty() ? Families::both : Families::own;
  for (const Endpoint& endpoint : resolve_blocking(address, Purpose::listen)) {
    Socket socket = listen_tcp(endpoint, families, Rank::first);
    if (!socket && families == Families::both && errno == EAFNOSUPPORT) {
      Address ipv4 = address;
      ipv4.host = "0.0.0.0";
      return open(ipv4, options);
    }
    if (!socket) fail(errno, "cannot listen on " + to_string(address));
    listeners.push_back(Listener(std::move(socket), {}));
  }
  return listeners;
}

Listener Listener::sibling() {
  const Endpoint endpoint = local_endpoint(fd());
  const bool both = option(fd(), IPPROTO_IPV6, IPV6_V6ONLY) == 0;
  set(fd(), SOL_SOCKET, SO_REUSEPORT, 1);
  Socket socket = listen_tcp(endpoint, both ? Families::both : Families::own, Rank::sibling);
  if (!socket) fail(errno, "cannot open port " + std::to_string(endpoint.port()) + " once more");
  return Listener(std::move(socket), {});
}

Listener Listener::listen_unix(const std::string& path, const ListenOptions& options) {
  const Endpoint endpoint = unix_endpoint(path);
  const bool abstract = path.front() == '@';
  const Socket lock = abstract ? Socket() : lock_directory_of(path);  // until it listens
  if (!abstract) remove_stale(path, endpoint);
  Socket socket(sys().socket(AF_UNIX, kSocketFlags, 0));
  if (!socket) fail(errno, "cannot open a socket");
  if (sys().bind(socket.fd(), endpoint.raw(), endpoint.size) != 0) {
    fail(errno, "cannot listen on " + path);
  }
  Place place;
  if (!abstract) {
    struct stat about {};
    // Before listen: until then nobody can connect, whatever mode the file was born with.
    if (sys().chmod(path.c_str(), options.unix_mode) != 0 ||
        sys().lstat(path.c_str(), &about) != 0) {
      fail(errno, "cannot set the mode of " + path);
    }
    place = {path, about.st_dev, about.st_ino};
  }
  if (sys().listen(socket.fd(), kBacklog) != 0) fail(errno, "cannot listen on " + path);
  return Listener(std::move(socket), std::move(place));
}

Listener Listener::adopt(int fd) {
  const std::string name = "descriptor " + std::to_string(fd);
  if (option(fd, SOL_SOCKET, SO_TYPE) != SOCK_STREAM) fail(errno, name + " is no stream socket");
  if (option(fd, SOL_SOCKET, SO_ACCEPTCONN) != 1) fail(EINVAL, name + " is not listening");
  sys().fcntl(fd, F_SETFD, FD_CLOEXEC);
  sys().fcntl(fd, F_SETFL, sys().fcntl(fd, F_GETFL, 0) | O_NONBLOCK);
  if (option(fd, SOL_SOCKET, SO_DOMAIN) != AF_UNIX) set_inherited_options(fd);
  return Listener(Socket(fd), {});
}

void Listener::remove_place() {
  if (place_.path.empty()) return;
  struct stat about {};
  const bool ours = sys().lstat(place_.path.c_str(), &about) == 0 &&
                    about.st_dev == place_.device && about.st_ino == place_.inode;
  if (ours) sys().unlink(place_.path.c_str());
  place_ = {};
}

bool Listener::have_reserve() {
  if (!reserve_) reserve_ = Socket(sys().open("/dev/null", O_RDONLY | O_CLOEXEC));
  return static_cast<bool>(reserve_);
}

Newcomer Listener::accept() {
  // The reserve comes first: the last free descriptor must not go to a newcomer.
  if (!have_reserve()) return {Accept::exhausted, Socket(), {}, errno};
  return accept_one(fd());
}

Accept Listener::turn_away(std::span<const std::byte> farewell) {
  if (!have_reserve()) return Accept::exhausted;
  reserve_.close();
  Newcomer newcomer = accept_one(fd());
  if (newcomer.outcome == Accept::accepted) tell(newcomer.socket.fd(), farewell);
  newcomer.socket.close();
  have_reserve();
  return newcomer.outcome;
}

}  // namespace reactor
