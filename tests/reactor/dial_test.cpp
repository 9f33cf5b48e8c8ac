// Dialling: decided at the writable edge.
#include "reactor/dial.h"

#include <cerrno>

#include "tests/reactor/loopback.h"

namespace reactor {
namespace {

// Waits for the edge that says the connection is decided.
int decided(const Socket& socket) {
  Poller poller;
  EXPECT_EQ(poller.watch(socket.fd(), 1), 0);
  EXPECT_TRUE(turn_until([&] { poller.wait(std::chrono::milliseconds(100)); },
                         [&] { return dial_error(socket.fd()) != EINPROGRESS; }));
  return dial_error(socket.fd());
}

TEST(Dial, ConnectsOverTcp) {
  Listener listener = listen_on("127.0.0.1:0");
  const Dialled dialled = dial(local_endpoint(listener.fd()));
  ASSERT_TRUE(dialled.socket);
  EXPECT_EQ(decided(dialled.socket), 0);
}

TEST(Dial, ConnectsOverUnixSockets) {
  const Folder folder;
  const Listener listener = listen_on("unix:" + folder.file("s"));
  const Dialled dialled = dial(unix_endpoint(folder.file("s")));
  ASSERT_TRUE(dialled.socket);
  EXPECT_EQ(dial_error(dialled.socket.fd()), 0);
}

TEST(Dial, NobodyThereIsRefused) {
  Listener listener = listen_on("127.0.0.1:0");
  const Endpoint endpoint = local_endpoint(listener.fd());
  { const Listener closed = std::move(listener); }
  const Dialled dialled = dial(endpoint);
  ASSERT_TRUE(dialled.socket);
  Poller poller;
  ASSERT_EQ(poller.watch(dialled.socket.fd(), 1), 0);
  EXPECT_TRUE(poller.wait(kForever)[0].hangup());
  EXPECT_EQ(dial_error(dialled.socket.fd()), ECONNREFUSED);
}

TEST(Dial, NoSuchUnixSocketFailsAtOnce) {
  const Dialled dialled = dial(unix_endpoint("/no/such/place"));
  EXPECT_FALSE(dialled.socket);
  EXPECT_EQ(dialled.error, ENOENT);
}

TEST(Dial, TheErrorOfNoSocketAtAll) {
  EXPECT_EQ(dial_error(-1), EBADF);
}

}  // namespace
}  // namespace reactor
