// Connect, upgrade, close in order, and again: the cost of people who come and go.
#include <limits>
#include <stdexcept>

#include "bench/fanout/crowd.h"
#include "bench/fanout/histogram.h"
#include "bench/fanout/runs.h"

namespace fanout {
namespace {

constexpr double kWarmUp = 0.1;  // seconds, not counted

class Churn {
 public:
  explicit Churn(Crowd& crowd) : crowd_(crowd), begun_(crowd.size()), closed_(crowd.size()) {}

  void run(double seconds, std::uint64_t cycles);
  std::uint64_t cycles() const { return cycles_; }
  const Histogram& latency() const { return latency_; }

 private:
  void dial(std::size_t index);
  void advance(const reactor::Ready& ready);
  void read_end(std::size_t index);
  void finish(std::size_t index);

  Crowd& crowd_;
  std::vector<reactor::Time> begun_;
  std::vector<char> closed_;  // whether the close frame has come back
  Histogram latency_;         // of whole cycles
  std::uint64_t left_ = 0;
  std::uint64_t cycles_ = 0;
  std::size_t under_way_ = 0;
};

void Churn::dial(std::size_t index) {
  if (left_ == 0) return;
  --left_;
  ++under_way_;
  closed_[index] = 0;
  begun_[index] = reactor::now();
  crowd_.dial(index);
}

void Churn::advance(const reactor::Ready& ready) {
  const auto index = static_cast<std::size_t>(ready.token);
  Client& client = crowd_[index];
  if (client.stage() == Client::Stage::open) {
    read_end(index);
  } else if (client.advance(crowd_.target(), crowd_.scratch()) == Client::Stage::open) {
    client.settle();
    client.send_close();
  }
}

// §7.1.1 of RFC 6455: the server ends the TCP connection; the client waits for it.
void Churn::read_end(std::size_t index) {
  Client& client = crowd_[index];
  for (;;) {
    const auto transfer = client.receive(crowd_.scratch());
    while (const auto arrival = client.next()) {
      if (arrival->opcode == rfc6455::Opcode::close) closed_[index] = 1;
    }
    if (transfer.status == reactor::Status::eof) return finish(index);
    if (transfer.status == reactor::Status::ok || transfer.bytes > 0) continue;
    if (transfer.status == reactor::Status::blocked) return;
    throw std::runtime_error("the server reset a connection that was closed in order");
  }
}

void Churn::finish(std::size_t index) {
  if (!closed_[index]) throw std::runtime_error("the server ended without a close frame");
  latency_.note(reactor::now() - begun_[index]);
  ++cycles_;
  --under_way_;
  crowd_[index].hang_up();
  dial(index);
}

void Churn::run(double seconds, std::uint64_t cycles) {
  const auto length = reactor::Duration(static_cast<reactor::Duration::rep>(seconds * 1e9));
  const reactor::Time end = reactor::now() + length;
  latency_ = Histogram();
  cycles_ = 0;
  left_ = cycles > 0 ? cycles : std::numeric_limits<std::uint64_t>::max();
  for (std::size_t i = 0; i < crowd_.size(); ++i) dial(i);
  while (under_way_ > 0) {
    const auto edges = crowd_.wait(kPatience);
    if (edges.empty()) throw std::runtime_error("the server does not go on");
    for (const reactor::Ready& ready : edges) advance(ready);
    if (reactor::now() > end) left_ = 0;
  }
}

}  // namespace

Result run_churn(const Options& options) {
  Crowd crowd(options);
  Churn churn(crowd);
  churn.run(kWarmUp, 0);
  Gauge gauge(options.pids);
  gauge.begin();
  churn.run(options.seconds, options.messages);
  gauge.end();

  Result result;
  result.figures.add_cost(gauge, "cycle", "cycles", static_cast<double>(churn.cycles()));
  result.figures.add_latency("cycle_", churn.latency());
  return result;
}

}  // namespace fanout
