// All connections of a run, and the one poller that watches them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "bench/fanout/client.h"
#include "bench/fanout/options.h"
#include "bench/fanout/progress.h"
#include "reactor/poller.h"

namespace fanout {

// After so long a silence nothing more is waited for.
inline constexpr reactor::Duration kPatience = std::chrono::seconds(30);

class Crowd {
 public:
  explicit Crowd(const Options& options);  // nobody is connected yet

  // Connects all members; flooders are dialled one by one. Throws std::runtime_error if anybody is
  // refused.
  void open();

  // Connects one, or the same one again.
  void dial(std::size_t index);

  // Nothing is silence: whoever is stopped and goes on listens on.
  std::span<const reactor::Ready> wait(reactor::Duration timeout) {
    if (progress_.is_shown()) progress_.tell(reactor::now(), opened_, arrivals_);
    auto edges = poller_.wait(timeout);
    while (edges.empty() && poller_.interrupted()) edges = poller_.wait(timeout);
    return edges;
  }
  Client& operator[](std::size_t index) { return clients_[index]; }
  std::size_t size() const { return clients_.size(); }
  const Target& target() const { return target_; }
  std::span<std::byte> scratch() { return scratch_; }

  // Reads until the socket is empty and calls take(arrival) for each frame. Returns how it ended:
  // blocked, if the connection goes on.
  template <class Take>
  reactor::Transfer hear(const reactor::Ready& ready, Take take) {
    Client& client = clients_[ready.token];
    for (;;) {
      const reactor::Transfer transfer = client.receive(scratch_);
      while (const auto arrival = client.next()) {
        take(*arrival);
        ++arrivals_;
      }
      if (!may_hold_more(transfer, ready)) return transfer;
    }
  }

  // The same for messages only: pings are answered here. Throws std::runtime_error when the server
  // ends the connection.
  template <class Take>
  void read(const reactor::Ready& ready, Take take) {
    Client& client = clients_[ready.token];
    const reactor::Transfer last = hear(ready, [&](const Arrival& arrival) {
      rfc6455::is_control(arrival.opcode) ? answer(client, arrival) : take(arrival);
    });
    check(client, last);
  }

  // Answers a ping. Throws std::runtime_error at a close.
  static void answer(Client& client, const Arrival& control);
  // Throws std::runtime_error unless the connection goes on.
  static void check(const Client& client, const reactor::Transfer& transfer);

 private:
  static bool may_hold_more(const reactor::Transfer& transfer, const reactor::Ready& ready) {
    if (transfer.status == reactor::Status::ok) return true;
    const bool ended = ready.ended() || ready.hangup();
    return transfer.status == reactor::Status::blocked && ended && transfer.bytes > 0;
  }
  reactor::Poller poller_;
  std::unique_ptr<reactor::TlsClient> tls_;
  Target target_;
  std::vector<Client> clients_;
  std::vector<std::byte> scratch_;
  std::size_t members_ = 0;  // of the clients; the others are flooders
  Progress progress_;
  std::size_t opened_ = 0;
  std::uint64_t arrivals_ = 0;
};

}  // namespace fanout
