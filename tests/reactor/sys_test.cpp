// The seam: what a test puts behind it is what the folder meets, and how each part takes a refusal.
#include "reactor/sys.h"

#include <fstream>
#include <iterator>
#include <thread>

#include "reactor/dial.h"
#include "reactor/signals.h"
#include "reactor/waker.h"
#include "tests/reactor/faults.h"
#include "tests/reactor/talker.h"
#include "tests/reactor/tls_pair.h"

namespace reactor {
namespace {

// A clock that a test winds: the beginning of a kernel that exists in memory only.
class StoppedClock : public Sys {
 public:
  int clock_gettime(clockid_t, timespec* time) override {
    *time = {42, 7};
    return 0;
  }
};

TEST(Sys, TheInnermostKernelIsTheThreads) {
  StoppedClock stopped;
  const Time real = now();
  {
    const Installed outer(stopped);
    CountingSys counting;
    {
      const Installed inner(counting);
      EXPECT_GE(now(), real);
    }
    EXPECT_EQ(now().time_since_epoch(), std::chrono::seconds(42) + Duration(7));
    std::thread([&] { EXPECT_GE(now(), real); }).join();
  }
  EXPECT_GE(now(), real);
}

TEST(Sys, AWaitInterruptedIsAnEmptyOne) {
  const Pair pair = unix_pair();
  Poller poller;
  ASSERT_EQ(poller.watch(pair.here.fd(), 1), 0);
  FailNth faults(Call::epoll_wait, 0, {EINTR});
  const Installed installed(faults);
  EXPECT_TRUE(poller.wait(kForever).empty());
  EXPECT_EQ(poller.wait(kForever).size(), 1u);
}

// EPERM: the profiles of older container runtimes refuse calls that they do not know so.
TEST(Sys, AnOldKernelOrAnOldContainerWaitsInMilliseconds) {
  for (const int error : {ENOSYS, EPERM}) {
    const Pair pair = unix_pair();
    Poller poller;
    FailNth faults(Call::epoll_wait, 0, {error});
    const Installed installed(faults);
    const Time before = now();
    EXPECT_TRUE(poller.wait(std::chrono::microseconds(1100)).empty());
    EXPECT_GE(now() - before, std::chrono::microseconds(1100));  // rounded up
    ASSERT_EQ(poller.watch(pair.here.fd(), 1), 0);
    EXPECT_EQ(poller.wait(kForever).size(), 1u);
  }
}

TEST(Sys, WatchingMayBeRefused) {
  const Pair pair = unix_pair();
  Poller poller;
  FailNth faults(Call::epoll_ctl, 0, {ENOSPC});
  const Installed installed(faults);
  EXPECT_EQ(poller.watch(pair.here.fd(), 1), ENOSPC);
  EXPECT_EQ(poller.watch(pair.here.fd(), 1), 0);
}

TEST(Sys, AnAbortedNewcomerIsPassedOver) {
  for (const int error : {EINTR, ECONNABORTED, EPROTO, EPERM}) {
    Listener listener = listen_on("127.0.0.1:0");
    const Dialled dialled = dial(local_endpoint(listener.fd()));
    wait_until_readable(listener.fd());
    FailNth faults(Call::accept4, 0, {error});
    const Installed installed(faults);
    EXPECT_EQ(listener.accept().outcome, Accept::accepted);
  }
}

TEST(Sys, WhatForbidsEveryNewcomerDoesNotSpin) {
  class Forbidden : public CountingSys {
   protected:
    Verdict judge(Call call, unsigned) override {
      return call == Call::accept4 ? Verdict{EPERM} : Verdict{};
    }
  } forbidden;
  Listener listener = listen_on("127.0.0.1:0");
  const Installed installed(forbidden);
  EXPECT_EQ(listener.accept().outcome, Accept::exhausted);
  EXPECT_EQ(forbidden.calls(Call::accept4), unsigned{kAcceptsPerTurnMax});
}

TEST(Sys, TheWholeMachineOutOfDescriptorsIsExhaustion) {
  Listener listener = listen_on("127.0.0.1:0");
  for (const int error : {ENFILE, ENOBUFS, ENOMEM}) {
    FailNth faults(Call::accept4, 0, {error});
    const Installed installed(faults);
    const Newcomer newcomer = listener.accept();
    EXPECT_EQ(newcomer.outcome, Accept::exhausted);
    EXPECT_EQ(newcomer.error, error);
  }
}

TEST(Sys, WithoutIpv6EveryAddressIsIpv4) {
  FailNth faults(Call::socket, 0, {EAFNOSUPPORT});
  const Installed installed(faults);
  const Listener listener = listen_on("0");
  EXPECT_EQ(local_endpoint(listener.fd()).family(), AF_INET);
}

TEST(Sys, WhatFailsAtStartIsASentence) {
  const auto sentence = [](Call call, auto start) -> std::string {
    FailNth faults(call, 0, {EMFILE});
    const Installed installed(faults);
    try {
      start();
    } catch (const std::system_error& error) {
      return error.what();
    }
    return "nothing failed";
  };
  EXPECT_EQ(sentence(Call::epoll_create1, [] { Poller poller; }),
            "cannot open an epoll descriptor: Too many open files");
  EXPECT_EQ(sentence(Call::eventfd, [] { Waker waker; }),
            "cannot open an event descriptor: Too many open files");
  EXPECT_EQ(sentence(Call::signalfd, [] { Signals signals({SIGUSR1}); }),
            "cannot open a signal descriptor: Too many open files");
  EXPECT_EQ(sentence(Call::socket, [] { listen_on("127.0.0.1:0"); }),
            "cannot listen on 127.0.0.1:0: Too many open files");
  EXPECT_EQ(sentence(Call::socket, [] { listen_on("unix:@wsd-seam-test"); }),
            "cannot open a socket: Too many open files");
}

TEST(Sys, AnInterruptedDialGoesOn) {
  Listener listener = listen_on("127.0.0.1:0");
  FailNth faults(Call::connect, 0, {EINTR});
  const Installed installed(faults);
  const Dialled dialled = dial(local_endpoint(listener.fd()));
  ASSERT_TRUE(dialled.socket);
  EXPECT_TRUE(turn_until([] {}, [&] { return dial_error(dialled.socket.fd()) == 0; }));
}

// A socket whose peer never reads.
class Full : public CountingSys {
 public:
  ssize_t send(int, const void*, std::size_t, int) override {
    errno = EAGAIN;
    return -1;
  }
};

TEST(Sys, TlsKeepsOneRecordThatTheSocketRefused) {
  const TlsServer server(server_options());
  TlsClient client(client_options());
  TlsPair pair(server, client);
  ASSERT_TRUE(pair.shake_hands());
  Full full;
  const Installed installed(full);
  const std::string block(16 * 1024, 'x');
  EXPECT_EQ(pair.server->write(bytes(block)).bytes, block.size());
  for (int i = 0; i < 10; ++i) {
    const Transfer more = pair.server->write(bytes(block));
    EXPECT_EQ(more.bytes, 0u);
    EXPECT_EQ(more.status, Status::blocked);
  }
  EXPECT_EQ(pair.server->shut_write().status, Status::blocked);
}

// What TLS says by itself is bounded, too: here a chain of certificates far above any sense.
TEST(Sys, TlsDoesNotHoardWhatNobodyReads) {
  TlsServerOptions options = server_options();
  std::ifstream authority(certificates().authority_file());
  const std::string pem((std::istreambuf_iterator<char>(authority)), {});
  std::ofstream chain(options.identities[0].certificate_file + ".long");
  chain << std::ifstream(options.identities[0].certificate_file).rdbuf();
  for (int i = 0; i < 300; ++i) chain << pem;
  chain.close();
  options.identities[0].certificate_file += ".long";
  const TlsServer server(options);
  TlsClient client(client_options());
  TlsPair pair(server, client);
  pair.client->handshake();
  Full full;
  const Installed installed(full);
  const Transfer shaken = pair.server->handshake();
  EXPECT_EQ(shaken.status, Status::error);
  EXPECT_EQ(shaken.error, ENOBUFS);
}

TEST(Sys, TlsToldOfAResetSaysReset) {
  const TlsServer server(server_options());
  TlsClient client(client_options());
  for (const Call call : {Call::recv, Call::send}) {
    TlsPair pair(server, client);
    ASSERT_TRUE(pair.shake_hands());
    FailNth faults(call, 0, {ECONNRESET});
    const Installed installed(faults);
    std::array<std::byte, 16> buffer;
    const Transfer result =
        call == Call::recv ? pair.server->read(buffer) : pair.server->write(bytes("x"));
    EXPECT_EQ(result.status, Status::reset);
    EXPECT_EQ(result.error, ECONNRESET);
    EXPECT_EQ(pair.server->read(buffer).status, Status::reset);  // and goes on saying so
  }
}

}  // namespace
}  // namespace reactor
