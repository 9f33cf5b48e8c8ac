// One of several processes that hold very many connections together: it says when it has them, and
// of each message when the last of them has got it. Whoever started it writes "say" to have one
// published, and ends the input to end it.
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cinttypes>
#include <cstdio>

#include "bench/fanout/crowd.h"
#include "bench/fanout/hearing.h"
#include "bench/fanout/ledger.h"
#include "bench/fanout/runs.h"

namespace fanout {
namespace {

using reactor::Duration;
using reactor::Time;

constexpr Duration kLook = std::chrono::milliseconds(20);  // for orders

double milliseconds(Duration duration) {
  return static_cast<double>(duration.count()) / 1e6;
}

class Holding {
 public:
  explicit Holding(const Options& options)
      : crowd_(options),
        message_(Framing::websocket, options.opcode, options.size),
        hearing_(Wire::raw, options.size),
        ledger_(crowd_.size(), 1) {}

  void run();
  Faults faults() const { return ledger_.faults(); }

 private:
  enum class Order : std::uint8_t { none, say, end };
  static Order order();
  void enter(std::size_t index, const Arrival& arrival);

  Crowd crowd_;
  Message message_;
  Hearing hearing_;
  Ledger ledger_;
  std::uint64_t said_ = 0;
  Duration first_ = Duration::max();  // of the message that is coming in
  Duration last_{};
};

Holding::Order Holding::order() {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  if (::poll(&input, 1, 0) == 0) return Order::none;
  char text[64];
  return ::read(STDIN_FILENO, text, sizeof text) <= 0 ? Order::end : Order::say;
}

void Holding::enter(std::size_t index, const Arrival& arrival) {
  const Heard heard = hearing_.hear(arrival.payload, arrival.length);
  if (heard.kind != Heard::Kind::message) return ledger_.note_damaged();
  ledger_.note(index, heard.stamp);
  const Duration age = reactor::now() - heard.stamp.intended;
  first_ = std::min(first_, age);
  last_ = std::max(last_, age);
  if (ledger_.delivered() % crowd_.size() != 0) return;
  std::printf("{\"heard\": %" PRIu64 ", \"first_ms\": %.3f, \"last_ms\": %.3f}\n",
              ledger_.delivered() / crowd_.size(), milliseconds(first_), milliseconds(last_));
  std::fflush(stdout);
  first_ = Duration::max();
  last_ = {};
}

void Holding::run() {
  const Time start = reactor::now();
  crowd_.open();
  std::printf("{\"opened\": %zu, \"seconds\": %.3f}\n", crowd_.size(),
              milliseconds(reactor::now() - start) / 1e3);
  std::fflush(stdout);
  for (Order given = order(); given != Order::end; given = order()) {
    if (given == Order::say) crowd_[0].send(message_.stamped({0, said_++, reactor::now()}));
    for (const auto& ready : crowd_.wait(kLook)) {
      crowd_[ready.token].flush();
      crowd_.read(ready, [&](const Arrival& arrival) { enter(ready.token, arrival); });
    }
  }
}

}  // namespace

Result run_hold(const Options& options) {
  Holding holding(options);
  holding.run();
  Result result;
  result.figures.add_faults(holding.faults());
  result.faultless = holding.faults().sum() == 0;
  return result;
}

}  // namespace fanout
