// The protocol of sd_notify(3) without its library.
#include "apps/wsd/notify.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>

#include "reactor/socket.h"

namespace wsd {

bool Notifier::reloading(reactor::Time now) const {
  const auto microseconds =
      std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  return tell("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds));
}

bool Notifier::tell(std::string_view state) const {
  if (socket_.empty()) return true;
  sockaddr_un address{};
  if (socket_.size() >= sizeof address.sun_path) return false;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, socket_.data(), socket_.size());
  if (socket_[0] == '@') address.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  const reactor::Socket socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return false;
  const auto* to = reinterpret_cast<const sockaddr*>(&address);
  const ssize_t sent = ::sendto(socket.fd(), state.data(), state.size(), MSG_NOSIGNAL, to, size);
  return sent == static_cast<ssize_t>(state.size());
}

}  // namespace wsd
