// Listening: every kind of address, inherited options, and what happens when descriptors run out.
#include "reactor/listener.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/file.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <system_error>
#include <thread>

#include "reactor/dial.h"
#include "tests/reactor/few_descriptors.h"
#include "tests/reactor/loopback.h"

namespace reactor {
namespace {

Socket dial_to(const Listener& listener) {
  Dialled dialled = dial(local_endpoint(listener.fd()));
  EXPECT_TRUE(dialled.socket) << dialled.error;
  return std::move(dialled.socket);
}

Newcomer accept_one(Listener& listener) {
  EXPECT_TRUE(wait_until_readable(listener.fd()));
  return listener.accept();
}

int option(int fd, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  EXPECT_EQ(getsockopt(fd, level, name, &value, &size), 0);
  return value;
}

std::string refusal(const std::string& address, const ListenOptions& options = {}) {
  try {
    listen_on(address, options);
  } catch (const std::system_error& error) {
    return error.what();
  }
  return "no refusal";
}

TEST(Listener, AcceptsUntilDry) {
  Listener listener = listen_on("127.0.0.1:0");
  EXPECT_EQ(listener.accept().outcome, Accept::dry);
  const Socket first = dial_to(listener);
  const Socket second = dial_to(listener);
  const Newcomer one = accept_one(listener);
  EXPECT_EQ(one.outcome, Accept::accepted);
  const Endpoint client = local_endpoint(first.fd());
  EXPECT_EQ(one.peer, to_peer(client.storage, client.size));
  EXPECT_EQ(accept_one(listener).outcome, Accept::accepted);
  EXPECT_EQ(listener.accept().outcome, Accept::dry);
}

TEST(Listener, AcceptedSocketsInheritWhatTheyNeed) {
  Listener listener = listen_on("127.0.0.1:0");
  const Socket client = dial_to(listener);
  const Newcomer newcomer = accept_one(listener);
  const int fd = newcomer.socket.fd();
  EXPECT_NE(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
  EXPECT_EQ(option(fd, IPPROTO_TCP, TCP_NODELAY), 1);
  EXPECT_EQ(option(fd, SOL_SOCKET, SO_KEEPALIVE), 1);
  EXPECT_EQ(option(fd, IPPROTO_TCP, TCP_KEEPIDLE), kKeepAliveIdleSeconds);
  EXPECT_EQ(option(fd, IPPROTO_TCP, TCP_KEEPINTVL), kKeepAliveIntervalSeconds);
  EXPECT_EQ(option(fd, IPPROTO_TCP, TCP_KEEPCNT), kKeepAliveProbes);
  EXPECT_EQ(option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT), kUserTimeoutMilliseconds);
  EXPECT_EQ(option(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT), kUnsentLowWater);
}

TEST(Listener, APortAloneServesBothFamilies) {
  Listener listener = listen_on("0");
  const auto port = std::to_string(port_of(listener));
  for (const char* host : {"127.0.0.1", "[::1]"}) {
    const auto address = parse_address(host + (":" + port)).address;
    const Dialled dialled = dial(resolve_blocking(*address, Purpose::dial)[0]);
    ASSERT_TRUE(dialled.socket) << host;
    const Newcomer newcomer = accept_one(listener);
    EXPECT_EQ(newcomer.peer.family,
              host[0] == '[' ? Peer::Family::ipv6 : Peer::Family::ipv4);  // not ::ffff:127.0.0.1
  }
}

TEST(Listener, OneFamilyLeavesTheOtherFree) {
  const Listener ipv6 = listen_on("[::]:0");
  const Listener ipv4 = listen_on("0.0.0.0:" + std::to_string(port_of(ipv6)));
  EXPECT_EQ(port_of(ipv4), port_of(ipv6));
}

TEST(Listener, APortInUseIsASentence) {
  const Listener listener = listen_on("127.0.0.1:0");
  const std::string address = "127.0.0.1:" + std::to_string(port_of(listener));
  EXPECT_EQ(refusal(address), "cannot listen on " + address + ": Address already in use");
}

TEST(Listener, SiblingsShareTheNewcomers) {
  for (const char* address : {"127.0.0.1:0", "[::1]:0", "0"}) {
    Listener first = listen_on(address);
    Listener second = first.sibling();
    Listener third = second.sibling();
    EXPECT_EQ(port_of(first), port_of(third));
    int served[] = {0, 0, 0};
    const auto serve = [&] {
      for (int i = 0; Listener* const one : {&first, &second, &third}) {
        while (one->accept().outcome == Accept::accepted) ++served[i];
        ++i;
      }
    };
    // The kernel chooses by a hash of the ports: of so many each has some.
    constexpr int kClients = 200;
    const std::string host = address[0] == '[' ? "[::1]:" : "127.0.0.1:";
    const auto there = parse_address(host + std::to_string(port_of(first))).address.value();
    std::vector<Socket> clients;
    for (int i = 0; i < kClients; ++i) {
      clients.push_back(dial(resolve_blocking(there, Purpose::dial)[0]).socket);
      ASSERT_TRUE(clients.back());
    }
    EXPECT_TRUE(turn_until(serve, [&] { return served[0] + served[1] + served[2] == kClients; }));
    for (const int some : served) EXPECT_GT(some, 0) << address;
  }
}

// Two servers must never share what people say.
TEST(Listener, WhoHasSiblingsLetsNobodyElseIn) {
  Listener first = listen_on("127.0.0.1:0");
  const std::string port = std::to_string(port_of(first));
  const std::string taken = ": Address already in use";
  const Listener second = first.sibling();
  for (const std::string& address : {"127.0.0.1:" + port, "0.0.0.0:" + port, port}) {
    EXPECT_EQ(refusal(address), "cannot listen on " + address + taken);
  }
  first = listen_on("127.0.0.1:0");  // the one that was first goes; the sibling is still there
  EXPECT_EQ(refusal("127.0.0.1:" + port), "cannot listen on 127.0.0.1:" + port + taken);
}

TEST(Listener, BothFamiliesAreRefusedToOthers) {
  Listener first = listen_on("0");
  const std::string port = std::to_string(port_of(first));
  const Listener second = first.sibling();
  for (const std::string& address : {"127.0.0.1:" + port, "[::1]:" + port, port}) {
    EXPECT_EQ(refusal(address), "cannot listen on " + address + ": Address already in use");
  }
}

TEST(Listener, ASiblingIsOfItsFamilyAlone) {
  Listener ipv6 = listen_on("[::]:0");
  const Listener sibling = ipv6.sibling();
  const Listener ipv4 = listen_on("0.0.0.0:" + std::to_string(port_of(ipv6)));
  EXPECT_EQ(port_of(ipv4), port_of(sibling));
}

// Many begin at once, as a supervisor may start them: one at most has the address, and no other
// ever joins it.
TEST(Listener, OfManyThatBeginAtOnceOneAtMostHasIt) {
  for (int round = 0; round < 50; ++round) {
    const std::uint16_t port = port_of(listen_on("127.0.0.1:0"));
    const std::string address = "127.0.0.1:" + std::to_string(port);
    std::mutex mutex;
    std::vector<Listener> won;
    std::atomic<int> ready = 0;
    std::vector<std::thread> servers;
    for (int i = 0; i < 4; ++i) {
      servers.emplace_back([&] {
        ready.fetch_add(1);
        while (ready.load() < 4) std::this_thread::yield();
        try {
          auto mine = Listener::open(*parse_address(address).address, {});
          Listener sibling = mine[0].sibling();
          const std::lock_guard lock(mutex);
          won.push_back(std::move(mine[0]));
          won.push_back(std::move(sibling));
        } catch (const std::system_error& error) {
          EXPECT_EQ(error.code(), std::errc::address_in_use) << error.what();
        }
      });
    }
    for (std::thread& server : servers) server.join();
    EXPECT_LE(won.size(), 2u);
  }
}

TEST(Listener, UnixSocketsHaveAModeAndLeaveNothingBehind) {
  const Folder folder;
  const std::string path = folder.file("s");
  {
    Listener listener = listen_on("unix:" + path, {.unix_mode = 0600});
    struct stat about {};
    ASSERT_EQ(::stat(path.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u);
    const Dialled dialled = dial(unix_endpoint(path));
    EXPECT_EQ(accept_one(listener).peer.family, Peer::Family::local);
    EXPECT_NE(refusal("unix:" + path).find("another server answers"), std::string::npos);
  }
  EXPECT_NE(::access(path.c_str(), F_OK), 0);
}

TEST(Listener, AStalePathIsTakenOver) {
  const Folder folder;
  const std::string path = folder.file("s");
  {
    const Endpoint endpoint = unix_endpoint(path);
    const Socket dead(::socket(AF_UNIX, SOCK_STREAM, 0));
    ASSERT_EQ(::bind(dead.fd(), endpoint.raw(), endpoint.size), 0);
  }
  ASSERT_EQ(::access(path.c_str(), F_OK), 0);
  Listener first = listen_on("unix:" + path);
  EXPECT_TRUE(dial(unix_endpoint(path)).socket);
  ::unlink(path.c_str());
  const Listener second = listen_on("unix:" + path);
  { const Listener gone = std::move(first); }
  EXPECT_EQ(::access(path.c_str(), F_OK), 0);  // it is second's by now
}

// Many find it stale at once: one takes it over, and nobody takes it from that one.
TEST(Listener, AStalePathIsTakenOverByOne) {
  const Folder folder;
  const std::string path = folder.file("s");
  const Endpoint endpoint = unix_endpoint(path);
  for (int round = 0; round < 300; ++round) {
    {
      const Socket dead(::socket(AF_UNIX, SOCK_STREAM, 0));
      ASSERT_EQ(::bind(dead.fd(), endpoint.raw(), endpoint.size), 0);
    }
    std::mutex mutex;
    std::vector<Listener> won;
    std::atomic<int> ready = 0;
    std::vector<std::thread> servers;
    for (int i = 0; i < 4; ++i) {
      servers.emplace_back([&] {
        ready.fetch_add(1);
        while (ready.load() < 4) std::this_thread::yield();
        try {
          Listener mine = listen_on("unix:" + path);
          const std::lock_guard lock(mutex);
          won.push_back(std::move(mine));
        } catch (const std::system_error& error) {
          EXPECT_EQ(error.code(), std::errc::address_in_use) << error.what();
        }
      });
    }
    for (std::thread& server : servers) server.join();
    ASSERT_EQ(won.size(), 1u) << round;
    EXPECT_TRUE(dial(endpoint).socket) << "it is the one that has the path";
  }
}

// flock(1) in front of the server, for one: that is not waited for.
TEST(Listener, ALockedDirectoryIsListenedIn) {
  const Folder folder;
  const std::string directory = folder.file("");
  const Socket lock(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  ASSERT_EQ(::flock(lock.fd(), LOCK_EX), 0);
  const Listener listener = listen_on("unix:" + folder.file("s"));
  EXPECT_TRUE(dial(unix_endpoint(folder.file("s"))).socket);
}

TEST(Listener, SomebodysFileIsNotRemoved) {
  const Folder folder;
  const std::string path = folder.file("precious");
  ::close(::open(path.c_str(), O_CREAT | O_WRONLY, 0600));
  EXPECT_NE(refusal("unix:" + path).find("it is no socket"), std::string::npos);
  EXPECT_EQ(::access(path.c_str(), F_OK), 0);
}

TEST(Listener, AbstractNamesHaveNoFile) {
  const std::string name = "@wsd-test-" + std::to_string(::getpid());
  Listener listener = listen_on("unix:" + name);
  const Dialled dialled = dial(unix_endpoint(name));
  EXPECT_EQ(accept_one(listener).outcome, Accept::accepted);
}

TEST(Listener, TakesOverAnInheritedDescriptor) {
  Listener original = listen_on("127.0.0.1:0");
  const int inherited = ::dup(original.fd());
  ::fcntl(inherited, F_SETFL, 0);  // as a parent may leave it
  Listener adopted = listen_on("fd:" + std::to_string(inherited));
  EXPECT_EQ(adopted.accept().outcome, Accept::dry);  // does not block
  const Socket client = dial_to(adopted);
  const Newcomer newcomer = accept_one(adopted);
  EXPECT_EQ(option(newcomer.socket.fd(), IPPROTO_TCP, TCP_NODELAY), 1);
}

TEST(Listener, NotEveryDescriptorIsAListener) {
  EXPECT_NE(refusal("fd:999").find("no stream socket"), std::string::npos);
  const Pair pair = unix_pair();
  EXPECT_NE(refusal("fd:" + std::to_string(pair.here.fd())).find("is not listening"),
            std::string::npos);
}

TEST(Listener, OutOfDescriptorsTheNewcomerIsToldAndLaterOnesAreServed) {
  Listener listener = listen_on("127.0.0.1:0");
  std::vector<Socket> clients;
  for (int i = 0; i < 3; ++i) clients.push_back(dial_to(listener));
  write_some(clients[1].fd(), bytes("a request nobody will read"));
  {
    const FewDescriptors few(1);
    const Newcomer served = accept_one(listener);
    EXPECT_EQ(served.outcome, Accept::accepted);
    const Newcomer refused = accept_one(listener);
    EXPECT_EQ(refused.outcome, Accept::exhausted);
    EXPECT_EQ(refused.error, EMFILE);
    EXPECT_EQ(listener.turn_away(bytes("full")), Accept::accepted);
    EXPECT_EQ(wait_for_text(clients[1].fd(), 4), "full");
    std::array<std::byte, 4> buffer;
    wait_until_readable(clients[1].fd());
    EXPECT_EQ(read_some(clients[1].fd(), buffer).status, Status::eof);  // no reset
    wait_until_readable(listener.fd());
    EXPECT_EQ(listener.turn_away({}), Accept::accepted);
    EXPECT_EQ(listener.turn_away({}), Accept::dry);
  }
  const Socket later = dial_to(listener);
  EXPECT_EQ(accept_one(listener).outcome, Accept::accepted);
}

TEST(Listener, WithoutEvenAReserveItTriesAgainLater) {
  Listener listener = listen_on("127.0.0.1:0");
  const Socket client = dial_to(listener);
  wait_until_readable(listener.fd());
  Listener moved = std::move(listener);
  {
    const FewDescriptors few(0);
    EXPECT_EQ(moved.accept().outcome, Accept::exhausted);
  }
  EXPECT_EQ(moved.accept().outcome, Accept::accepted);
}

TEST(Listener, ABrokenListenerSaysSo) {
  Listener listener = listen_on("127.0.0.1:0");
  ::shutdown(listener.fd(), SHUT_RD);
  const Newcomer newcomer = listener.accept();
  EXPECT_EQ(newcomer.outcome, Accept::broken);
  EXPECT_EQ(newcomer.error, EINVAL);
}

TEST(Listener, MovesWithItsPlace) {
  const Folder folder;
  Listener first = listen_on("unix:" + folder.file("a"));
  Listener second = listen_on("unix:" + folder.file("b"));
  first = std::move(second);
  EXPECT_NE(::access(folder.file("a").c_str(), F_OK), 0);
  EXPECT_EQ(::access(folder.file("b").c_str(), F_OK), 0);
}

}  // namespace
}  // namespace reactor
