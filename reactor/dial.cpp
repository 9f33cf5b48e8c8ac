// connect(2) on a non-blocking socket. A unix socket is connected or refused at once; EAGAIN there
// means a full backlog, for which no edge ever comes, so it is a failure like the others.
#include "reactor/dial.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "reactor/sys.h"

namespace reactor {

Dialled dial(const Endpoint& endpoint) {
  Socket socket(sys().socket(endpoint.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return {Socket(), errno};
  if (endpoint.family() != AF_UNIX) {
    const int on = 1;
    sys().setsockopt(socket.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  if (sys().connect(socket.fd(), endpoint.raw(), endpoint.size) == 0) return {std::move(socket), 0};
  // Interrupted, a connection goes on being made, as if it were EINPROGRESS.
  if (errno == EINPROGRESS || errno == EINTR) return {std::move(socket), 0};
  return {Socket(), errno};
}

int dial_error(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  if (sys().getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  if (error != 0) return error;
  sockaddr_storage peer{};
  size = sizeof peer;
  if (sys().getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) == 0) return 0;
  return errno == ENOTCONN ? EINPROGRESS : errno;
}

}  // namespace reactor
