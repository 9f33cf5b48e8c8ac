// What the I/O leaf costs: a turn of the loop, a timer, a letter, a newcomer, an idle TLS
// connection.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <openssl/crypto.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "reactor/descriptors.h"
#include "reactor/dial.h"
#include "reactor/listener.h"
#include "reactor/mailbox.h"
#include "reactor/poller.h"
#include "reactor/stream.h"
#include "reactor/timer_wheel.h"
#include "reactor/tls_client.h"
#include "reactor/tls_server.h"
#include "reactor/waker.h"
#include "tests/reactor/certificates.h"

namespace reactor {
namespace {

using Pair = std::array<Socket, 2>;

Pair make_pair() {
  int fds[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) != 0) std::abort();
  return {Socket(fds[0]), Socket(fds[1])};
}

// A turn: one of N watched sockets has a message, the loop wakes, reads it and answers.
void turns(benchmark::State& state) {
  raise_descriptor_limit();
  const auto sockets = static_cast<std::size_t>(state.range(0));
  Poller poller;
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < sockets; ++i) {
    pairs.push_back(make_pair());
    if (poller.watch(pairs[i][0].fd(), i) != 0) return state.SkipWithError("cannot watch");
  }
  while (!poller.wait(Duration::zero()).empty()) {
  }
  std::mt19937 random(1);
  std::array<std::byte, 64> message{};
  for (auto _ : state) {
    write_some(pairs[random() % sockets][1].fd(), message);
    for (const Ready& ready : poller.wait(kForever)) {
      if (!ready.readable()) continue;  // the answer, read, makes a writable edge
      const auto& pair = pairs[ready.token];
      read_some(pair[0].fd(), message);
      write_some(pair[0].fd(), message);
      read_some(pair[1].fd(), message);
    }
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(turns)->Arg(1)->Arg(100)->Arg(9'900);  // a pair takes two of 20,000 descriptors

// Each socket ready in every turn: what one edge costs in a full batch.
void edges(benchmark::State& state) {
  const auto sockets = static_cast<std::size_t>(state.range(0));
  Poller poller;
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < sockets; ++i) {
    pairs.push_back(make_pair());
    if (poller.watch(pairs[i][0].fd(), i) != 0) return state.SkipWithError("cannot watch");
  }
  std::array<std::byte, 64> message{};
  for (auto _ : state) {
    for (const auto& pair : pairs) write_some(pair[1].fd(), message);
    for (std::size_t seen = 0; seen < sockets;) {
      for (const Ready& ready : poller.wait(Duration::zero())) {
        if (!ready.readable()) continue;
        seen += read_some(pairs[ready.token][0].fd(), message).bytes > 0 ? 1 : 0;
      }
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(edges)->Arg(100);

constexpr std::uint32_t kTimers = 1'000'000;

TimerWheel full_wheel(std::mt19937& random) {
  TimerWheel wheel{Time{}};
  wheel.reserve(kTimers);
  for (std::uint32_t timer = 0; timer < kTimers; ++timer) {
    wheel.arm(timer, Time{} + std::chrono::milliseconds(1 + random() % 60'000));
  }
  return wheel;
}

// Random timers of a million put off, as a message puts off "prove you are alive by".
void timers_put_off(benchmark::State& state) {
  std::mt19937 random(1);
  TimerWheel wheel = full_wheel(random);
  std::int64_t later = 60'000;
  for (auto _ : state) {
    wheel.arm(static_cast<std::uint32_t>(random() % kTimers),
              Time{} + std::chrono::milliseconds(later));
    later = later < 120'000 ? later + 1 : 60'000;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(timers_put_off);

// Random timers of a million brought forward: out of one ring, into another.
void timers_moved(benchmark::State& state) {
  std::mt19937 random(1);
  TimerWheel wheel = full_wheel(random);
  for (auto _ : state) {
    const auto timer = static_cast<std::uint32_t>(random() % kTimers);
    wheel.disarm(timer);
    wheel.arm(timer, Time{} + std::chrono::milliseconds(1 + random() % 60'000));
  }
  state.SetItemsProcessed(2 * state.iterations());
}
BENCHMARK(timers_moved);

// A million live, time passing: each one expires and is armed again for a minute later.
void timers_expired(benchmark::State& state) {
  std::mt19937 random(1);
  TimerWheel wheel = full_wheel(random);
  Time now{};
  std::int64_t expired = 0;
  for (auto _ : state) {
    now += std::chrono::milliseconds(1);
    wheel.advance(now);
    while (const auto timer = wheel.next_expired()) {
      wheel.arm(*timer, now + std::chrono::minutes(1));
      ++expired;
    }
    benchmark::DoNotOptimize(wheel.next_deadline());
  }
  state.SetItemsProcessed(2 * expired);  // an expiry and an arming
}
BENCHMARK(timers_expired);

// Letters from this thread to another that sleeps when there is nothing to do.
void letters(benchmark::State& state) {
  const auto batch_size = static_cast<std::size_t>(state.range(0));
  Waker waker;
  Mailbox<std::uint64_t> mailbox(waker);
  std::atomic<std::uint64_t> received = 0;
  std::atomic<bool> stopping = false;
  std::thread owner([&] {
    Poller poller;
    if (poller.watch(waker.fd(), 0) != 0) std::abort();
    std::vector<std::uint64_t> taken;
    while (!stopping.load()) {
      waker.drowsy();
      poller.wait(mailbox.empty() && !stopping.load() ? kForever : Duration::zero());
      waker.awake();
      mailbox.take(taken);
      received.fetch_add(taken.size(), std::memory_order_relaxed);
      taken.clear();
    }
  });
  std::uint64_t sent = 0;
  std::vector<std::uint64_t> batch;
  for (auto _ : state) {
    if (batch_size == 1) {
      mailbox.post(sent);
    } else {
      for (std::size_t i = 0; i < batch_size; ++i) batch.push_back(i);
      mailbox.post(batch);
    }
    sent += batch_size;
    if (sent - received.load(std::memory_order_relaxed) > 100'000) {  // arrived is what counts
      while (sent != received.load(std::memory_order_relaxed)) std::this_thread::yield();
    }
  }
  while (sent != received.load()) std::this_thread::yield();
  stopping = true;
  waker.wake();
  owner.join();
  state.SetItemsProcessed(static_cast<std::int64_t>(sent));
}
BENCHMARK(letters)->Arg(1)->Arg(64)->UseRealTime();

// Both ends in one thread: dial, accept, watch, close.
void accepts(benchmark::State& state) {
  const auto address = parse_address("127.0.0.1:0").address;
  auto listeners = Listener::open(*address, {});
  Listener& listener = listeners.front();
  const Endpoint endpoint = local_endpoint(listener.fd());
  Poller poller;
  if (poller.watch(listener.fd(), 0) != 0) return state.SkipWithError("cannot watch");
  for (auto _ : state) {
    Dialled dialled = dial(endpoint);
    poller.wait(kForever);
    Newcomer newcomer = listener.accept();
    if (newcomer.outcome != Accept::accepted) return state.SkipWithError("nobody came");
    if (poller.watch(newcomer.socket.fd(), 1) != 0) return state.SkipWithError("cannot watch");
    dialled.socket.abort();  // no TIME_WAIT: ports are few
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(accepts);

// What OpenSSL holds, counted at its own allocator: malloc's sums would count its caches, too.
std::int64_t openssl_bytes = 0;

std::int64_t held(void* block) {
  return block == nullptr ? 0
                          : static_cast<std::int64_t>(malloc_usable_size(block) + sizeof(void*));
}

void* count_malloc(std::size_t size, const char*, int) {
  void* block = std::malloc(size);
  openssl_bytes += held(block);
  return block;
}

void* count_realloc(void* old, std::size_t size, const char*, int) {
  openssl_bytes -= held(old);
  void* block = std::realloc(old, size);
  openssl_bytes += held(block);
  return block;
}

void count_free(void* block, const char*, int) {
  openssl_bytes -= held(block);
  std::free(block);
}

const int counting = CRYPTO_set_mem_functions(count_malloc, count_realloc, count_free);

// Bytes that the server's side of an established, idle connection holds: arg 0 the first of a
// client, arg 1 one resumed by its ticket.
void tls_idle_memory(benchmark::State& state) {
  if (counting != 1) return state.SkipWithError("cannot count");
  Certificates certificates;
  TlsServerOptions options;
  options.identities = {certificates.issue("localhost")};
  const TlsServer server(options);
  TlsClientOptions anybody;
  anybody.verification = Verification::none;
  constexpr std::size_t kConnections = 200;
  std::int64_t bytes = 0;
  for (auto _ : state) {
    auto client = std::make_unique<TlsClient>(anybody);
    std::vector<Stream> all;
    for (std::size_t i = 0; i < kConnections; ++i) {
      Pair pair = make_pair();
      Stream theirs(std::move(pair[1]));
      theirs.begin(client->connect(theirs.fd(), "localhost"));
      theirs.handshake();
      const std::int64_t before = openssl_bytes;
      Stream ours(std::move(pair[0]));
      ours.begin(server.accept(ours.fd()));
      ours.handshake();
      bytes += openssl_bytes - before + static_cast<std::int64_t>(sizeof(Tls));
      theirs.handshake();
      const std::int64_t last = openssl_bytes;
      std::array<std::byte, 64> buffer{};
      if (ours.handshake().status != Status::ok) return state.SkipWithError("no handshake");
      ours.write(buffer);
      ours.read(buffer);
      bytes += openssl_bytes - last;
      theirs.read(buffer);  // and with it the ticket
      all.push_back(std::move(ours));
      all.push_back(std::move(theirs));
      if (state.range(0) == 0) client->forget_session();
    }
  }
  state.counters["bytes"] =
      static_cast<double>(bytes) / static_cast<double>(state.iterations() * kConnections);
}
BENCHMARK(tls_idle_memory)->Arg(0)->Arg(1)->Iterations(1);

// A record through both ends in one thread.
void tls_bytes(benchmark::State& state) {
  Certificates certificates;
  TlsServerOptions options;
  options.identities = {certificates.issue("localhost")};
  const TlsServer server(options);
  TlsClientOptions anybody;
  anybody.verification = Verification::none;
  TlsClient client(anybody);
  Pair pair = make_pair();
  const auto ours = server.accept(pair[0].fd());
  const auto theirs = client.connect(pair[1].fd(), "localhost");
  for (bool done = false; !done;) {
    done = theirs->handshake().status == Status::ok;
    done &= ours->handshake().status == Status::ok;
  }
  std::vector<std::byte> bytes(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    ours->write(bytes);
    theirs->read(bytes);
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(tls_bytes)->Arg(64)->Arg(16 * 1024)->Arg(64 * 1024);

}  // namespace
}  // namespace reactor
