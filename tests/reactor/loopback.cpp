// Real sockets, all of them on this machine.
#include "tests/reactor/loopback.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <filesystem>

#include "reactor/dial.h"
#include "reactor/endpoint.h"

namespace reactor {

Pair unix_pair() {
  int fds[2];
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), 0);
  return {Socket(fds[0]), Socket(fds[1])};
}

Pair tcp_pair() {
  Listener listener = listen_on("127.0.0.1:0");
  Dialled dialled = dial(local_endpoint(listener.fd()));
  EXPECT_TRUE(wait_until_readable(listener.fd()));
  Newcomer newcomer = listener.accept();
  EXPECT_EQ(newcomer.outcome, Accept::accepted);
  EXPECT_EQ(dial_error(dialled.socket.fd()), 0);
  return {std::move(dialled.socket), std::move(newcomer.socket)};
}

Listener listen_on(std::string_view address, const ListenOptions& options) {
  const auto parsed = parse_address(address);
  EXPECT_TRUE(parsed.address) << parsed.complaint;
  auto listeners = Listener::open(*parsed.address, options);
  return std::move(listeners.front());
}

std::uint16_t port_of(const Listener& listener) {
  return local_endpoint(listener.fd()).port();
}

std::string read_text(int fd) {
  std::string text;
  std::array<char, 4096> buffer;
  for (;;) {
    const Transfer read = read_some(fd, std::as_writable_bytes(std::span(buffer)));
    text.append(buffer.data(), read.bytes);
    if (read.status != Status::ok) return text;
  }
}

bool wait_until_readable(int fd) {
  pollfd one = {fd, POLLIN, 0};
  constexpr auto kMost = std::chrono::duration_cast<std::chrono::milliseconds>(kPatience);
  return ::poll(&one, 1, static_cast<int>(kMost.count())) == 1;
}

std::string wait_for_text(int fd, std::size_t size) {
  std::string text;
  while (text.size() < size && wait_until_readable(fd)) {
    const std::string more = read_text(fd);
    if (more.empty()) break;
    text += more;
  }
  return text;
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++count;
  }
  return count - 1;  // the one that looked
}

}  // namespace reactor
